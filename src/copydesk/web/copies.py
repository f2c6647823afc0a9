"""A story's copies as the site shows them: siglum, likely time, what the copy claims, what it did."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..record import Check, Checked, Field, Finding, Pickup, Role, Story, VariantKind
from ..text.times import moment
from . import clock
from .collation import Place
from .sigla import siglum

#: Roles as the desk says them. `tampered` and `spun` are told by their changes instead.
_ROLES = {
    Role.ORIGIN: "filed it",
    Role.VERBATIM: "taken whole",
    Role.EDITED: "edited",
    Role.EXCERPT: "cut for length",
    Role.SPUN: "words replaced throughout",
    Role.TAMPERED: "changed",
    Role.QUOTES: "quotes it",
    Role.LATER_VERSION: "a later version",
}

#: What a kind of place is called.
KINDS = {
    VariantKind.INJECTED: "written in",
    VariantKind.DROPPED: "left out",
    VariantKind.ADDED: "added",
    VariantKind.REPLACED: "replaced",
    VariantKind.MOVED: "moved",
    VariantKind.FURNITURE: "not the story",
}

#: A page's own time may be off by its time zone, where it gives none: 14 hours at most, a day kept.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Likely:
    """When a copy was likely put up: a known time, or bounds (either may be open), and what the page claims instead."""

    known: str | None = None
    earliest: str | None = None
    latest: str | None = None
    claims: str | None = None

    @property
    def words(self) -> str:
        """The likely time in words."""
        if self.known:
            return clock.medium(self.known)
        if self.earliest and self.latest:
            first, last = clock.date(self.earliest), clock.date(self.latest)
            return first if first == last else f"{first} to {last}"
        if self.latest:
            return f"by {clock.date(self.latest)}"
        if self.earliest:
            return f"after {clock.date(self.earliest)}"
        return "time not known"

    @property
    def first(self) -> datetime | None:
        """The earliest moment it can be, for drawing."""
        return moment(self.known or self.earliest or self.latest)

    @property
    def last(self) -> datetime | None:
        """The latest moment it can be, for drawing."""
        return moment(self.known or self.latest or self.earliest)


def likely(pickup: Pickup, story: Story) -> Likely:
    """When the copy was likely put up, as far as the story's time, the page's claim and its capture tell."""
    claimed, captured, filed = (moment(t) for t in (pickup.claimed_published, pickup.captured, story.published))
    redated = any(f.check is Check.REDATED and f.accuses for f in pickup.findings)
    if claimed is not None and not redated and _can_be(claimed, filed, captured):
        return Likely(known=pickup.claimed_published)
    if filed is not None and captured is not None and captured < filed:
        captured = None
    return Likely(
        earliest=story.published if filed is not None else None,
        latest=pickup.captured if captured is not None else None,
        claims=pickup.claimed_published if claimed is not None else None,
    )


def _can_be(claimed: datetime, filed: datetime | None, captured: datetime | None) -> bool:
    """Whether a copy can have been put up when it says: not before the story was filed, nor after its capture."""
    return (captured is None or claimed <= captured + _AHEAD) and (filed is None or claimed >= filed - _AHEAD)


#: Fields of which a check says one thing: a suspicion and a certainty about one of them are about the same thing.
_WHOLE = (Field.PUBLISHED, Field.SOURCE, Field.BYLINE, Field.SECTION)


@dataclass(frozen=True)
class Told:
    """A finding as it is listed, and how many times it is made."""

    finding: Finding
    times: int


@dataclass(frozen=True)
class Copy:
    """A pickup with its siglum and, where the desk still has it, its checked article."""

    index: int
    pickup: Pickup
    checked: Checked | None
    likely: Likely

    @property
    def siglum(self) -> str:
        """The letter it goes by everywhere."""
        return siglum(self.index)

    @property
    def shape(self) -> str:
        """How its siglum is drawn: `changed`, `origin` or `whole`."""
        if self.pickup.changed:
            return "changed"
        return "origin" if self.pickup.role is Role.ORIGIN else "whole"

    @property
    def name(self) -> str:
        """The site, else what the source called the page."""
        return self.pickup.site or self.pickup.name

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The pickup's findings: those of its page, and those that only its copies could show."""
        return self.pickup.findings

    @property
    def told(self) -> list[Told]:
        """The findings as the page lists them."""
        return told_findings(self.pickup.findings)

    @property
    def did(self) -> str:
        """What it did, in a few words."""
        role = _ROLES[self.pickup.role]
        if not self.pickup.changed:
            return role
        number = sum(t.finding.accuses for t in self.told)
        if not number:
            return role
        return "1 finding" if number == 1 else f"{number} findings"

    @property
    def share(self) -> str:
        """The share of the story's words that it keeps; never rounded up to the whole."""
        return f"{int(self.pickup.coverage * 100 + 1e-9)}%"

    def finding(self, check: Check, *fields: Field) -> Finding | None:
        """The surest accusing finding of this check (in one of these fields)."""
        told = [f for f in self.findings if f.check is check and f.accuses and (not fields or f.field in fields)]
        return max(told, key=lambda f: f.confidence, default=None)


def told_findings(findings: Sequence[Finding]) -> list[Told]:
    """Findings as a page lists them: what is said of several recommended links is said once, and a suspicion that the
    copies made certain is not listed beside the certainty.
    """
    told: dict[tuple[str, ...], Told] = {}
    sure = {(f.check, f.field) for f in findings if f.accuses and f.field in _WHOLE}
    for number, finding in enumerate(findings):
        if not finding.accuses and (finding.check, finding.field) in sure:
            continue
        several = finding.field is Field.RECOMMENDED
        key = (finding.check, finding.message, str(finding.accuses)) if several else (str(number),)
        known = told.get(key)
        told[key] = Told(finding, 1) if known is None else Told(known.finding, known.times + 1)
    return list(told.values())


def copies(story: Story, checked: Sequence[Checked]) -> list[Copy]:
    """The copies of a story. `checked` is in the order of its pickups; where it is short, pages are not held."""
    held: list[Checked | None] = list(checked) if len(checked) == len(story.pickups) else [None] * len(story.pickups)
    return [Copy(i, p, held[i], likely(p, story)) for i, p in enumerate(story.pickups)]


def deeds(places: Sequence[Place]) -> str:
    """What the places of a copy amount to: `2 written in, 1 left out`."""
    counts = Counter(p.kind for p in places if not p.suspected)
    return ", ".join(f"{n} {KINDS[kind]}" for kind, n in counts.items())


def surest(findings: Sequence[Finding]) -> float | None:
    """The confidence of the surest finding that accuses."""
    return max((f.confidence for f in findings if f.accuses), default=None)
