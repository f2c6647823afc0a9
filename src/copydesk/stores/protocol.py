"""What every store does, whatever it keeps its records in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import msgspec

from ..record import Account, Checked, Outcome, Page, Refusal, Story


class Counts(msgspec.Struct, frozen=True):
    """How much a desk holds. `pages` counts what was stored; refused and quarantined inputs stand apart."""

    pages: int
    stories: int
    refused: int
    quarantined: int


class SiteSummary(msgspec.Struct, frozen=True):
    """What a site did: its pickups on this desk, how many of them changed their story, and of how many stories."""

    site: str
    pickups: int
    changed: int
    stories: int


class Kept(NamedTuple):
    """A page with what became of it, ready to be kept; `digest` is its bytes' (`codec.digest`), where it is known."""

    key: str
    page: Page
    result: Checked | Refusal
    digest: str | None = None


class Numbered(NamedTuple):
    """A checked article with the number and the key of its page."""

    number: int
    key: str
    checked: Checked


class Ending(NamedTuple):
    """How inputs of one source ended: `code` is empty but for refused and quarantined ones."""

    source: str
    outcome: Outcome
    code: str = ""


class Entry(NamedTuple):
    """What one batch adds to the account of a run."""

    run: int
    endings: Counter[Ending]


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How inputs ended; the four add up to the inputs. Refused and quarantined are counted by code."""

    stored: int = 0
    unchanged: int = 0
    refused: dict[str, int] = {}
    quarantined: dict[str, int] = {}

    @property
    def inputs(self) -> int:
        """How many inputs ended, in whichever way."""
        return self.stored + self.unchanged + sum(self.refused.values()) + sum(self.quarantined.values())


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run of `take` or `watch`. `ended` is None while it goes on, and where it was killed.

    The tally holds what was kept, to the batch, also of a run that was killed. `findings` and `stories` are there once
    the run has ended.
    """

    id: int
    began: str
    ended: str | None
    total: Tally
    sources: dict[str, Tally]
    findings: dict[str, int] = {}
    stories: int | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """How all inputs of one source ended, over all runs; `newest` is the number of the last run that had some of it."""

    source: str
    total: Tally
    runs: int
    newest: int


class KeptPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page as it is kept, with its bytes in `page.content`. `outcome` is stored or quarantined."""

    id: int
    key: str
    digest: str
    outcome: Outcome
    taken: str
    page: Page


class Damage(msgspec.Struct, frozen=True):
    """Something on a desk that is not what was kept: which table, which record, and what is amiss."""

    table: str
    record: str
    reason: str

    def __str__(self) -> str:
        return f"{self.table} {self.record}: {self.reason}" if self.record else f"{self.table}: {self.reason}"


class Store(Protocol):
    """A desk's store. Every writing method is one transaction: when it returns, what it was given is kept."""

    # -- writing

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of `keys` whose pages are kept already."""

    def keep(self, batch: Sequence[Kept], refused: Sequence[Refusal] = ()) -> None:
        """Keep captured bytes, page rows, checked articles and refusals of one batch, all or nothing.

        `refused` are inputs that never became a page.
        """

    def tell(self, stories: Sequence[Story], seen: int) -> bool:
        """Replace the desk's stories by these, whose pickups are named by page keys.

        `seen` is the mark before the articles were read that they were made from. False, and nothing done, where
        stories have been told from more pages than that meanwhile.
        """

    def close_run(self, account: Account) -> None:
        """Keep the account of one run."""

    # -- reading, for the line

    def mark(self) -> int:
        """A number that grows with every page kept."""

    def checked_all(self) -> Iterator[tuple[str, Checked]]:
        """Every checked article with its page key, in the order of arrival."""

    def story_ids(self) -> dict[str, str]:
        """The story id of each page key that belongs to a story."""

    # -- reading, for people

    def counts(self) -> Counts:
        """How much the desk holds."""

    def front(self, limit: int) -> list[Story]:
        """The newest stories, for the front page."""

    def stories(
        self, *, section: str | None = None, site: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[Story]:
        """Stories, newest first."""

    def each_story(self) -> Iterator[Story]:
        """Every story, newest first, as a stream."""

    def story(self, story_id: str) -> Story | None:
        """One story."""

    def moved(self, story_id: str) -> str | None:
        """Where an id that was given up leads to."""

    def checked(self, story_id: str) -> list[Checked]:
        """The checked articles of a story, in the order of its pickups."""

    def sections(self) -> list[tuple[str, int]]:
        """The sections with the number of their stories, most first."""

    def sites(self) -> list[SiteSummary]:
        """The sites, most pickups first."""

    def site(self, domain: str) -> SiteSummary | None:
        """One site."""

    def search(self, query: str, limit: int, offset: int) -> tuple[list[Story], int]:
        """Stories that hold every term of `query`, best first, and how many there are (counted up to a bound)."""

    def refusals(self, limit: int) -> list[Refusal]:
        """The newest inputs that were refused or quarantined."""

    def close(self) -> None:
        """Give back connections."""
