"""Folding: text as a reader sees it, with a map back to the text as it was found.

A page that evades puts zero-width letters, soft hyphens, letters of another alphabet that look alike, full-width forms
or decomposed accents into a word. `fold` takes them out or turns them into the letter that a reader sees, and keeps for
each letter where it came from, so that a span found in the folded text can be pointed at in the text as found.

Text that holds nothing of the kind, nearly all of it, comes back as it is: one scan, no map.
"""

from bisect import bisect_right
from collections.abc import Iterator
from operator import itemgetter
from re import Match
from re import compile as re_compile
from unicodedata import normalize

import msgspec

from copydesk.record import Span

#: Invisible: soft hyphen, combining grapheme joiner, Arabic letter mark, zero-width and bidi controls, word joiner and
#: invisible operators, byte order mark, Mongolian vowel separator, Hangul fillers, variation selectors, tags.
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\u115f\u1160\u3164\ufe00-\ufe0f\U000e0000-\U000e007f"
)
#: Spaces other than the plain one; line breaks and tabs are left to reading.
SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
#: Combining marks that Latin, Greek and Cyrillic letters take; the marks of other scripts are letters of theirs.
MARKS = "\u0300-\u034e\u0350-\u036f"
#: Compatibility forms: ligatures, full width, letter-like symbols and mathematical alphabets, enclosed letters.
FORMS = "\ufb00-\ufb06\uff01-\uff5e\u2100-\u214f\u2460-\u24ff\U0001d400-\U0001d7ff\U0001f130-\U0001f189"
#: The one letter whose lower case is two letters (all of Unicode was tried); folded, so that lower-casing keeps
#: offsets.
GROWING = {"İ": "I"}
#: The dotless i, a letter of Turkish and a look-alike elsewhere: folded everywhere, for both sides of a comparison are.
DOTLESS = {"ı": "i"}

