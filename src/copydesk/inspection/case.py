"""A case: one reading with what several checks need of it, worked out once and only when asked for."""

from functools import cached_property
from re import compile as re_compile
from urllib.parse import urlsplit

from copydesk.record import Reading
from copydesk.text.folding import Folded, fold

from .affixes import Affix, affixes
from .families import AddressMatch, LayoutMatch, match_address, match_layout
from .memory import NOTHING, SiteNotes

_WORD = re_compile(r"\w+")
#: Lines at either end of the furniture in which a copyright line is looked for.
RIGHTS = 40


class Case:
    """What a check gets: the reading, the notes on its site, and facts that are worked out once."""

    def __init__(self, reading: Reading, site: SiteNotes = NOTHING) -> None:
        self.reading = reading
        self.article = reading.article
        self.site = site

    @cached_property
    def headline(self) -> Folded:
        """The headline, folded."""
        return fold(self.article.headline or "")

    @cached_property
    def body(self) -> Folded:
        """The body, folded."""
        return fold(self.article.body)

    @cached_property
    def affixes(self) -> tuple[Affix, ...]:
        """The names set off at the ends of the headline."""
        return affixes(self.headline.text)

    @cached_property
    def layouts(self) -> tuple[LayoutMatch, ...]:
        """The families of farms whose marks stand on the page."""
        return match_layout(self.reading.furniture)

    @cached_property
    def address(self) -> AddressMatch | None:
        """The farm's rule that the address keeps."""
        return match_address(self.article.url)

    @cached_property
    def farm(self) -> float:
        """How sure layout or address make that the page is a known farm's, 0 to 1."""
        layout = self.layouts[0].confidence if self.layouts else 0.0
        return max(layout, self.address.rule.weight if self.address else 0.0)

    @cached_property
    def own_names(self) -> tuple[str, ...]:
        """The names that the page has for its site, compacted: the name it gives, the labels of its host."""
        names = [compact(self.reading.furniture.site_name or "")]
        for url in (self.article.url, self.article.canonical_url):
            names.extend(compact(label) for label in _host(url).split(".")[:-1] if label != "www")
        return tuple(dict.fromkeys(name for name in names if len(name) > 1))

    @cached_property
    def rights(self) -> str:
        """The page's copyright lines, compacted: outlets name themselves there."""
        lines = (*self.reading.furniture.above[-RIGHTS:], *self.reading.furniture.below[-RIGHTS:])
        return " ".join(compact(line[:200]) for line in lines if "©" in line or "opyright" in line)

    def is_own(self, name: str) -> bool:
        """Whether `name` is what the page's site calls itself: its name, part of its host, or the host's initials."""
        short = compact(name)
        if len(short) > 3 and short in self.rights:
            return True
        words = _WORD.findall(name.lower())
        initials = "".join(word[0] for word in words)
        telling = [word for word in words if len(word) > 3]
        return any(
            short == own
            or (len(short) > 3 and short in own)
            or (len(own) > 3 and own in short)
            or (len(initials) > 1 and initials == own)
            or (len(initials) > 2 and own.startswith(initials))
            or (bool(telling) and all(word in own for word in telling))
            for own in self.own_names
        )


def compact(name: str) -> str:
    """The letters and digits of `name` in lower case, run together."""
    return "".join(_WORD.findall(fold(name).lower)).replace("_", "")


def _host(url: str | None) -> str:
    if not url:
        return ""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
