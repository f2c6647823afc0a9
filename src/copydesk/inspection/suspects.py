"""Suspects: names on the page that may have been written in, with the places where they stand.

A name set off oddly from the headline, or one that the site's pages agree on, accuses by itself, unless the story turns
out to speak of it. A name set off like house style, a source and a byline are suspects only so far as the body bears it
out.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from re import compile as re_compile

import msgspec

from copydesk.text.folding import fold

from .affixes import Affix, Side, Style
from .case import Case
from .english import english
from .names import name_facts
from .newsroom import is_agency, is_category, is_label, sounds_like_outlet
from .occurrences import Touch, occurrences

#: Shortest name looked for in the body; shorter strings stand in words by chance.
SHORTEST = 4
#: Names whose spelling is kept at hand: a site's sources and bylines, and what stands with its headlines.
#: Longer ones are not kept, so that a hostile page cannot fill the memory.
KEYS, LONGEST_KEPT = 8192, 200
#: Most words of a name set off like house style; longer ones are half a headline.
WORDS = 5
#: A site's pages agree on a name when this many of them, and this share, set it off; an outlet's label is on fewer.
AGREEING_PAGES = 3
AGREEING_SHARE = 0.6

#: Where a name stands that a hyphen ties to the front of the headline.
TIED = "tied to the headline by a hyphen"

_MARKS = frozenset((":", "|", "-"))
_QUOTES = frozenset("\"'“”‘’„«»")
#: Words that a hyphen ties to a name in any headline (`Anti-European`).
_PREFIXES = frozenset(
    ("anti", "non", "pro", "pre", "post", "ex", "neo", "ultra", "inter", "trans", "mid", "multi", "pan", "semi", "un")
)
_GLUED_CATEGORY = re_compile(r"([A-Z][a-z]+)(?=[A-Z0-9])")


class Accused(StrEnum):
    """What accuses a suspect where the body has it."""

    BY_ITSELF = "the other place alone, unless the story speaks of the name"
    BY_THE_BODY = "the place in the body"
    BY_GLUE = "a word that it is glued to, and nothing else"


class Suspect(msgspec.Struct, frozen=True):
    """A name, folded and in lower case; where else it stands; what accuses it in the body."""

    name: str
    where: str
    accused: Accused = Accused.BY_THE_BODY

    @property
    def sure(self) -> bool:
        """Whether the other place alone accuses it."""
        return self.accused is Accused.BY_ITSELF


def suspects(case: Case) -> list[Suspect]:
    """The names to look for in the body, each once, the sure ones first."""
    found: dict[str, Suspect] = {}
    for suspect in sorted(_all(case), key=lambda s: not s.sure):
        if len(suspect.name) >= SHORTEST:
            found.setdefault(suspect.name, suspect)
    return list(found.values())


def odd_affixes(case: Case) -> list[Affix]:
    """The names set off as no outlet does it, other than the site's own name behind the headline."""
    return [a for a in case.affixes if a.style is Style.ODD and not (a.side is Side.BACK and case.is_own(a.name))]


def spaced_affixes(case: Case) -> list[Affix]:
    """The names set off like house style that are neither the site's own nor an agency's nor half a headline."""
    return [affix for affix in case.affixes if affix.style is Style.SPACED and _may_be_put(case, affix)]


def tight_affixes(case: Case) -> list[Affix]:
    """The names that a hyphen ties to the front of the headline, where the model's texts do not have them.

    Farms write `Brand-Title` as well; compounds (`Anti-corruption`, `Nobel-winning`) look the same but for their words.
    """
    return [
        affix
        for affix in case.affixes
        if affix.style is Style.TIGHT
        and affix.side is Side.FRONT
        and affix.separator == "-"
        and not case.headline.text[affix.end].islower()
        and affix.name.lower() not in _PREFIXES
        and any(case.names.is_unknown(word) for word in affix.name.split())
        and not case.is_own(affix.name)
    ]


