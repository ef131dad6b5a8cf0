"""A small tree of statements, said as JSON-LD or as Turtle: the same statements in the same order."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

INDENT = "    "


@dataclass(frozen=True)
class Iri:
    """A thing that has an address."""

    of: str


@dataclass(frozen=True)
class Text:
    """A literal with a language, or with a datatype ("xsd:date"), or plain."""

    said: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Node:
    """A thing of some types and what is said of it; without an address of its own it is blank."""

    types: tuple[str, ...]
    says: Mapping[str, Sequence["Value"]] = field(default_factory=dict)
    address: str | None = None


Value = Iri | Text | Node


def as_jsonld(nodes: Sequence[Node], prefixes: Mapping[str, str]) -> bytes:
    """JSON-LD with the prefixes as its context."""
    told = {"@context": dict(prefixes), "@graph": [_json(node) for node in nodes]}
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _json(value: Value) -> dict[str, Any]:
    if isinstance(value, Iri):
        return {"@id": value.of}
    if isinstance(value, Text):
        extra = {"@language": value.language} if value.language else {}
        return {"@value": value.said} | extra | ({"@type": value.datatype} if value.datatype else {})
    own = {} if value.address is None else {"@id": value.address}
    return own | {"@type": list(value.types)} | {
        name: [_json(one) for one in values] for name, values in value.says.items() if values
    }  # fmt: skip


def as_turtle(nodes: Sequence[Node], prefixes: Mapping[str, str]) -> bytes:
    """Turtle, a thing after the other; what has an address and stands inside another follows by itself."""
    writer = _Turtle(prefixes)
    lines = [f"@prefix {name}: <{address}> ." for name, address in prefixes.items()]
    for node in nodes:
        lines += writer.thing(node)
    while writer.later:
        lines += writer.thing(writer.later.pop(0))
    return ("\n".join(lines) + "\n").encode()


class _Turtle:
    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._known: set[str] = set()
        self.later: list[Node] = []

    def thing(self, node: Node) -> list[str]:
        """A paragraph about one thing that has an address."""
        return ["", self._name(node.address or ""), *self._statements(node, INDENT), "."]

    def _statements(self, node: Node, indent: str) -> Iterator[str]:
        yield f"{indent}a {', '.join(node.types)} ;"
        for name, values in node.says.items():
            if values:
                yield f"{indent}{name} " + ", ".join(self._value(one, indent) for one in values) + " ;"

    def _value(self, value: Value, indent: str) -> str:
        if isinstance(value, Iri):
            return self._name(value.of)
        if isinstance(value, Text):
            said = json.dumps(value.said, ensure_ascii=False)  # JSON's escapes are Turtle's
            datatype = f"^^{value.datatype}" if value.datatype else ""
            return said + (f"@{value.language}" if value.language else datatype)
        if value.address is None:
            inside = "\n".join(self._statements(value, indent + INDENT))
            return f"[\n{inside}\n{indent}]"
        if value.address not in self._known:
            self._known.add(value.address)
            self.later.append(value)
        return self._name(value.address)

    def _name(self, address: str) -> str:
        return address if address.partition(":")[0] in self._prefixes and ":" in address else f"<{address}>"
