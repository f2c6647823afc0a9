"""A copy held against its story: every place where the two differ, in both texts' offsets.

Body places come from the pickup's variants, and from findings where no variant says the same; headline places come from
findings alone. Offsets in the story are found by counting letters and digits, so that a copy whose spacing, marks or
capitals differ still lies on the story's text. Where the two fall out of step they are brought together again at the
next run of text that both have; until then `filed` stays None, and a place is shown in the copy only.
"""

from bisect import bisect_left
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


#: Suspicions below this are listed under the copy, but not drawn into its text: on 52 sample pages they were all wrong.
_WORTH_MARKING = 0.25


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
    """A text of the story squeezed to its letters and digits, and the way back to its own offsets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.squeezed = squeeze(text)
        self._back = [i for i, c in enumerate(text) if c.isalnum()]

    def count(self, offset: int) -> int:
        """How many letters and digits stand before an offset of the text."""
        return bisect_left(self._back, offset)

    def offset(self, squeezed_offset: int) -> int:
        """The offset in the text of a squeezed offset; its end for what lies beyond."""
        return self._back[squeezed_offset] if squeezed_offset < len(self._back) else len(self.text)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A squeezed span in the text's own offsets, without what stands around its letters and digits."""
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
    """The letters and digits of `text`, in lower case and as many as they were."""
    # The dotted capital I is the one letter that becomes two in lower case.
    return "".join(filter(str.isalnum, text.replace("İ", "I").lower()))


def body_places(
    article: Article, findings: Sequence[Finding], variants: Sequence[Variant], filed: Filed
) -> list[Place]:
    """The places in the body of a copy, in order, none overlapping another; other signs and capitals are none."""
    found = article.body
    raw = [
        Place(Field.BODY, v.kind, v.span.start, v.span.end, found[slice(*v.span)], v.reading)
        for v in variants
        if 0 <= v.span.start <= v.span.end <= len(found) and squeeze(v.text) != squeeze(v.reading)
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
    findings = [f for f in findings if f.confidence >= _WORTH_MARKING]
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
    """The places with their spans in the story, as far as copy and story can be kept in step."""
    laid: list[Place] = []
    at, pointer, sure = 0, 0, True
    for n, place in enumerate(places):
        pointer, sure = _step(squeeze(found[at : place.start]), filed.squeezed, pointer, sure)
        undone = squeeze(place.text if place.suspected else place.reading)
        if sure and filed.squeezed.startswith(undone, pointer):
            span = filed.span(pointer, pointer + len(undone))
            high = places[n + 1].start if n + 1 < len(places) else len(found)
            place = _with_marks(place, found, at, high, filed.text, span)
        else:
            sure = False
        pointer += len(undone)
        laid.append(place)
        at = place.end
    return laid


#: A longer run of marks and spaces is an ornament, in which nothing needs to be moved about.
_MOST_MARKS = 40


def _with_marks(place: Place, text: str, low: int, high: int, filed: str, span: tuple[int, int]) -> Place:
    """A place where something was left out or replaced, with the marks and spaces that went with it.

    `text` is the copy's, of which `[low, high)` may be used: where something was left out the place may move within the
    marks around it, so that what is left of them and what was left out together make the story's text.
    """
    start, end = span
    if place.kind is VariantKind.REPLACED and end > start:
        before, after = _marks_after(place.reading, 0), _marks_before(place.reading, len(place.reading))
        start -= len(before) if filed.endswith(before, 0, start) else 0
        end += len(after) if filed.startswith(after, end) else 0
        return replace(place, filed=(start, end))
    if place.kind is not VariantKind.DROPPED or end <= start or place.start != place.end:
        return replace(place, filed=span)
    left, right = _marks_before(filed, start), _marks_after(filed, end)
    before, after = _marks_before(text[low : place.start], place.start - low), _marks_after(text[place.end : high], 0)
    if len(before) + len(after) > _MOST_MARKS:
        return replace(place, filed=span)
    run = before + after
    at = place.start
    # The later the place stands among the marks, the less of them is struck in front of what was left out.
    for k in range(len(run), -1, -1):
        if left.startswith(run[:k]) and right.endswith(run[k:]):
            start, end = start - len(left) + k, end + len(right) - len(run) + k
            at = place.start - len(before) + k
            break
    while start < end and filed[start] == "\n":
        start += 1
    while end > start and filed[end - 1] == "\n":
        end -= 1
    return replace(place, filed=(start, end), start=at, end=at)


def _marks_before(text: str, end: int) -> str:
    start = end
    while start > 0 and not text[start - 1].isalnum():
        start -= 1
    return text[start:end]


def _marks_after(text: str, start: int) -> str:
    end = start
    while end < len(text) and not text[end].isalnum():
        end += 1
    return text[start:end]


#: So many letters in a row, found again in the story, bring the two back into step: about four words, which no story
#: has twice but in a refrain.
_STEP = 20


def _step(gap: str, filed: str, pointer: int, sure: bool) -> tuple[int, bool]:
    """Where the story stands after text that the copy shares with it, and whether that is certain."""
    if sure and filed.startswith(gap, pointer):
        return pointer + len(gap), True
    tail = gap[-_STEP:]
    if len(tail) == _STEP:
        again = filed.find(tail, max(0, pointer - _STEP))
        if again >= 0:
            return again + _STEP, True
    return pointer + len(gap), False
