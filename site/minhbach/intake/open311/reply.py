"""Answer in JSON or XML with one content for both, and tell what is wrong in the standard's own format."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import orjson
from flask import Response

JSON, XML = NOTATIONS = ("json", "xml")
TYPES = {JSON: "application/json; charset=utf-8", XML: "text/xml; charset=utf-8"}
_ITEMS = {"service_requests": "request"}
"""What an item of a list is called in XML where it is not the list's name without its s."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Refused(Exception):
    """What was asked for cannot be done; each fault is one sentence for whoever made the other system."""

    def __init__(self, code: int, *faults: str) -> None:
        super().__init__(*faults)
        self.code, self.faults = code, faults


def reply(notation: str, root: str, content: Any, status: int = 200) -> Response:
    """The content in this notation; `root` names it in XML."""
    told = orjson.dumps(content) if notation == JSON else xml(root, content)
    return Response(told, status, content_type=TYPES[notation])


def refusal(notation: str, code: int, *faults: str) -> Response:
    """Faults in the standard's format, with the HTTP status that they share."""
    return reply(notation, "errors", [{"code": code, "description": fault} for fault in faults], code)


def xml(root: str, content: Any) -> bytes:
    """The same content as an XML document."""
    told: bytes = ElementTree.tostring(_element(root, content), encoding="utf-8", xml_declaration=True)
    return told


def _element(name: str, value: Any) -> ElementTree.Element:
    found = ElementTree.Element(name)
    if isinstance(value, Mapping):
        found.extend(_element(key, part) for key, part in value.items())
    elif isinstance(value, list):
        found.extend(_element(_ITEMS.get(name, name.removesuffix("s")), part) for part in value)
    elif value is not None:
        found.text = str(value).lower() if isinstance(value, bool) else _NO_XML.sub("", str(value))
    return found
