"""What was filed, and what each copy did to it."""

from enum import StrEnum

import msgspec

from .article import Dateline
from .finding import Checked, Finding, Span


class Tie(msgspec.Struct, frozen=True):
    """Two members of a cluster that share text.

    `a` and `b` are indexes of members. `coverage_a` and `coverage_b` are the shares of each body's words
    that stand in the other, in order; `similarity` is 2·matched / (words of a + words of b).
    """

    a: int
    b: int
    coverage_a: float
    coverage_b: float
    similarity: float


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Articles that go back to one filed text; a story that nobody else took is a cluster of one."""

    members: tuple[Checked, ...]
    ties: tuple[Tie, ...] = ()


class VariantKind(StrEnum):
    """What a witness does at a place where it differs."""

    INJECTED = "injected"
    DROPPED = "dropped"
    ADDED = "added"
    REPLACED = "replaced"
    MOVED = "moved"
    FURNITURE = "furniture"


class Variant(msgspec.Struct, frozen=True):
    """A place where a witness differs from the story.

    `span` lies in the witness's body as found and cuts out `text`; `reading` is what the story has there. A dropped
    passage has an empty span at the place where it would stand.
    """

    span: Span
    text: str
    reading: str
    kind: VariantKind


class Role(StrEnum):
    """What a pickup is to its story."""

    ORIGIN = "origin"
    VERBATIM = "verbatim"
    EDITED = "edited"
    EXCERPT = "excerpt"
    SPUN = "spun"
    TAMPERED = "tampered"
    QUOTES = "quotes"
    LATER_VERSION = "later-version"


class Pickup(msgspec.Struct, frozen=True, kw_only=True):
    """One article as a copy of a story. `coverage` is the share of the story's words that it keeps."""

    name: str
    url: str | None
    site: str | None
    headline: str | None
    claimed_published: str | None
    claimed_source: str | None
    captured: str | None
    coverage: float
    similarity: float
    role: Role
    findings: tuple[Finding, ...] = ()
    variants: tuple[Variant, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the copy was tampered with, as far as accusing findings tell."""
        return self.role is Role.TAMPERED or self.role is Role.SPUN


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """The pickup or agency that the story goes back to, with the reasons."""

    url: str | None
    site: str | None
    publisher: str | None
    confidence: float
    evidence: tuple[str, ...] = ()


class Related(msgspec.Struct, frozen=True):
    """Another story that has to do with this one, and the words that say why. `score` is a cosine, 0 to 1."""

    id: str
    headline: str
    score: float
    why: str


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """What was filed: the restored text, its origin, its pickups.

    `id` is given by the desk; empty until then. `published` is the time that the evidence supports, not the time that
    some page claims; None where nothing supports one. Pickups stand by likely time, the origin first.
    """

    id: str = ""
    headline: str
    paragraphs: tuple[str, ...]
    agency: str | None = None
    dateline: Dateline | None = None
    byline: tuple[str, ...] = ()
    section: str | None = None
    published: str | None = None
    published_evidence: tuple[str, ...] = ()
    language: str | None = None
    origin: Origin | None = None
    pickups: tuple[Pickup, ...] = ()
    related: tuple[Related, ...] = ()

    @property
    def body(self) -> str:
        """The paragraphs joined by a blank line."""
        return "\n\n".join(self.paragraphs)
