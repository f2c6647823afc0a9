"""A copy held against its story: every place where the two differ, in both texts' offsets.

Body places come from the pickup's variants, and from findings where no variant says the same; headline places come from
findings alone. Offsets in the story are found by counting characters that are not white space, so that a copy whose
spacing differs still lies on the story's text; where the two cannot be laid on each other (variants that do not give
the story back), `filed` stays None and the place is shown in the copy only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..record import Check, Field, Finding, Variant, VariantKind, field_text
from ..record.article import Article

#: How a finding's place is drawn where no variant covers it; the other checks have no place of their own in a text.
_KINDS = {
    Check.INJECTED_TEXT: VariantKind.INJECTED,
    Check.FOREIGN_MATTER: VariantKind.FURNITURE,
    Check.HIDDEN_TEXT: VariantKind.INJECTED,
    Check.SPUN: VariantKind.REPLACED,
}


@dataclass(frozen=True)
class Place:
    """One difference. `start`, `end` lie in the copy's field as found, `filed` in the story's field."""

    field: Field
    kind: VariantKind
    start: int
    end: int
    text: str
    reading: str
    filed: tuple[int, int] | None = None
    finding: Finding | None = None

    @property
    def suspected(self) -> bool:
        """Shown, but not taken out: the only ground is a finding that does not accuse."""
        return self.finding is not None and not self.finding.accuses


class Filed:
    """A text of the story with its white space squeezed out, and the way back to its own offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.squeezed = squeeze(text)
        self._back = [i for i, c in enumerate(text) if not c.isspace()]

    def offset(self, squeezed_offset: int) -> int:
        """The offset in the text of a squeezed offset; its end for what lies beyond."""
        return self._back[squeezed_offset] if squeezed_offset < len(self._back) else len(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A squeezed span in the text's own offsets, without white space at its ends."""
        if end <= start:
            return self.offset(start), self.offset(start)
        return self._back[start], self._back[min(end, len(self._back)) - 1] + 1

    def paragraphs(self) -> list[tuple[int, int]]:
        """The paragraphs as spans of the text."""
        spans: list[tuple[int, int]] = []
        start = 0
        for part in self.text.split("\n\n"):
            spans.append((start, start + len(part)))
            start += len(part) + 2
        return spans


def squeeze(text: str) -> str:
    """`text` without its white space."""
    return "".join(text.split())


def body_places(
    article: Article, findings: Sequence[Finding], variants: Sequence[Variant], filed: Filed
) -> list[Place]:
    """The places in the body of a copy, in order, none overlapping another."""
    found = article.body
    raw = [
        Place(Field.BODY, v.kind, v.span.start, v.span.end, v.text, v.reading)
        for v in variants
        if 0 <= v.span.start <= v.span.end <= len(found)
    ]
    spoken = [f for f in findings if f.field is Field.BODY and f.span is not None and f.check in _KINDS]
    return _lay(found, _apart([*_with_findings(raw, spoken)]), filed)


def headline_places(article: Article, findings: Sequence[Finding], filed: Filed) -> list[Place]:
    """The places in the headline of a copy."""
    found = field_text(article, Field.HEADLINE)
    spoken = [f for f in findings if f.field is Field.HEADLINE and f.span is not None and f.check in _KINDS]
    return _lay(found, _apart(_with_findings([], spoken)), filed)


def _with_findings(places: Sequence[Place], findings: Iterable[Finding]) -> list[Place]:
    """Each place with the surest finding that touches it, and a place of its own for each finding that touches none."""
    told = list(places)
    for finding in sorted(findings, key=lambda f: -f.confidence):
        if finding.span is None:
            continue
        start, end = finding.span
        touching = [i for i, p in enumerate(told) if p.start < end and start < p.end]
        for i in touching:
            if told[i].finding is None:
                told[i] = replace(told[i], finding=finding)
        kind = _KINDS[finding.check]
        if not touching and (kind is not VariantKind.REPLACED or finding.repair is not None):
            told.append(Place(finding.field, kind, start, end, finding.text, finding.repair or "", None, finding))
    return told


def _apart(places: Iterable[Place]) -> list[Place]:
    """In order of the copy's text; of two that overlap, the earlier."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda p: (p.start, p.end)):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def _lay(found: str, places: list[Place], filed: Filed) -> list[Place]:
    """The places with their spans in the story, if the copy with its places undone is the story."""
    told: list[str] = []
    spans: list[tuple[int, int]] = []
    at = count = 0
    for place in places:
        gap = squeeze(found[at : place.start])
        undone = squeeze(place.text if place.suspected else place.reading)
        spans.append((count + len(gap), count + len(gap) + len(undone)))
        told += [gap, undone]
        count += len(gap) + len(undone)
        at = place.end
    told.append(squeeze(found[at:]))
    if "".join(told) != filed.squeezed:
        return places
    return [replace(p, filed=filed.span(*s)) for p, s in zip(places, spans, strict=True)]
