"""Folding: text as a reader sees it, with a map back to the text as it was found.

A page that evades puts zero-width letters, soft hyphens, letters of another alphabet that look alike, full-width forms
or decomposed accents into a word. `fold` takes them out or turns them into the letter that a reader sees, and keeps for
each letter where it came from, so that a span found in the folded text can be pointed at in the text as found.

Text that holds nothing of the kind, nearly all of it, comes back as it is: one scan, no map.
"""

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

_PLAIN = GROWING | DOTLESS
_LATIN = "A-Za-z\u00c0-\u024f\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a3"
_ALIKE_CLASS = "".join(LOOK_ALIKES)
_FOLDABLE = re_compile(f"[{INVISIBLE}{SPACES}{MARKS}{FORMS}{''.join(_PLAIN)}{_ALIKE_CLASS}]")
_WORD = re_compile(f"[{_LATIN}{_ALIKE_CLASS}{INVISIBLE}{MARKS}\u0370-\u03ff\u0400-\u052f]+")
_HAS_LATIN = re_compile(f"[{_LATIN}]")
_OTHER_LETTER = re_compile(f"(?![{_ALIKE_CLASS}])[\u0370-\u03ff\u0400-\u052f]")
_INVISIBLE_ONE = re_compile(f"[{INVISIBLE}]")
_SPACE_ONE = re_compile(f"[{SPACES}]")
_MARK_ONE = re_compile(f"[{MARKS}]")


class Folded(msgspec.Struct, frozen=True):
    """Folded text with its map. `starts[i]` is the code point of the text as found where letter `i` begins.

    `starts` is None where nothing was folded: then every letter stands where it stood. Otherwise it has one entry more
    than the text has letters, the length of the text as found; what is invisible belongs to the letter before it.
    `lower` is `text` in lower case, letter by letter.
    """

    text: str
    lower: str
    starts: tuple[int, ...] | None = None

    def found(self, start: int, end: int) -> Span:
        """The span of the text as found that the folded span `[start, end)` was folded from."""
        if self.starts is None:
            return Span(start, end)
        if end <= start:
            return Span(self.starts[start], self.starts[start])
        return Span(self.starts[start], self.starts[end])


def fold(text: str) -> Folded:
    """`text` without what a reader cannot see, look-alike letters as the letters they look like, accents composed."""
    if text.isascii() or _FOLDABLE.search(text) is None:
        return Folded(text, text.lower())
    alike = _look_alikes(text)
    out: list[str] = []
    starts: list[int] = []
    done = 0
    for match in _FOLDABLE.finditer(text):
        at = match.start()
        if done < at:
            out.extend(text[done:at])
            starts.extend(range(done, at))
        done = at + 1
        for folded in _folded_letter(match.group(), at in alike, out):
            out.append(folded)
            starts.append(at)
    out.extend(text[done:])
    starts.extend(range(done, len(text) + 1))
    starts[0] = 0  # what is invisible before the first letter belongs to it
    plain = "".join(out)
    return Folded(plain, plain.lower(), tuple(starts))


def mixed_words(text: str) -> list[Span]:
    """The words of `text` that mix Latin letters with look-alikes of another alphabet, and hold nothing else of it."""
    if text.isascii():
        return []
    return [
        Span(*match.span())
        for match in _WORD.finditer(text)
        if any(letter in LOOK_ALIKES for letter in match.group())
        and _HAS_LATIN.search(match.group())
        and not _OTHER_LETTER.search(match.group())
    ]


def _look_alikes(text: str) -> frozenset[int]:
    return frozenset(at for start, end in mixed_words(text) for at in range(start, end) if text[at] in LOOK_ALIKES)


def _folded_letter(letter: str, alike: bool, before: list[str]) -> str:
    """What stands for `letter`; a combining mark is composed into the letter before it, in place."""
    if _INVISIBLE_ONE.match(letter):
        return ""
    if _SPACE_ONE.match(letter):
        return " "
    if _MARK_ONE.match(letter):
        if before:
            composed = normalize("NFC", before[-1] + letter)
            if len(composed) == 1:
                before[-1] = composed
        return ""
    if letter in _PLAIN:
        return _PLAIN[letter]
    if letter in LOOK_ALIKES:
        return LOOK_ALIKES[letter] if alike else letter
    return normalize("NFKC", letter)
