"""One thing that is wrong with an article, and the article with it put right."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

import msgspec

from .article import Article, Dateline

#: A finding of this confidence or more accuses and may carry a repair; below it is a suspicion: shown, never applied.
ACCUSES = 0.5


class Span(NamedTuple):
    """`[start, end)` in Unicode code points of the named field as found; never bytes, never UTF-16 units."""

    start: int
    end: int


class Field(StrEnum):
    """The part of an article that a finding speaks of."""

    HEADLINE = "headline"
    BODY = "body"
    BYLINE = "byline"
    SOURCE = "source"
    SECTION = "section"
    PUBLISHED = "published"
    RECOMMENDED = "recommended"
    URL = "url"
    LAYOUT = "layout"


class Check(StrEnum):
    """The names of the checks; `docs/findings.md` has a heading for each."""

    INJECTED_TEXT = "injected-text"
    FALSE_SOURCE = "false-source"
    REDATED = "redated"
    FOREIGN_MATTER = "foreign-matter"
    CUT_SHORT = "cut-short"
    SPUN = "spun"
    HIDDEN_TEXT = "hidden-text"
    UNRELATED_LINKS = "unrelated-links"
    FARM_LAYOUT = "farm-layout"
    FARM_ADDRESS = "farm-address"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with an article.

    `text` is what `span` cuts out of the field as found; where `span` is None it is what the finding speaks of, and a
    `repair` then stands for the whole field. `repair` replaces the span; None where there is nothing to put right.
    `confidence` is calibrated: of findings at c, a share c is right.
    """

    check: Check
    field: Field
    span: Span | None = None
    text: str = ""
    repair: str | None = None
    confidence: float
    evidence: tuple[str, ...] = ()
    message: str

    @property
    def accuses(self) -> bool:
        """Whether it counts against the page; otherwise it is a suspicion."""
        return self.confidence >= ACCUSES


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """An article with its findings, and as it reads with every repair applied."""

    article: Article
    findings: tuple[Finding, ...] = ()
    restored: Article


def accusing(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that accuse, suspicions left out."""
    return tuple(f for f in findings if f.accuses)


def field_text(article: Article, field: Field) -> str:
    """The text of a field that spans of this field count in; empty where the article lacks it.

    `byline` is its names joined by `", "`, `recommended` its headlines joined by a line break. `layout` has no text
    of its own.
    """
    match field:
        case Field.BODY:
            return article.body
        case Field.BYLINE:
            return ", ".join(article.byline)
        case Field.RECOMMENDED:
            return "\n".join(item.headline for item in article.recommended)
        case Field.LAYOUT:
            return ""
        case Field.HEADLINE | Field.SOURCE | Field.SECTION | Field.PUBLISHED | Field.URL:
            value: str | None = getattr(article, field.value)
            return value or ""


def restore(article: Article, findings: Sequence[Finding]) -> Article:
    """The article with every accusing finding's repair applied.

    Repairs are laid on the text as found, from its end to its start; where two overlap, the one of higher confidence
    stands (then the longer, then the earlier) and the other is left out. With no repairs the article itself comes back.
    """
    repairing = [f for f in findings if f.accuses and f.repair is not None]
    if not repairing:
        return article
    changes: dict[str, object] = {}
    for field in Field:
        repairs = [f for f in repairing if f.field is field]
        if not repairs or field in (Field.LAYOUT, Field.URL):
            continue
        if field is Field.RECOMMENDED:
            changes["recommended"] = _without_items(article, repairs)
            continue
        text = apply_repairs(field_text(article, field), repairs)
        if field is Field.BODY:
            changes["paragraphs"] = tuple(p for p in text.split("\n\n") if p.strip())
            changes["dateline"] = _restored_dateline(article, repairs)
        elif field is Field.BYLINE:
            changes["byline"] = tuple(n for n in (part.strip() for part in text.split(",")) if n)
        else:
            changes[field.value] = text or None
    if not changes:
        return article
    return msgspec.structs.replace(article, **changes)


def apply_repairs(text: str, repairs: Iterable[Finding]) -> str:
    """`text` with the repairs laid on it; see `restore` for how overlaps are settled."""
    taken: list[tuple[int, int, str]] = []
    order = sorted(repairs, key=lambda f: (-f.confidence, -_width(f, len(text)), f.span or (0, 0)))
    for finding in order:
        start, end = finding.span if finding.span is not None else (0, len(text))
        if all(end <= s or e <= start for s, e, _ in taken):
            taken.append((start, end, finding.repair or ""))
    for start, end, repair in sorted(taken, reverse=True):
        text = text[:start] + repair + text[end:]
    return text


def _restored_dateline(article: Article, repairs: Iterable[Finding]) -> Dateline | None:
    """The dateline without what was written into its place (`MOSCOW,Brand Russia` was filed from `MOSCOW, Russia`)."""
    if article.dateline is None:
        return None
    place = article.dateline.place
    start = article.body.find(place)
    inside = [
        msgspec.structs.replace(f, span=Span(f.span.start - start, f.span.end - start))
        for f in repairs
        if f.span is not None and start >= 0 and start <= f.span.start and f.span.end <= start + len(place)
    ]
    filed = apply_repairs(place, inside).strip(" ,")  # `DURROCK,Brand Dec 18` leaves the comma before its date
    return Dateline(filed, article.dateline.agency) if inside and filed else article.dateline


def _width(finding: Finding, whole: int) -> int:
    return finding.span.end - finding.span.start if finding.span is not None else whole


def _without_items(article: Article, repairs: Iterable[Finding]) -> tuple[object, ...]:
    gone: set[int] = set()
    starts: dict[int, int] = {}
    at = 0
    for index, item in enumerate(article.recommended):
        starts[at] = index
        at += len(item.headline) + 1
    for finding in repairs:
        if finding.span is None:
            return ()
        if finding.span.start in starts:
            gone.add(starts[finding.span.start])
    return tuple(item for index, item in enumerate(article.recommended) if index not in gone)
