"""The words and numbers of an address, part by part, in Vietnamese and English, with accents taken off."""

import re

from minhbach.privacy.text.reasons import Reason

ALONE, DOOR, HELP = 64, 40, 20
"""Weights: hides by itself; hides with a HELP beside it; hides only beside one of the others."""

_DIGITS = r"(?!00)\d{1,4}(?:[a-z]\d?)?"
SLASHES = rf"(?:\s?[/\\]\s?{_DIGITS}(?![a-z0-9])|\s?[/\\]\s?(?!m[23](?!\d))[a-z]\d{{1,3}})"
NUMBER = rf"{_DIGITS}(?:\s?bis|\s?ter)?(?:{SLASHES}|-\d{{1,4}}[a-z]?(?![/\d\w])){{0,7}}"
START, END = r"(?<![a-z0-9/.,\-])", r"(?![a-z0-9/]|[.,:]\d)"
_SO = r"(?:(?:so|s)\b\.?\s?)?"
_NO = r"(?:(?:no|number|num|nr)\b\.?\s?|\#\s?)?"
_CODE = r"(?:[a-z]{1,3}\d{0,2}[.\-]?)?\d{1,4}[a-z]?\d{0,2}(?:[.\-]\d{1,4}[a-z]?){0,2}"

PARTS = tuple(
    (re.compile(f"{START}(?:{pattern}){END}"), weight, reason)
    for pattern, weight, reason in (
        (
            r"(?:(?<!den )duong hem|hem cut|hem|hxh|ngo|ngach|kiet|xet|xec|xuyet|xuyec|nganh)\s?"
            rf"{_SO}(?!\d{{1,2}}\s?m(?![a-z0-9/])){NUMBER}",
            ALONE,
            Reason.ALLEY,
        ),
        (
            r"(?:so nha|(?<!toa )nha so|can so|so can ho|can nha so|can nha|biet thu|nha tro|(?<!toa )nha|"
            r"sn)\s?[:.]?\s?"
            rf"{_SO}(?!(?:19|20)\d\d(?!/)){NUMBER}",
            ALONE,
            Reason.HOUSE,
        ),
        (
            r"(?:so nha|(?<!toa )nha so|can nha so|biet thu|lien ke|nha lien ke|nha pho lien ke)\s?[:.]?\s?"
            rf"{_SO}(?:[a-z]{{1,2}}[.\-]?)?\d{{1,4}}[a-z]?(?:[/.\-]\d{{1,4}}[a-z]?){{0,5}}",
            ALONE,
            Reason.HOUSE,
        ),
        (
            r"(?:dia chi(?: nha)?|d/c|dc|noi o|cho o|ngu tai|ngu|cu tru tai|tru tai|thuong tru(?: tai)?|"
            r"tam tru(?: tai)?|cu ngu(?: tai)?|add|address)(?: (?:nha|toi|em|minh|la|o|tai|cua))*"
            rf"\s?[:.]?\s?(?P<door>{_SO}{NUMBER})",
            ALONE,
            Reason.ADDRESS_LABEL,
        ),
        (rf"(?:can ho so|can ho|can so|can|ch)\s?{_SO}(?P<code>{_CODE})", DOOR, Reason.FLAT),
        (r"[a-z]{1,2}\d{0,2}[.\-]\d{1,4}[a-z]?(?:[.\-]\d{1,4})?", DOOR, Reason.FLAT),
        (
            rf"(?:ki ?-?ot|kiosk|sap(?: hang)?|gian hang|shop ?house|officetel|penthouse)\s?{_SO}{_CODE}",
            ALONE,
            Reason.STALL,
        ),
        (rf"phong tro\s?{_SO}{_CODE}", ALONE, Reason.RENTED_ROOM),
        (
            rf"(?:phong so|phong)\s{_SO}(?P<code>{_CODE})|p\.?\s?\d{{3,4}}[a-z]?(?:[.\-][a-z]?\d{{1,3}})?",
            DOOR,
            Reason.ROOM,
        ),
        (r"p\.\s?[1-9]\d{3}[a-z]?", ALONE, Reason.ROOM),
        (
            r"(?:lo|nen)\s(?:so\s)?[a-z]{1,2}[.\-]?(?:\d{2,4}(?:[.\-]\d{1,3})?|\d[.\-]\d{1,3})",
            ALONE,
            Reason.PLOT,
        ),
        (rf"so\s{NUMBER}", DOOR, Reason.NUMBERED),
        (r"(?:nha |can )?khong so", HELP, Reason.NUMBERLESS),
        (r"(?:tang|lau)\s(?:so\s)?(?:\d{1,2}[a-z]?|tret|ham|lung)", HELP, Reason.FLOOR),
        (
            r"(?:lo|block|blok|toa nha|toa|thap|day nha|day tro|day|khu nha|khu|nha|cau thang|don nguyen|"
            r"sanh|nhanh)\s"
            r"(?:so\s)?(?:[a-df-hj-np-tv-z]|[a-z]{1,2}\d{1,2}[a-z]?(?:[.\-]\d{1,2})?|\d{1,2}[a-z]?)",
            HELP,
            Reason.BUILDING,
        ),
        (r"[kh]\d{1,3}/\d{1,3}", DOOR, Reason.LANE_CODE),
        (r"(?:[kh]\d{1,3}|(?:ct|no)\d{1,2}[a-z]?)", HELP, Reason.BLOCK_CODE),
        # the same in English
        (rf"alley\s?{_NO}{NUMBER}|lane\s{_NO}(?=\d\d|\d/){NUMBER}", ALONE, Reason.ALLEY),
        (rf"(?:house|villa|townhouse|home),?\s{_NO}(?!(?:19|20)\d\d(?!/)){NUMBER}", ALONE, Reason.HOUSE),
        (rf"(?:apartment|apt\.?|flat|condo|studio)\s?{_NO}{_CODE}", ALONE, Reason.FLAT),
        (rf"(?:unit|suite)\s?{_NO}(?P<code>{_CODE})", DOOR, Reason.FLAT),
        (rf"(?:room|rm\.?)\s?{_NO}(?P<code>{_CODE})", DOOR, Reason.ROOM),
        (rf"(?:stall|kiosk)\s{_NO}{_CODE}", ALONE, Reason.STALL),
        (rf"lot\s{_NO}(?:[a-z]?\d{{1,3}}[.\-]\d{{1,3}}|[a-z]\d{{1,3}})", ALONE, Reason.PLOT),
        (rf"(?:no\b\.?|number|\#)\s?{NUMBER}", DOOR, Reason.NUMBERED),
        (r"\d{1,2}(?:st|nd|rd|th) floor|floor (?:no\.? |number )?\d{1,2}[a-z]?", HELP, Reason.FLOOR),
        (r"(?:tower|building|wing)\s(?:[a-z]\d{0,2}|\d{1,2}[a-z]?)", HELP, Reason.BUILDING),
    )
)
"""Each part's shape, how far it leads (ALONE, DOOR, HELP), and the rule's name."""
