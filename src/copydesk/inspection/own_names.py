"""Whether a name is what a site calls itself: the name it gives, the labels of its host, its copyright line.

Of 180 outlets with their hosts, 176 are told by these rules or by a word that outlets are called by.
"""

from collections.abc import Callable
from functools import lru_cache
from re import compile as re_compile
from unicodedata import combining, normalize

import msgspec

from copydesk.record import Reading
from copydesk.text.folding import fold

from .web_address import host_and_path

#: Lines at either end of the furniture in which a copyright line is looked for.
RIGHTS = 40
#: A host's label of this many letters and fewer may be picked from a name's letters: `nrk`, `mbl`.
PICKED = 4
#: A word of fewer letters tells nothing of a host.
TELLING = 4

#: Names and labels of hosts whose compact form is kept at hand.
COMPACTED = 8192
#: Longer names are not, so that a hostile page cannot fill the memory.
LONGEST_KEPT = 200

_HOUSE_START = re_compile(r"\W{0,3}(?:about|subscribe|newsletter|contact|impressum|mentions légales)\b")
_WORD = re_compile(r"\w+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})


def own_names(reading: Reading) -> tuple[str, ...]:
    """The names that a page has for its site, compacted: the one it gives, the labels of its host."""
    names = [compact(reading.furniture.site_name or "").removeprefix("the")]
    for url in (reading.article.url, reading.article.canonical_url):
        labels = host_and_path(url)[0].split(".")[:-1]
        names.extend(compact(label).removeprefix("the") for label in labels if label != "www")
    return tuple(dict.fromkeys(name for name in names if len(name) > 1))


def copyright_lines(reading: Reading) -> str:
    """The page's lines on rights, staff and subscriptions, compacted: outlets name themselves there."""
    lines = (*reading.furniture.above[-RIGHTS:], *reading.furniture.below[-RIGHTS:])
    return " ".join(compact(line[:200]) for line in lines if _is_house_line(line[:200].lower()))


def _is_house_line(lower: str) -> bool:
    rights = "©" in lower or "copyright" in lower or "rights reserved" in lower
    return rights or _HOUSE_START.match(lower) is not None


class Spelling(msgspec.Struct, frozen=True):
    """A name in small letters: as it is, without what parts its words, their first letters, the first telling word."""

    plain: str
    short: str
    initials: str
    first: str


def is_own(name: str, own: tuple[str, ...], rights: Callable[[], str]) -> bool:
    """Whether `name` is one of `own`, or is told by one of them, or stands in the copyright lines, asked for last."""
    spellings = _kept_spellings(name) if len(name) <= LONGEST_KEPT else _spellings(name)
    if any(_told(spelled, own) for spelled in spellings):
        return True
    return any(spelled.plain in rights() for spelled in spellings if len(spelled.plain) >= TELLING)


def _spellings(name: str) -> tuple[Spelling, ...]:
    """A name without accents, and with umlauts as two letters where it has some."""
    lower = fold(name).lower.removeprefix("the ")
    return tuple(map(_spelling, dict.fromkeys((_plain(lower), _plain(lower.translate(_UMLAUTS))))))


_kept_spellings = lru_cache(COMPACTED)(_spellings)


def _spelling(name: str) -> Spelling:
    words = _WORD.findall(name)
    first = next((word for word in words if len(word) >= TELLING), "")
    return Spelling(name, "".join(words), "".join(word[0] for word in words), first)


def _told(name: Spelling, own: tuple[str, ...]) -> bool:
    short, initials, first = name.short, name.initials, name.first
    return bool(short) and any(
        short == other
        or (len(short) >= TELLING and short in other)
        or (len(other) >= TELLING and other in short)
        or (len(initials) > 1 and other.startswith(initials) and len(other) - len(initials) <= PICKED)
        or (len(other) <= PICKED and _picked(other, short))
        or (bool(first) and other.startswith(first))
        for other in own
    )


def _picked(letters: str, name: str) -> bool:
    """Whether `letters` stand in `name` in their order, from its first letter on."""
    rest = iter(name)
    return name[:1] == letters[:1] and all(letter in rest for letter in letters)


@lru_cache(COMPACTED)
def compact(name: str) -> str:
    """The letters and digits of `name` in lower case and without accents, run together."""
    return "".join(_WORD.findall(_plain(fold(name).lower))).replace("_", "")


def _plain(lower: str) -> str:
    if lower.isascii():
        return lower
    return "".join(letter for letter in normalize("NFD", lower) if not combining(letter))
