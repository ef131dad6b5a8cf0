"""Find e-mail addresses, social accounts and links that lead to a person."""

import re

from minhbach.privacy.text.folding import SEALS, View
from minhbach.privacy.text.lexicon import Lexicon
from minhbach.privacy.text.reasons import Reason
from minhbach.privacy.text.spans import Found

_MAILBOXES = r"(?:g-?mail|gmai|yahoo|ymail|hotmail|outlook|icloud|proton(?:mail)?|live|yandex|zoho)"
_TLD = r"(?:com|net|org|edu|gov|info|biz|io|me|vn|asia|name)"
_SPELLED_DOT = r"\s?[(\[{<]\s?(?:\.|dot|cham)\s?[)\]}>]\s?"
_LOCAL = (
    r"(?<![a-z0-9._%+#\-])[a-z0-9_%+#\-]+"
    rf"(?:(?:\.|{_SPELLED_DOT}|\s(?:dot|cham)\s)[a-z0-9_%+#\-]+){{0,4}}"
)
_DOT = rf"(?:{_SPELLED_DOT}|\s?(?:dot|cham)\s?|\s?\.\s?|,)"
_SIGN = r"(?:at|a[ \-]?cong|a[ \-]?moc|a[ \-]?vong)"
_AT = rf"(?:\s?@\s?|\s?[\[({{<]\s?(?:{_SIGN}|a|@)\s?[\])}}>]\s?|\s{_SIGN}\s)"
_MAY_HOLD_MAIL = re.compile(r"@|mail|yahoo|\sat\s|cong|moc|vong|[\[({<]\s?at?\s?[\])}>]")
_EMAILS = (
    (re.compile(_LOCAL + r"\s?@{1,2}\s?(?:[a-z0-9\-]+\.)+[a-z]{2,12}(?![a-z0-9])"), Reason.EMAIL),
    (
        re.compile(
            _LOCAL
            + _AT
            + r"[a-z0-9\-]{2,40}(?:"
            + _DOT
            + r"[a-z0-9\-]{2,40}){0,2}"
            + _DOT
            + _TLD
            + r"(?:\s?"
            + _DOT
            + r"vn)?(?![a-z0-9])"
        ),
        Reason.EMAIL_SPELLED,
    ),
    (re.compile(_LOCAL + rf"\sa\s{_MAILBOXES}{_DOT}{_TLD}(?![a-z0-9])"), Reason.EMAIL_SPELLED),
    (re.compile(_LOCAL + _AT + _MAILBOXES + r"(?![a-z0-9])"), Reason.EMAIL_CUT),
    (
        re.compile(r"(?<=mail[ :])\s?[a-z0-9._%+\-]{3,64}\s?" + _MAILBOXES + _DOT + r"com(?![a-z0-9])"),
        Reason.EMAIL_LABEL,
    ),
)
_LINK = re.compile(
    r"(?<![a-z0-9@])(?:https?://|ftp://|www\.|(?:[a-z0-9\-]{1,40}\.){1,4}[a-z]{2,6}/)[^\s<>\"“”]*"
)
_SOCIAL_HOSTS = re.compile(
    r"(?:(?:m|www|vi-vn|web)\.)?(?:facebook\.com|fb\.com|fb\.me|fb\.watch|m\.me|messenger\.com|zalo\.me|"
    r"t\.me|telegram\.me|tiktok\.com|instagram\.com|threads\.net|twitter\.com|x\.com|youtube\.com/@|"
    r"youtube\.com/(?:c|channel|user)/|linkedin\.com|wa\.me|viber\.me|pinterest\.com)(?=[/?]|$|@)"
)
_SOCIAL_BARE = re.compile(
    r"(?<![a-z0-9@./\-])(?:(?:m|www)\.)?(?:facebook\.com|fb\.com|fb\.me|m\.me|zalo\.me|t\.me|tiktok\.com|"
    r"instagram\.com|wa\.me|linkedin\.com/in)/[^\s,;<>\"“”]+"
)
_PERSONAL_LINK = re.compile(
    r"[?&#](?:[a-z_]*(?:phone|sdt|mobile|tel|e?mail|name|ten|hoten|user|uid|cccd|cmnd|"
    r"token|key|session|sid|acc|pass)"
    r"[a-z_]*|id|q)=[^&\s]|://[^/\s]*@|/(?:u|user|users|profile|profiles|member|people|"
    r"ca-nhan|thanh-vien|nguoi-dung|"
    r"in)/|/[~@]|(?:^|//)(?:drive|photos?|cloud)\.|drive\.google\.com|forms\.gle|docs\.google\.com|photos\.(?:app\.goo\.gl|google\.com)|goo\.gl|/maps|"
    r"1drv\.ms|dropbox\.com|icloud\.com|onedrive|youtu\.be/|youtube\.com/(?:watch|shorts|live)|shopee\.vn/[a-z]|"
    r"(?:\d[.\-]?){9,}"
)
_HANDLE = re.compile(
    r"(?<![a-z0-9._@/])@[a-z0-9_](?:[a-z0-9_.]{1,28}[a-z0-9_])(?![a-z0-9@])(?!\.[a-z]{2,4}\b)"
)
_NETWORK = (
    r"(?:facebook|fb|face|zalo|zl|tiktok|tik tok|instagram|insta|ig|telegram|tele|twitter|threads|youtube|"
    r"viber|skype|wechat|line|discord|messenger)"
)
_LABELLED = re.compile(
    rf"(?<![a-z0-9.])(?:{_NETWORK}|nick(?: ?name)?|username|user|tai khoan|"
    rf"acc(?:ount)?)(?: (?:cua (?:toi|em|minh|anh|chi|no|ho)"
    r"|ca nhan|id|ten|la|nick|acc|em|"
    r"minh))*\s?[:=]\s?(@?[a-z0-9_.\-]*[0-9_.\-][a-z0-9_.\-]*|@?[a-z]{4,30}(?=\s*(?:$|"
    r"[,;.\n)])))"
)
_LOOSE_HANDLE = re.compile(
    rf"(?<![a-z0-9.])(?:{_NETWORK})(?: (?:cua (?:toi|em|minh|anh|chi|no|ho)|ca nhan|id|ten|la|nick|acc))*"
    r"\s(@?(?=[a-z0-9_.]*[a-z])[a-z0-9]+[._][a-z0-9_.]*[a-z0-9]|@?[a-z]{3,}\d{2,}[a-z0-9]*)(?![a-z0-9])"
)
_TRAILING = ".,;:!?)]}'\"»”…"


