"""What the pages of a site agree on, told from some of them: for a desk, whose pages come in over years.

`memory` counts names over all pages that are inspected together. Counts move with every page, and with them what is
said of every older one; what a sample agrees on moves seldom, and says the same of each page whenever it is asked.
"""

from collections import Counter
from collections.abc import Callable, Iterable

import msgspec

from copydesk.record import Article, Reading
from copydesk.text.folding import fold

from .memory import NAMES, SiteNotes, remember
from .suspects import AGREEING_PAGES, AGREEING_SHARE


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """What one page tells of its site: the names that its headline sets off, oddly or like house style."""

    key: str
    odd: tuple[str, ...] = ()
    spaced: tuple[str, ...] = ()


class Agreed(msgspec.Struct, frozen=True, array_like=True):
    """The names that a site's sample agrees on, sorted."""

    odd: tuple[str, ...] = ()
    spaced: tuple[str, ...] = ()


def notes_of(agreed: Agreed) -> SiteNotes:
    """What is agreed on, as inspection takes it.

    Counts are the least that make a name count: true ones would change what is said of every page with each new one.
    """
    odd = tuple((name, 1) for name in agreed.odd)
    spaced = tuple((name, AGREEING_PAGES) for name in agreed.spaced)
    return SiteNotes(AGREEING_PAGES, odd, spaced)


def agreement(sample: Iterable[Seen]) -> Agreed:
    """The names that a site's pages agree on; a name that one page sets off oddly needs no other."""
    pages = list(sample)
    odd = Counter(name for seen in pages for name in set(seen.odd))
    spaced = Counter(name for seen in pages for name in set(seen.spaced))
    least = max(AGREEING_PAGES, AGREEING_SHARE * len(pages))
    return Agreed(
        tuple(sorted(sorted(odd, key=lambda name: (-odd[name], name))[:NAMES])),
        tuple(sorted(name for name, count in spaced.items() if count >= least)),
    )


def seen_of(key: str, reading: Reading) -> Seen:
    """What a page, known by `key`, tells of its site; what it says to be its site's name is left out."""
    notes = next(iter(remember({}, [reading]).values()), SiteNotes())
    return Seen(key, tuple(name for name, _ in notes.odd), tuple(name for name, _ in notes.spaced))


def concerning(names: Agreed) -> Callable[[Article], bool]:
    """Whether an article may be told otherwise since a site agrees on these names, or does no more.

    It has one of them somewhere, however it is written there: glued, split, with look-alike letters. A name that a
    page sets off oddly itself is accused there whatever others do.
    """
    odd = {"".join(name.split()): name for name in names.odd}
    spaced = ["".join(name.split()) for name in names.spaced]

    def concerns(article: Article) -> bool:
        said = (article.headline, article.body, *article.byline, article.source, article.agency, article.section)
        text = "".join(fold("\n".join(filter(None, said))).text.lower().split())
        if any(name in text for name in spaced):
            return True
        standing = {name for squeezed, name in odd.items() if squeezed in text}
        return bool(standing) and not standing <= set(seen_of("", Reading(article=article)).odd)

    return concerns


def agreed_in(notes: SiteNotes) -> Agreed:
    """The names of what `notes_of` gives."""
    return Agreed(tuple(sorted(name for name, _ in notes.odd)), tuple(sorted(name for name, _ in notes.spaced)))
