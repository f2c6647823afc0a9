"""A case: one reading with what several checks need of it, worked out once and only when asked for."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar, cast

from copydesk.record import Reading
from copydesk.text.folding import Folded, fold

from .affixes import Affix, affixes
from .english import english
from .families import AddressMatch, LayoutMatch, match_address, match_layout
from .memory import NOTHING, SiteNotes
from .names import Names
from .occurrences import Occurrence, occurrences
from .own_names import copyright_lines, is_own, own_names

T = TypeVar("T")


class Case:
    """What a check gets: the reading, the notes on its site, and facts that are worked out once."""

    def __init__(self, reading: Reading, site: SiteNotes = NOTHING) -> None:
        self.reading = reading
        self.article = reading.article
        self.site = site
        self._done: dict[object, object] = {}
        self._told: dict[str, bool] = {}
        self._standing: dict[str, list[Occurrence]] = {}

    def once(self, work: Callable[["Case"], T]) -> T:
        """What `work` makes of this case, worked out the first time it is asked for."""
        if work not in self._done:
            self._done[work] = work(self)
        return cast("T", self._done[work])

    @cached_property
    def headline(self) -> Folded:
        """The headline, folded."""
        return fold(self.article.headline or "")

    @cached_property
    def as_found(self) -> str:
        """The body as found."""
        return self.article.body

    @cached_property
    def body(self) -> Folded:
        """The body, folded."""
        return fold(self.as_found)

    def standing(self, name: str) -> list[Occurrence]:
        """Where the body has a name, which is folded and in lower case."""
        if name not in self._standing:
            self._standing[name] = occurrences(self.body.lower, name)
        return self._standing[name]

    @cached_property
    def names(self) -> Names:
        """The capitalised words of the body, for what English prose tells of them."""
        return Names(self.body.text, english())

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

    def is_own(self, name: str) -> bool:
        """Whether `name` is what the page's site calls itself."""
        if name not in self._told:
            self._told[name] = is_own(name, self._own, lambda: self._rights)
        return self._told[name]

    @cached_property
    def _own(self) -> tuple[str, ...]:
        return own_names(self.reading)

    @cached_property
    def _rights(self) -> str:
        return copyright_lines(self.reading)