def _accused(case: Case, affix: Affix) -> Accused:
    """What accuses a name set off oddly.

    A newsroom is credited in every way, and who is quoted or named again in the headline is spoken of in the body. A
    kicker that lost its space is in words that other texts have.
    """
    if sounds_like_outlet(affix.name) or is_said(case, affix) or _is_of_the_headline(case, affix):
        return Accused.BY_GLUE
    facts = name_facts(affix.name, english())
    return Accused.BY_ITSELF if facts.unknown or facts.product else Accused.BY_THE_BODY


def is_said(case: Case, affix: Affix) -> bool:
    """Whether a quotation begins or ends at the affix, so that its name may be who said it (`Name:“We had to”`)."""
    headline = case.headline.text
    if affix.side is Side.FRONT:
        return headline[affix.end] in _QUOTES
    return headline[affix.start - 1] in _QUOTES


def _is_of_the_headline(case: Case, affix: Affix) -> bool:
    """Whether the rest of the headline goes on from the name in small letters, or has it again."""
    if affix.side is Side.FRONT and case.headline.text[affix.end].islower():
        return True
    lower = case.headline.lower
    rest = lower[affix.end :] if affix.side is Side.FRONT else lower[: affix.start]
    return any(at.touch is Touch.FREE for at in occurrences(rest, key(affix.name)))


def _may_be_put(case: Case, affix: Affix) -> bool:
    """Whether a name set off like house style may have been put there; long dashes set off subtitles."""
    if len(affix.name.split()) > WORDS or is_agency(affix.name) or is_label(affix.name) or case.is_own(affix.name):
        return False
    return affix.separator.strip() in _MARKS or agreed_by_site(case, affix) > 0


def agreed_by_site(case: Case, affix: Affix) -> int:
    """On how many pages of the site the name is set off like this; 0 where they do not agree on it."""
    pages = case.site.pages
    count = case.site.count(affix.name.lower())
    return count if count >= AGREEING_PAGES and count >= AGREEING_SHARE * pages else 0


def _all(case: Case) -> Iterator[Suspect]:
    for affix in case.once(odd_affixes):
        where = f"{affix.where} the headline"
        if is_agency(affix.name):
            continue
        yield Suspect(key(affix.name), where, _accused(case, affix))
        category = _GLUED_CATEGORY.match(affix.name)
        if category and is_category(category.group(1)):
            yield Suspect(key(affix.name[category.end() :]), where, Accused.BY_ITSELF)
    for affix in case.once(spaced_affixes):
        pages = agreed_by_site(case, affix)
        where = f"{affix.where} the headline"
        if pages and not _is_newsroom(affix.name):
            yield Suspect(key(affix.name), f"{where} on {pages} of the site's pages", Accused.BY_ITSELF)
        else:
            of_it = _is_of_the_headline(case, affix)
            yield Suspect(key(affix.name), where, Accused.BY_GLUE if of_it else Accused.BY_THE_BODY)
    for affix in case.once(tight_affixes):
        yield Suspect(key(affix.name), TIED, Accused.BY_GLUE)
    for name, pages in case.site.odd:  # another page's slip of the pen must not accuse this one
        if not _is_newsroom(name):
            yield Suspect(name, f"set off oddly from the headline on {pages} of the site's pages")
    for name, pages in case.site.spaced:
        agreed = pages >= AGREEING_PAGES and pages >= AGREEING_SHARE * case.site.pages
        if agreed and not case.is_own(name) and not _is_newsroom(name):
            yield Suspect(name, f"set off from the headline on {pages} of the site's pages", Accused.BY_ITSELF)
    yield from _sources(case)


def _sources(case: Case) -> Iterator[Suspect]:
    named = [(case.article.source or "", "as the source"), *((name, "as the byline") for name in case.article.byline)]
    for name, where in named:
        if name and not case.is_own(name) and not _is_newsroom(name):
            yield Suspect(key(name), where)


def _is_newsroom(name: str) -> bool:
    """Whether a name is an agency's, or called like an outlet: honest pages set theirs off in every way."""
    return is_agency(name) or sounds_like_outlet(name)


def key(name: str) -> str:
    """A name as it is looked for: folded, in lower case, with single spaces."""
    return _kept_key(name) if len(name) <= LONGEST_KEPT else _key(name)


def _key(name: str) -> str:
    return " ".join(fold(name).lower.split())


_kept_key = lru_cache(KEYS)(_key)