_ALIKE_CYRILLIC = dict(zip("аеорсухіјѕԁһӏԛԝАВЕКМНОРСТУХІЈЅԌԚԜ", "aeopcyxijsdhlqwABEKMHOPCTYXIJSGQW", strict=True))
_ALIKE_GREEK = dict(zip("ανορυιΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "avopuiABEZHIKMNOPTYX", strict=True))
_ALIKE_OTHER = dict(zip("ɑɡʟʀɴᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢ", "aglrnacdejkmoptuvwz", strict=True))
#: Letters of another alphabet that a reader takes for a Latin one; folded only inside a word that also holds Latin
#: letters.
LOOK_ALIKES = {**_ALIKE_CYRILLIC, **_ALIKE_GREEK, **_ALIKE_OTHER}

#: Letters of a word looked at around a look-alike; a longer one is no word.
LONGEST_WORD = 64

_PLAIN = GROWING | DOTLESS
_LATIN = "A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a3"
_ALIKE = "".join(LOOK_ALIKES)
_MARK = re_compile(f"[{MARKS}]")
#: Combining marks in a row that are composed at once.
_MARKS_AT_ONCE = 9
_ASCII = bytes(range(128))
#: The marks of print, in plain text nearly all that is beyond ASCII.
_QUOTES_AND_DASHES = tuple(mark.encode() for mark in "’“”‘—–")
_ALIKES = frozenset(LOOK_ALIKES)
_INVISIBLE_ONE = re_compile(f"[{INVISIBLE}]")
_SPACE_ONE = re_compile(f"[{SPACES}]")
#: Letters in a match of `_MIXED` at most.
_MIX = 34
_MIXED = re_compile(f"[{_LATIN}][{INVISIBLE}]{{0,32}}[{_ALIKE}]|[{_ALIKE}][{INVISIBLE}]{{0,32}}[{_LATIN}]")
_WORD = re_compile(f"[{_LATIN}{INVISIBLE}{MARKS}\u0370-\u03ff\u0400-\u052f{_ALIKE}]+")
_OTHER_LETTER = re_compile(f"(?![{_ALIKE}])[\u0370-\u03ff\u0400-\u052f]")


def _members(letter_class: str) -> Iterator[str]:
    """The letters of a regex class of single letters and `a-b` ranges."""
    at = 0
    while at < len(letter_class):
        last = at + 2 if letter_class[at + 1 : at + 2] == "-" else at
        yield from map(chr, range(ord(letter_class[at]), ord(letter_class[last]) + 1))
        at = last + 1


_FOLDED_ANYWHERE = frozenset(_members(INVISIBLE + SPACES + MARKS + FORMS)).union(_PLAIN)
_MARKS = frozenset(_members(MARKS))
#: What stands beside a look-alike in a match of `_MIXED`.
_NEIGHBOURS = frozenset(_members(_LATIN + INVISIBLE))
_FOLDED = _FOLDED_ANYWHERE | _ALIKES


class Folded(msgspec.Struct, frozen=True):
    """Folded text with its map back; `lower` is `text` in lower case, letter by letter.

    `pieces` is None where nothing was folded: every letter stands where it stood. Otherwise each piece says that from
    letter `at` of the text on, letters come from place `found` of the text as found, one from one (`step` 1) or all
    from the same place (`step` 0). What is invisible belongs to the letter before it.

    Of the text as found, `letters` are its `unusual` ones and `mixed` its `mixed_words`.
    """

    text: str
    lower: str
    pieces: tuple[tuple[int, int, int], ...] | None = None
    letters: frozenset[str] = frozenset()
    mixed: tuple[Span, ...] = ()

    def found(self, start: int, end: int) -> Span:
        """The span of the text as found that the folded span `[start, end)` was folded from."""
        if self.pieces is None:
            return Span(start, end)
        first = self._place(start, inside_ends=False)
        return Span(first, first if end <= start else self._place(end, inside_ends=True))

    def _place(self, letter: int, *, inside_ends: bool) -> int:
        pieces = self.pieces or ()
        index = bisect_right(pieces, letter, key=itemgetter(0)) - 1
        at, found, step = pieces[index]
        if step == 0 and letter > at and inside_ends:
            return pieces[index + 1][1]
        return found + (letter - at) * step


def fold(text: str) -> Folded:
    """`text` without what a reader cannot see, look-alike letters as the letters they look like, accents composed."""
    if text.isascii():
        return Folded(text, text.lower())
    encoded = text.encode("utf-8", "surrogatepass")
    letters = _beyond_ascii(encoded)
    if _FOLDED.isdisjoint(letters):
        return Folded(text, _lower(text, encoded, letters), None, letters)
    changes = _foldable(text, letters & _FOLDED_ANYWHERE)
    mixed = tuple(_mixed_words(text, letters))
    if mixed:
        changes.extend((at, at + 1, text[at]) for word in mixed for at in range(*word) if text[at] in _ALIKES)
        changes.sort()
    if not changes:
        return Folded(text, _lower(text, encoded, letters), None, letters, mixed)
    plain, pieces = _replace(text, changes)
    return Folded(plain, lowered(plain), pieces, letters, mixed)


def _foldable(text: str, letters: frozenset[str]) -> list[tuple[int, int, str]]:
    """The places of `letters`, which are those that `text` has of what is folded anywhere; marks in a row together."""
    found: list[tuple[int, int, str]] = []
    for at in sorted(at for letter in letters for at in places(text, letter)):
        if found and text[at] in _MARKS and found[-1][1] == at and text[at - 1] in _MARKS:
            start = found[-1][0]
            if at - start < _MARKS_AT_ONCE:
                found[-1] = (start, at + 1, text[start : at + 1])
                continue
        found.append((at, at + 1, text[at]))
    return found


def places(text: str, letter: str) -> Iterator[int]:
    """Where `text` has `letter`, from its start."""
    at = text.find(letter)
    while at >= 0:
        yield at
        at = text.find(letter, at + 1)


def mixed_words(text: str) -> list[Span]:
    """The words of `text` that mix Latin letters with look-alikes of another alphabet, and hold nothing else of it."""
    return _mixed_words(text, unusual(text))


def _mixed_words(text: str, letters: frozenset[str]) -> list[Span]:
    found: list[Span] = []
    done = 0
    for match in _mixes(text, letters & _ALIKES):
        if match.start() < done:
            continue
        word = _word_around(text, match.start(), done)
        done = word.end
        if not _OTHER_LETTER.search(text, *word):
            found.append(word)
    return found


def _mixes(text: str, alikes: frozenset[str]) -> Iterator[Match[str]]:
    """The matches of `_MIXED`, whose look-alikes are `alikes`: looked for only where one has such a neighbour."""
    done = 0
    for at in sorted(at for letter in alikes for at in places(text, letter)):
        if at < done or (text[at + 1 : at + 2] not in _NEIGHBOURS and text[at - 1 : at] not in _NEIGHBOURS):
            continue
        match = _MIXED.search(text, max(done, at - _MIX), at + _MIX)
        if match:
            done = match.end()
            yield match


def unusual(text: str) -> frozenset[str]:
    """The letters of `text` beyond ASCII, quotes and dashes left aside."""
    return frozenset() if text.isascii() else _beyond_ascii(text.encode("utf-8", "surrogatepass"))


def _beyond_ascii(encoded: bytes) -> frozenset[str]:
    """The `unusual` letters of a text, taken as bytes: that costs a tenth of looking at each letter."""
    beyond = encoded.translate(None, _ASCII)
    for mark in _QUOTES_AND_DASHES:
        beyond = beyond.replace(mark, b"")
    return frozenset(beyond.decode("utf-8", "surrogatepass"))


def lowered(text: str) -> str:
    """`text.lower()`, faster for plain text."""
    if text.isascii():
        return text.lower()
    encoded = text.encode("utf-8", "surrogatepass")
    return _lower(text, encoded, _beyond_ascii(encoded))


def _lower(text: str, encoded: bytes, letters: frozenset[str]) -> str:
    """`text` in lower case; `letters` are its `unusual` ones. Where they have no case, bytes are lowered faster."""
    if all(letter == letter.lower() for letter in letters):
        return encoded.lower().decode("utf-8", "surrogatepass")
    return text.lower()


def _word_around(text: str, at: int, floor: int) -> Span:
    start = at
    while start > max(floor, at - LONGEST_WORD) and _WORD.match(text[start - 1]):
        start -= 1
    word = _WORD.match(text, start, start + 2 * LONGEST_WORD)
    return Span(start, word.end() if word else at)


def _replace(text: str, changes: list[tuple[int, int, str]]) -> tuple[str, tuple[tuple[int, int, int], ...]]:
    """`text` with the changes made, and its pieces."""
    out: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    length = done = 0
    for start, end, letters in changes:
        marks = _MARK.match(letters) is not None
        if marks and start == done and out:
            out[-1] = out[-1][:-1] + _composed(out[-1][-1], letters)
            done = end
            continue
        base = start - 1 if marks and start > done else start
        if done < base:
            pieces.append((length, done, 1))
            out.append(text[done:base])
            length += base - done
        new = _composed(text[base:start], letters) if marks else _folded_letter(letters)
        if new:
            pieces.append((length, base, 0))
            out.append(new)
            length += len(new)
        done = end
    pieces.append((length, done, 1))
    out.append(text[done:])
    return "".join(out), tuple(pieces)


def _composed(base: str, marks: str) -> str:
    return _MARK.sub("", normalize("NFC", base + marks))


def _folded_letter(letter: str) -> str:
    if _INVISIBLE_ONE.match(letter):
        return ""
    if _SPACE_ONE.match(letter):
        return " "
    return _PLAIN.get(letter) or LOOK_ALIKES.get(letter) or normalize("NFKC", letter)
