"""The budget of a page: 5 s of CPU and 512 MiB; and a scan that tells which pages cannot come near it.

Parsers of HTML can be made to spend without measure: attributes in a tag and depth of nesting cost their square,
formatting elements that are opened and never closed are copied into each block that follows (whatwg/html issue 10772).
A page in which none of these can amount to much is read where it is; any other goes to a guarded worker
(`budget_guard`), which is killed at the limits. The scan takes half the time of parsing.
"""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from . import bytes_compiled
from .fast import loops

#: CPU seconds and bytes of memory that reading one page may take.
CPU_SECONDS = 5.0
MEMORY = 512 * 1024 * 1024

#: Pages beyond this are refused unread: ten times the largest page that a news site was seen to serve.
LARGEST = 32 * 1024 * 1024

#: A page smaller than this keeps to the budget whatever it holds: the worst known, formatting elements closed in the
#: wrong order, takes .6 s and 330 MB in 19 kB.
_SMALL = 16_000

#: What a page may have to be read unguarded. The 1,149 pages at hand reach 2.2 MB and 10,100 `<`; lexbor takes .3 s for
#: 12,000 nested `div`, the worst that this number of `<` allows.
_SIZE = 2_500_000
_TAGS = 12_000

#: Formatting elements (all but `a`, of which one is open at a time): 600, closed in the wrong order, take .2 s.
_FORMATTING = 600
#: Copies of formatting elements that blocks may force: at some 200 bytes each, 200 MB.
_COPIES = 1_000_000
#: Of equal elements no more than three are copied ("Noah's Ark", HTML 13.2.4.3), and none from before the last marker:
#: of those without attributes three of each of 13 names.
_WITHOUT_ATTRIBUTES = 3 * 13
_BARE = re.compile(rb"<(?:b|i|s|u|em|tt|big|code|font|nobr|strong|strike|small)>", re.I)
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
    """Tag names to be counted, by their first two letters: told by one letter, by two, or by the third."""

    #: What two letters make of a name: all of it (`b` and its end), all if it ends there (`em`), or one if the letter
    #: that follows (the value) is right: `r` for `strong`.
    WHOLE, PAIR = 1, 2

    def __init__(self, names: str) -> None:
        self.kinds = np.zeros(65_536, np.uint8)
        for name in names.encode().split():
            if len(name) == 1:
                for end in b" \t\r\n/>":
                    self.kinds[(name[0] << 8) | end | 0x20] = self.WHOLE
            else:
                self.kinds[int.from_bytes(name[:2], "big")] = self.PAIR if len(name) == 2 else name[2]

    def count(self, pairs: NDArray[np.uint16], thirds: NDArray[np.uint8]) -> int:
        """How many of these beginnings are one of the names."""
        kinds = self.kinds.take(pairs)
        able = np.flatnonzero(kinds)
        kinds, thirds = kinds.take(able), thirds.take(able)
        hits = (kinds == self.WHOLE) | ((kinds == self.PAIR) & _ENDS[thirds]) | (kinds == (thirds | 0x20))
        return int(np.count_nonzero(hits))


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
    tags, formatting, marking = _counted(utf8)
    tags += 1
    if tags > _TAGS or formatting > _FORMATTING:
        return False
    if formatting * tags > _COPIES and _copied(utf8, formatting) * tags > _COPIES:
        return False
    long_tags = []
    for end in _ends_of_long_runs(utf8):
        start = utf8.rfind(b"<", 0, end)
        tag = _TAG.match(utf8, start) if start >= 0 else None
        if tag is not None:
            long_tags.append(tag[0])
    if size > _ALL_TAGS_FROM:
        long_tags += _all_long_tags(utf8)
    if size > _ROOM_FOR_ATTRIBUTES and any(_attributes(tag) > _ATTRIBUTES for tag in long_tags):
        return False
    longest = max((len(tag) for tag in long_tags if _LINK_OR_FORMAT.match(tag)), default=_LONG_TAG // 16)
    most = _COPIED_BYTES // (longest * tags)
    return most >= 4 or marking < most


def _copied(utf8: bytes, formatting: int) -> int:
    """How many formatting elements a block may copy at the most; the page opens `formatting` of them."""
    bare = len(_BARE.findall(utf8))
    return formatting - bare + min(bare, _WITHOUT_ATTRIBUTES)


def _counted(utf8: bytes) -> tuple[int, int, int]:
    """How many `<` there are but in the last four bytes, how many open formatting elements, and how many markers."""
    compiled = loops()
    if compiled is not None:
        return bytes_compiled.counted_tags(compiled, utf8, _FORMAT.kinds, _MARKERS.kinds, _ENDS)
    page = np.frombuffer(utf8, np.uint8)
    opens = np.flatnonzero(page[:-4] == ord("<")) + 1
    if len(opens) >= _TAGS:
        return len(opens), 0, 0  # that alone is too many
    pairs: NDArray[np.uint16] = np.left_shift(page.take(opens), 8, dtype=np.uint16)
    pairs |= page.take(opens + 1)
    pairs |= np.uint16(0x2020)
    thirds = page.take(opens + 2)
    return len(opens), _FORMAT.count(pairs, thirds), _MARKERS.count(pairs, thirds)


def _all_long_tags(utf8: bytes) -> list[bytes]:
    """Every tag of more than `_LONG_TAG` bytes, up to a `>` that stands in no quotes."""
    compiled = loops()
    if compiled is not None:
        return bytes_compiled.long_tags(compiled, utf8, _LONG_TAG)
    return [tag for tag in _TAG.findall(utf8) if len(tag) > _LONG_TAG]


def _ends_of_long_runs(utf8: bytes) -> Iterator[int]:
    """Where each stretch of more than `_LONG_TAG` bytes without a `>` ends: at the next one, or with the page.

    Every such stretch holds one of the windows looked into, and nearly all windows open with a `>` close by.
    """
    size, window = len(utf8), _LONG_TAG // 2
    at = 0
    while at < size:
        if utf8.find(b">", at, at + window) >= 0:
            at += window
            continue
        before = utf8.rfind(b">", 0, at)
        end = utf8.find(b">", at)
        end = size if end < 0 else end
        if end - before > _LONG_TAG:
            yield end
        at += max(1, -(-(end - at) // window)) * window


def _attributes(tag: bytes) -> int:
    return len(_QUOTED.sub(b" ", tag).replace(b"/", b" ").split())
