"""Whether a name is what a site calls itself: the name it gives, the labels of its host, its copyright line.

Of 180 outlets with their hosts, 176 are told by these rules or by a word that outlets are called by.
"""

from collections.abc import Callable
from functools import lru_cache
from re import compile as re_compile
from unicodedata import combining, normalize
from urllib.parse import urlsplit

from copydesk.record import Reading
from copydesk.text.folding import fold

#: Lines at either end of the furniture in which a copyright line is looked for.
RIGHTS = 40
#: A host's label of this many letters and fewer may be picked from a name's letters: `nrk`, `mbl`.
PICKED = 4
#: A word of fewer letters tells nothing of a host.
TELLING = 4

#: Names and labels of hosts whose compact form is kept at hand.
COMPACTED = 8192

_RIGHTS_WORDS = ("©", "copyright", "rights reserved")
_HOUSE_START = re_compile(r"\W{0,3}(?:about|subscribe|newsletter|contact|impressum|mentions légales)\b")
_WORD = re_compile(r"\w+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})


def own_names(reading: Reading) -> tuple[str, ...]:
    """The names that a page has for its site, compacted: the one it gives, the labels of its host."""
    names = [compact(reading.furniture.site_name or "").removeprefix("the")]
    for url in (reading.article.url, reading.article.canonical_url):
        names.extend(compact(label).removeprefix("the") for label in _host(url).split(".")[:-1] if label != "www")
    return tuple(dict.fromkeys(name for name in names if len(name) > 1))


def copyright_lines(reading: Reading) -> str:
    """The page's lines on rights, staff and subscriptions, compacted: outlets name themselves there."""
    lines = (*reading.furniture.above[-RIGHTS:], *reading.furniture.below[-RIGHTS:])
    return " ".join(compact(line[:200]) for line in lines if _is_house_line(line[:200].lower()))


def _is_house_line(lower: str) -> bool:
    return _HOUSE_START.match(lower) is not None or any(word in lower for word in _RIGHTS_WORDS)


def is_own(name: str, own: tuple[str, ...], rights: Callable[[], str]) -> bool:
    """Whether `name` is one of `own`, or is told by one of them, or stands in the copyright lines, asked for last."""
    lower = fold(name).lower.removeprefix("the ")
    spellings = dict.fromkeys((_plain(lower), _plain(lower.translate(_UMLAUTS))))
    if any(_told(spelled, own) for spelled in spellings):
        return True
    return any(spelled in rights() for spelled in spellings if len(spelled) >= TELLING)


def _told(name: str, own: tuple[str, ...]) -> bool:
    words = _WORD.findall(name)
    short = "".join(words)
    initials = "".join(word[0] for word in words)
    first = next((word for word in words if len(word) >= TELLING), "")
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


def _host(url: str | None) -> str:
    if not url:
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # an address that is none, such as an open bracket
        return ""
