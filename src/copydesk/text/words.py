"""Words with their places, for every script, as arrays: no Python object per word.

What a reader would call the same word gets the same id: case is folded (`ß` is `ss`, `ς` is `σ`), accents are dropped
whether they were written composed or apart, full-width letters and ligatures are plain letters, zero-width
signs and soft hyphens vanish, and every quote, dash and other punctuation only separates. Scripts without spaces
(Chinese, Japanese, Thai, Lao, Khmer, Burmese) are taken code point by code point.

An id is a 64-bit hash of the folded word's UTF-8 bytes: its first 16 and last 8 bytes and its length.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import eq

import numpy as np
from numpy.typing import NDArray

from .fast import Kernels, eights, kernels
from .wordfold import DROPPED, SEPARATES, SINGLE_BIT, fold, narrow_table

Ids = NDArray[np.uint64]
Offsets = NDArray[np.int64]

#: Characters taken together in `stream`: large enough that numpy's cost per call vanishes, small enough that the
#: arrays of one piece stay in the processor's cache (swept 64 K to 4 M on 54 MB of news).
PIECE = 1 << 18

#: Letters of texts whose words are left for a second room: a thousand pages' that take 25 MB, text and ids.
LEFT = 1 << 23

_PAD = 16

#: Quotes and dashes that stand in otherwise plain English; replaced one for one, they spare a text the wide path.
_PLAIN_MARKS = (("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u2014", "-"), ("\u2013", "-"))
#: Different rare letters of a text that are written as what they fold to; a text with more is in another alphabet.
RARE = 24
#: What each byte of Latin-1 folds to, and the bytes that fold to none or to several letters (`\xdf`, soft hyphens).
_NARROW, _NOT_NARROW = narrow_table()
_MASKS = np.array([(1 << (8 * n)) - 1 for n in range(9)], dtype=np.uint64)
_K_FIRST, _K_MIDDLE, _K_LAST, _K_LENGTH, _K_MIX = (
    np.uint64(k)
    for k in (
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0x27D4EB2F165667C5,
        0xD6E8FEB86659FD93,
    )
)
#: The same in one array, for the kernels.
_CONSTANTS = np.array([_K_FIRST, _K_MIDDLE, _K_LAST, _K_LENGTH, _K_MIX])
#: Letters of a word of news and the space behind it, about.
WORD_LETTERS = 6


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text: `text[starts[i]:ends[i]]` in code points is a word with the id `ids[i]`."""

    ids: Ids
    starts: Offsets
    ends: Offsets

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Stream:
    """The words of many texts: those of text `i` are `ids[starts[i]:ends[i]]`."""

    ids: Ids
    starts: Offsets
    ends: Offsets

    def __len__(self) -> int:
        return len(self.starts)

    def of(self, i: int) -> Ids:
        """The word ids of text `i`."""
        return self.ids[self.starts[i] : self.ends[i]]


def words(text: str) -> Words:
    """The words of `text`, with their places."""
    narrow = _narrow(text)
    return Words(*(_wide_words(text) if narrow is None else _narrow_words(narrow)))


