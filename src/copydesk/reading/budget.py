"""The budget of a page: 5 s of CPU and 512 MiB; and a scan that tells which pages cannot come near it.

Parsers of HTML can be made to spend without measure: attributes in a tag and depth of nesting cost their square,
formatting elements that are opened and never closed are copied into each block that follows (whatwg/html issue 10772).
A page in which none of these can amount to much is read where it is; any other goes to a guarded worker
(`budget_guard`), which is killed at the limits. The scan takes half the time of parsing.
"""

import re

import numpy as np
from numpy.typing import NDArray

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

#: Attributes in one tag: 5,000 take .08 s, 20,000 take 1.4 s, and need 100 kB at the least. Looking at every tag takes
#: half as long as parsing, so up to half a megabyte only those are that are longer than 16 kB to the first `>`.
_ATTRIBUTES = 5_000
_ROOM_FOR_ATTRIBUTES = 100_000
_ALL_TAGS_FROM = 500_000
_LONG_TAG = 16_000


_ENDS = np.zeros(256, bool)
_ENDS[list(b" \t\r\n/>")] = True


class _Names:
    """Tag names to be counted, as tables over their first two letters: told by one letter, by two, or by the third."""

    def __init__(self, names: str) -> None:
        self.short = np.zeros(65_536, bool)  # `b` and the end of a name
        self.pair = np.zeros(65_536, bool)  # `em`, when the end of a name follows
        self.third = np.zeros(65_536, np.uint8)  # the letter that follows `st` in `strong`
        for name in names.encode().split():
            if len(name) == 1:
                for end in b" \t\r\n/>":
                    self.short[(name[0] << 8) | end | 0x20] = True
            elif len(name) == 2:
                self.pair[int.from_bytes(name, "big")] = True
            else:
                self.third[int.from_bytes(name[:2], "big")] = name[2]

    def count(self, pairs: NDArray[np.uint16], thirds: NDArray[np.uint8]) -> int:
        hits = self.short[pairs] | (self.pair[pairs] & _ENDS[thirds])
        return int((hits | (self.third[pairs] == (thirds | 0x20))).sum())


_FORMAT = _Names("b i s u em tt big code font nobr strong small")
_MARKERS = _Names("td th caption object applet marquee template")
_TAG = re.compile(rb"<[a-zA-Z](?:[^>\"']*+(?:\"[^\"]*+\"|'[^']*+')?+)*+")
_QUOTED = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
_LINK_OR_FORMAT = re.compile(rb"<(?:a|b|i|s|u|em|tt|big|code|font|nobr|strong|strike|small)[\s/>]", re.I)


def is_harmless(utf8: bytes) -> bool:
    """Whether an HTML page can be parsed without a guard. Linear in the page; never raises."""
    size = len(utf8)
    if size <= _SMALL:
        return True
    if size > _SIZE:
        return False
    page = np.frombuffer(utf8, np.uint8)
    opens = np.flatnonzero(page[:-4] == ord("<")) + 1
    tags = len(opens) + 1
    if tags > _TAGS:
        return False
    formatting, markers = _counted(page, opens)
    if formatting > _FORMATTING or formatting * tags > _COPIES:
        return False
    ends = np.flatnonzero(page == ord(">"))
    runs = np.diff(ends, prepend=-1, append=size)
    long_tags = []
    for run in np.flatnonzero(runs > _LONG_TAG):
        start = utf8.rfind(b"<", 0, int(ends[run]) if run < len(ends) else size)
        tag = _TAG.match(utf8, start) if start >= 0 else None
        if tag is not None:
            long_tags.append(tag[0])
    if size > _ALL_TAGS_FROM:
        long_tags += [tag for tag in _TAG.findall(utf8) if len(tag) > _LONG_TAG]
    if size > _ROOM_FOR_ATTRIBUTES and any(_attributes(tag) > _ATTRIBUTES for tag in long_tags):
        return False
    longest = max((len(tag) for tag in long_tags if _LINK_OR_FORMAT.match(tag)), default=_LONG_TAG // 16)
    most = _COPIED_BYTES // (longest * tags)
    return most >= 4 or markers < most


def _counted(page: NDArray[np.uint8], opens: NDArray[np.int64]) -> tuple[int, int]:
    """How many formatting elements are opened, and how many elements behind which one more of each may be."""
    first, second = (page[opens + offset] | np.uint8(0x20) for offset in (0, 1))
    pairs = np.left_shift(first, 8, dtype=np.uint16) | second
    thirds = page[opens + 2]
    return _FORMAT.count(pairs, thirds), _MARKERS.count(pairs, thirds)


def _attributes(tag: bytes) -> int:
    return len(_QUOTED.sub(b" ", tag).replace(b"/", b" ").split())
