"""What is remembered of a site: the names that its pages set off from their headlines or give as their source.

The memory is a small immutable record. Who has a desk builds it from the desk (`site_agreement`) and hands it to
`inspect`; without one, `inspect` makes one of each batch, so that pages of one site agree with one another all the
same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import msgspec

from copydesk.record import Reading
from copydesk.text.folding import fold

from .affixes import Affix, Side, Style, affixes
from .own_names import copyright_lines, is_own, own_names
from .web_address import host_and_path

#: Names kept of a site; a site with one suffix a host needs few, and a hostile one must not fill the memory.
NAMES = 64


class SiteNotes(msgspec.Struct, frozen=True):
    """What a site's pages had in common: how many pages were seen, and on how many each name stood.

    `odd` counts names set off oddly, `spaced` those set off like house style; names are folded and in lower case. Left
    out is what a page says to be its site's name.
    """

    pages: int = 0
    odd: tuple[tuple[str, int], ...] = ()
    spaced: tuple[tuple[str, int], ...] = ()

    def count(self, name: str) -> int:
        """On how many pages `name` was set off like house style."""
        return next((pages for spaced, pages in self.spaced if spaced == name), 0)


#: By site (the registrable domain, or the host where that is not known).
SiteMemory = Mapping[str, SiteNotes]

NOTHING = SiteNotes()


def remember(memory: SiteMemory, readings: Iterable[Reading]) -> dict[str, SiteNotes]:
    """`memory` with the pages of `readings` added; the sites that they belong to, and no others."""
    return note(memory, ((site_of(reading), _set_off(reading)) for reading in readings))


def telling(found: Iterable[Affix], is_own: Callable[[str], bool]) -> tuple[Affix, ...]:
    """The affixes that tell of a site: a name that the page says to be its site's is what every outlet has there."""
    return tuple(
        at
        for at in found
        if at.style is not Style.TIGHT and ((at.style is Style.ODD and at.side is Side.FRONT) or not is_own(at.name))
    )


def _set_off(reading: Reading) -> tuple[Affix, ...]:
    found = affixes(fold(reading.article.headline or "").text)
    own = own_names(reading) if found else ()
    return telling(found, lambda name: is_own(name, own, lambda: copyright_lines(reading)))


def note(memory: SiteMemory, pages: Iterable[tuple[str | None, tuple[Affix, ...]]]) -> dict[str, SiteNotes]:
    """As `remember`, of pages as their site and the affixes of their headline that are `telling`."""
    seen: Counter[str] = Counter()
    names: dict[tuple[str, Style], Counter[str]] = {}
    for site, found in pages:
        if site is None:
            continue
        seen[site] += 1
        for style, name in {(at.style, at.name.lower()) for at in found}:
            names.setdefault((site, style), Counter())[name] += 1
    return {site: _add(memory.get(site, NOTHING), pages, site, names) for site, pages in seen.items()}


def site_of(reading: Reading) -> str | None:
    """The site that a page belongs to, or its host."""
    article = reading.article
    if article.site:
        return article.site
    return host_and_path(article.url)[0] or None


def _add(notes: SiteNotes, pages: int, site: str, names: Mapping[tuple[str, Style], Counter[str]]) -> SiteNotes:
    return SiteNotes(
        notes.pages + pages,
        _merged(notes.odd, names.get((site, Style.ODD))),
        _merged(notes.spaced, names.get((site, Style.SPACED))),
    )


def _merged(old: tuple[tuple[str, int], ...], new: Counter[str] | None) -> tuple[tuple[str, int], ...]:
    if not new:
        return old
    counts = Counter(dict(old)) + new if old else new
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NAMES])