def find_links(view: View, lexicon: Lexicon) -> list[Found]:
    """E-mail addresses, social profiles and handles, links with personal parts; the city's own stay."""
    return [*_emails(view.bare, lexicon), *_links(view.bare, lexicon), *_handles(view.bare, lexicon)]


def _emails(text: str, lexicon: Lexicon) -> list[Found]:
    if not _MAY_HOLD_MAIL.search(text):
        return []
    return [
        Found(m.start() + len(m.group()) - len(m.group().lstrip()), m.end(), "EMAIL", reason, 95)
        for pattern, reason in _EMAILS
        for m in pattern.finditer(text)
        if not _is_public_mail(m.group(), lexicon)
    ]


def _is_public_mail(address: str, lexicon: Lexicon) -> bool:
    plain = re.sub(r"[\s()\[\]{}]", "", address)
    return (
        plain in lexicon.public_links or re.search(r"(?:\.|dot|cham)gov(?:\.|dot|cham)vn$", plain) is not None
    )


def _links(text: str, lexicon: Lexicon) -> list[Found]:
    hits = []
    for found in _LINK.finditer(text):
        start, end = found.start(), _trimmed(text, found.start(), found.end())
        kind = _link_kind(text[start:end], lexicon)
        if kind:
            hits.append(Found(start, end, kind, Reason.PERSONAL_LINK, 100))
    for found in _SOCIAL_BARE.finditer(text):
        end = _trimmed(text, found.start(), found.end())
        if not _is_public_link(text[found.start() : end], lexicon):
            hits.append(Found(found.start(), end, "SOCIAL", Reason.PROFILE, 100))
    return hits


def _link_kind(link: str, lexicon: Lexicon) -> str | None:
    host = re.sub(r"^[a-z]+://", "", link)
    if _is_public_link(host, lexicon) and not _PERSONAL_LINK.search(link):
        return None
    if _SOCIAL_HOSTS.match(host):
        return "SOCIAL"
    return "URL" if _PERSONAL_LINK.search(link) else None


def _is_public_link(link: str, lexicon: Lexicon) -> bool:
    link = re.sub(r"^www\.", "", link)
    return any(link == known or link.startswith(known + "/") for known in lexicon.public_links)


def _handles(text: str, lexicon: Lexicon) -> list[Found]:
    hits = [Found(m.start(), m.end(), "SOCIAL", Reason.HANDLE, 70) for m in _HANDLE.finditer(text)]
    for pattern, reason in ((_LABELLED, Reason.NETWORK_ACCOUNT), (_LOOSE_HANDLE, Reason.ACCOUNT)):
        for found in pattern.finditer(text):
            start, end = found.start(1), _trimmed(text, found.start(1), found.end(1))
            if (
                end > start
                and not text[start:end].replace(".", "").isdigit()
                and "@" not in text[end : end + 2]
            ):
                hits.append(Found(start, end, "SOCIAL", reason, 60))
    return hits


def _trimmed(text: str, start: int, end: int) -> int:
    """`end` moved before closing punctuation and placeholders that belong to the sentence."""
    for at in range(start, end):
        if text[at] in SEALS:
            end = at
            break
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return end
