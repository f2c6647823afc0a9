"""The budget of a page: 5 s of CPU and 512 MiB; and a scan that tells which pages cannot come near it.

Parsers of HTML can be made to spend without measure: attributes in a tag and depth of nesting cost their square,
formatting elements that are opened and never closed are copied into each block that follows (whatwg/html issue 10772).
A page in which none of these can amount to much is read where it is; any other goes to a guarded worker
(`budget_guard`), which is killed at the limits. The scan takes a few hundredths of what parsing does.
"""

import re

#: CPU seconds and bytes of memory that reading one page may take.
CPU_SECONDS = 5.0
MEMORY = 512 * 1024 * 1024

#: Pages beyond this are refused unread: ten times the largest page that a news site was seen to serve.
LARGEST = 32 * 1024 * 1024

#: A page smaller than this keeps to the budget whatever it holds: the worst known, formatting elements closed in the
#: wrong order, takes .6 s and 330 MB in 19 kB.
_SMALL = 16_000

#: What a page may have to be read unguarded. The 1,149 pages at hand reach 1.5 MB and 10,100 `<`; lexbor takes .3 s for
#: 12,000 nested `div`, the worst that this number of `<` allows.
_SIZE = 2_000_000
_TAGS = 12_000

#: Formatting elements (all but `a`, of which one is open at a time): 600, closed in the wrong order, take .2 s.
_FORMATTING = 600
#: Copies of formatting elements that blocks may force: at some 200 bytes each, 200 MB.
_COPIES = 1_000_000
#: Bytes of one formatting or link tag times blocks that may copy it.
_COPIED_BYTES = 128_000_000

#: Attributes in one tag: 5,000 take .08 s, 20,000 take 1.4 s. A page that has no room for that many is not looked at.
_ATTRIBUTES = 5_000
_ROOM_FOR_ATTRIBUTES = 100_000
_LONG_TAG = 16_000


def _either_case(names: str) -> bytes:
    """An alternation of tag names, with both cases of each letter: twice as fast as the flag."""
    return "|".join("".join(f"[{ch}{ch.upper()}]" for ch in name) for name in names.split()).encode()


_FORMAT = re.compile(rb"<(?:[bisuBISU]|" + _either_case("em tt big code font nobr strong strike small") + rb")[\s/>]")
_MARKERS = re.compile(rb"<(?:" + _either_case("td th caption object applet marquee template") + rb")[\s/>]")
_TAG = re.compile(rb"<[a-zA-Z](?:[^>\"']*+(?:\"[^\"]*+\"|'[^']*+')?+)*+")
_QUOTED = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
_LINK_OR_FORMAT = re.compile(rb"<(?:a|b|i|s|u|em|tt|big|code|font|nobr|strong|strike|small)[\s/>]", re.I)


def is_harmless(utf8: bytes) -> bool:
    """Whether an HTML page can be parsed without a guard. Linear in the page; never raises."""
    size = len(utf8)
    if size <= _SMALL:
        return True
    tags = utf8.count(b"<") if size <= _SIZE else _TAGS + 1
    if tags > _TAGS:
        return False
    formatting = len(_FORMAT.findall(utf8))
    if formatting > _FORMATTING or formatting * tags > _COPIES:
        return False
    if size <= _ROOM_FOR_ATTRIBUTES:
        if size * tags <= _COPIED_BYTES:
            return True
        long_tags = _TAG.findall(utf8)
    else:
        long_tags = [tag for tag in _TAG.findall(utf8) if len(tag) > _LONG_TAG]
    if any(_attributes(tag) > _ATTRIBUTES for tag in long_tags if len(tag) > _LONG_TAG):
        return False
    longest = max((len(tag) for tag in long_tags if _LINK_OR_FORMAT.match(tag)), default=_LONG_TAG // 16)
    most = _COPIED_BYTES // max(1, longest * tags)
    return most >= 4 or len(_MARKERS.findall(utf8)) < most


def _attributes(tag: bytes) -> int:
    return len(_QUOTED.sub(b" ", tag).replace(b"/", b" ").split())