def stream(texts: Sequence[str]) -> Stream:
    """The words of many texts, without their places; the same ids as `words` gives one by one."""
    narrow: list[bytes] = []
    wide: list[str] = []
    order: tuple[list[int], list[int]] = ([], [])
    made = _Made(len(texts), sum(map(len, texts)) // WORD_LETTERS)
    size = [0, 0]
    for i, text in enumerate(texts):
        raw = _narrow_of_any_length(text)
        if raw is None:
            wide.append(text)
        else:
            narrow.append(raw)
        kind = int(raw is None)
        order[kind].append(i)
        size[kind] += len(text) + 1
        if size[kind] >= PIECE:
            made.add(order[kind], wide if kind else narrow)
            order[kind].clear()
            wide.clear() if kind else narrow.clear()
            size[kind] = 0
    made.add(order[0], narrow)
    made.add(order[1], wide)
    return made.stream()


def stream_for_two(texts: Sequence[str]) -> Stream:
    """As `stream`, of texts whose words two rooms ask for one after the other: the second has what the first had made.

    It is left for one call, up to `LEFT` letters of text; a call for others throws it away.
    """
    try:
        before, found = _left.pop()
    except IndexError:
        pass
    else:
        if len(before) == len(texts) and all(map(eq, before, texts)):
            return found
    found = stream(texts)
    if sum(map(len, texts)) <= LEFT:
        _left.append((texts, found))
    return found


#: A stream that was left, with its texts.
_left: deque[tuple[Sequence[str], Stream]] = deque(maxlen=1)


class _Made:
    """A stream in the making, piece by piece."""

    def __init__(self, texts: int, words: int) -> None:
        self.words = words  # about so many in all: what decides whether the kernels pay
        self.starts = np.zeros(texts, dtype=np.int64)
        self.ends = np.zeros(texts, dtype=np.int64)
        self.ids: Ids = np.empty(0, dtype=np.uint64)
        self.at = 0

    def add(self, order: Sequence[int], piece: Sequence[bytes] | Sequence[str]) -> None:
        """The words of some texts, given as Latin-1 bytes or as they are; `order` are their numbers."""
        if not piece:
            return
        if isinstance(piece[0], bytes) and (compiled := kernels(self.words)):
            self._put(order, *_compiled_words(compiled, piece))  # type: ignore[arg-type]
            return
        if isinstance(piece[0], bytes):
            ids, begins, _ = _narrow_words(b"\n".join(piece))  # type: ignore[arg-type]
        else:
            ids, begins, _ = _wide_words("\n".join(piece))  # type: ignore[arg-type]
        lengths = np.fromiter(map(len, piece), dtype=np.int64, count=len(piece))
        cuts = np.searchsorted(begins, np.cumsum(lengths + 1) - (lengths + 1))
        self._put(order, ids, np.diff(np.append(cuts, len(ids))))

    def _put(self, order: Sequence[int], ids: Ids, counts: Offsets) -> None:
        """Words of some texts behind those there are; `counts` says how many each has."""
        ends = self.at + np.cumsum(counts)
        places = np.asarray(order)
        self.starts[places] = ends - counts
        self.ends[places] = ends
        if self.at + len(ids) > len(self.ids):
            # Grown in place: joining the pieces at the end would hold every word twice.
            self.ids.resize(max(self.at + len(ids), len(self.ids) * 3 // 2), refcheck=False)
        self.ids[self.at : self.at + len(ids)] = ids
        self.at += len(ids)

    def stream(self) -> Stream:
        """What was made."""
        self.ids.resize(self.at, refcheck=False)
        return Stream(self.ids, self.starts, self.ends)


def _narrow(text: str) -> bytes | None:
    """`text` as Latin-1, code point for code point, where its words can be told from that; None otherwise."""
    return text.encode("ascii") if text.isascii() else _as_latin(_with_plain_marks(text))


def _narrow_of_any_length(text: str) -> bytes | None:
    """As `_narrow`, where places do not matter: rare letters are written as what they fold to (`ß` as `ss`, `…` as a
    space). Of 165 texts of 512 that `_narrow` leaves to the wide path this takes 143, at a tenth of its cost.
    """
    raw = _narrow(text)
    if raw is not None:
        return raw
    text = _with_plain_marks(text)
    for _ in range(RARE):
        letter = _rare_letter(text)
        plain = _plain_letters(letter)
        if plain is None:
            return None
        text = text.replace(letter, plain)
        raw = _as_latin(text)
        if raw is not None:
            return raw
    return None


def _with_plain_marks(text: str) -> str:
    for mark, plain in _PLAIN_MARKS:
        text = text.replace(mark, plain)
    return text


def _as_latin(text: str) -> bytes | None:
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return None
    return raw if len(raw.translate(None, _NOT_NARROW)) == len(raw) else None


def _rare_letter(text: str) -> str:
    """The first letter of a text that is not Latin-1, or one of those that the narrow path does not take."""
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError as exc:
        return text[exc.start]
    return next(chr(byte) for byte in _NOT_NARROW if byte in raw)


@lru_cache(4096)
def _plain_letters(letter: str) -> str | None:
    """What a letter folds to, a space where it separates; None where that is not ASCII."""
    folded, _ = fold(np.array([ord(letter)], dtype=np.uint32))
    points = folded[folded != DROPPED].tolist()
    return "".join(map(chr, points)) if all(point < 128 for point in points) else None


def _compiled_words(compiled: Kernels, piece: Sequence[bytes]) -> tuple[Ids, Offsets]:
    """The words of texts given as Latin-1, and how many each has."""
    folded = b"\n".join(piece).translate(_NARROW) + b" " * _PAD
    lengths = np.fromiter(map(len, piece), dtype=np.int64, count=len(piece))
    letters = np.frombuffer(folded, dtype=np.uint8)
    found: tuple[Ids, Offsets] = compiled.narrow_ids(letters, eights(folded), lengths, _MASKS, _CONSTANTS)
    return found


def _narrow_words(raw: bytes) -> tuple[Ids, Offsets, Offsets]:
    folded = b" " + raw.translate(_NARROW) + b" " * _PAD
    starts, ends = _runs(np.frombuffer(folded, dtype=np.uint8) != 32)
    return _hashes(folded, starts, ends), starts - 1, ends - 1


def _wide_words(text: str) -> tuple[Ids, Offsets, Offsets]:
    found = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded, places = fold(found)
    kept = folded != DROPPED
    if not kept.all():
        folded, places = folded[kept], places[kept]
    single = (folded & SINGLE_BIT) != 0
    folded = folded & ~SINGLE_BIT
    inside = folded != SEPARATES
    after = np.append(False, inside[:-1])
    single_after = np.append(False, single[:-1])
    begins = inside & (~after | single | single_after)
    starts = np.flatnonzero(begins)
    # A word ends where the next one begins or where a separator follows it.
    stops = np.append(begins[1:] | ~inside[1:], True) & inside
    ends = np.flatnonzero(stops) + 1
    sizes = 1 + (folded >= 0x80) + (folded >= 0x800) + (folded >= 0x10000)
    at = np.append(0, np.cumsum(sizes))
    buffer = folded.astype("<u4").tobytes().decode("utf-32-le").encode("utf-8") + b" " * _PAD
    ids = _hashes(buffer, at[starts], at[ends])
    # Signs dropped right behind a word (an accent written apart) belong to it.
    behind = np.append(places, len(found))
    return ids, places[starts], behind[ends]


def _runs(inside: NDArray[np.bool_]) -> tuple[Offsets, Offsets]:
    """Starts and ends of the runs of True; the first and the last are False."""
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return edges[0::2], edges[1::2]


def _hashes(buffer: bytes, starts: Offsets, ends: Offsets) -> Ids:
    """The ids of the words that stand at `[starts, ends)` in `buffer`, which has `_PAD` bytes behind its last word."""
    if len(starts) == 0:
        return np.empty(0, dtype=np.uint64)
    at = eights(buffer)
    sizes = ends - starts
    hashed: Ids = (at[starts] & _MASKS[np.minimum(sizes, 8)]) * _K_FIRST
    long = np.flatnonzero(sizes > 8)
    if len(long):
        size = sizes[long]
        begin = starts[long]
        middle = (at[begin + 8] & _MASKS[np.minimum(size - 8, 8)]) * _K_MIDDLE
        last = at[begin + size - 8] * _K_LAST
        hashed[long] += middle ^ (last + size.astype(np.uint64) * _K_LENGTH)
    hashed ^= hashed >> np.uint64(32)
    hashed *= _K_MIX
    hashed ^= hashed >> np.uint64(29)
    return hashed
