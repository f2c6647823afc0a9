"""The scorer: what a detector says of labelled pages, held against the labels."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from time import process_time

import msgspec

from copydesk.record import Check, Checked, Field, Finding, Reading

from .label import Injection, Label
from .plot import Bin

Detector = Callable[[Iterable[Reading]], Iterable[Checked]]
#: Edges of the reliability plot's bins.
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9, 1.01)
#: Findings of this confidence and more are held to be right nearly always.
SURE = 0.9


class Share(msgspec.Struct):
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        """Count one more."""
        self.hits += hit
        self.of += 1

    @property
    def value(self) -> float:
        """The share, 0 where there was nothing."""
        return self.hits / self.of if self.of else 0.0


class Score(msgspec.Struct):
    """Every figure as a share, by name; misses and false alarms to look at; speed in articles per CPU second."""

    shares: dict[str, Share] = {}
    looked_at: dict[str, list[str]] = {}
    findings: list[tuple[float, bool]] = []
    speed: float = 0.0

    def count(self, name: str, hit: bool, label: Label | None = None, note: str = "") -> None:
        """Add one observation; a note says what went wrong where."""
        self.shares.setdefault(name, Share()).add(hit)
        if not hit and label is not None:
            self.looked_at.setdefault(name, []).append(f"{label.name} {label.kind} {note}")


def run(labels: list[Label], detector: Detector) -> Score:
    """Score `detector` on each page alone, and on the pages of each site together."""
    score = Score()
    readings = {label.name: Reading(article=label.article, furniture=label.furniture) for label in labels}
    started = process_time()
    alone = [(label, next(iter(detector([readings[label.name]])))) for label in labels]
    score.speed = len(labels) / (process_time() - started)
    for label, checked in alone:
        _count(score, label, checked, "")
    for group, members in groupby((label for label in labels if label.group), key=lambda label: label.group):
        assert group
        together = list(members)
        for label, checked in zip(together, detector([readings[at.name] for at in together]), strict=True):
            _count(score, label, checked, ", five pages")
    return score


def _count(score: Score, label: Label, checked: Checked, seen: str) -> None:
    if label.tampered:
        _tampered(score, label, checked, seen)
    else:
        _honest(score, label, checked, seen)
    for finding, right in verdicts(label, checked.findings):
        score.findings.append((finding.confidence, right))
        if finding.confidence >= SURE:
            score.count(f"right, confidence from {SURE}", right, label, f"{finding.check} {finding.text[:50]!r}")
        score.count(f"right, {finding.check}, {'accusing' if finding.accuses else 'suspected'}", right)


def _tampered(score: Score, label: Label, checked: Checked, seen: str) -> None:
    if label.affix is not None:
        name = f"headline affix, {label.affix.style}{seen}"
        hit = any(f.accuses and f.text.strip() == label.affix.text.strip() for f in _in(checked, Field.HEADLINE))
        score.count(name, hit, label, label.article.headline or "")
    for injection in label.injections:
        exact = any(f.accuses and exactly(f, injection) for f in _in(checked, Field.BODY))
        told = any(_meets(f, injection) for f in _in(checked, Field.BODY))
        around = label.article.body[max(0, injection.start - 30) : injection.end + 25]
        if injection.agrees:
            score.count(f"injection, agreeing, {injection.touch}, exact{seen}", exact, label, around)
            score.count(f"by operation: {injection.operation}, agreeing, exact{seen}", exact)
            score.count(f"by times: {len(label.injections)}, agreeing, {injection.touch}, exact{seen}", exact)
        else:
            score.count(f"injection, alone, {injection.touch}, told{seen}", told, label, around)
            score.count(f"by operation: {injection.operation}, alone, told{seen}", told)
    if label.injections and label.injections[0].agrees:
        restored = checked.restored
        note = f"{restored.headline} <> {label.original.headline}"
        score.count(f"headline restored{seen}", restored.headline == label.original.headline, label, note)
        score.count(f"body restored{seen}", restored.paragraphs == label.original.paragraphs, label)


def _honest(score: Score, label: Label, checked: Checked, seen: str) -> None:
    accusing = [f for f in checked.findings if f.accuses]
    note = "; ".join(f"{f.check} {f.text[:60]!r} of {label.article.headline!r}" for f in accusing)
    score.count(f"honest, nothing accused{seen}", not accusing, label, note)
    injected = [f for f in accusing if f.check is Check.INJECTED_TEXT]
    score.count(f"honest, no injected-text accused{seen}", not injected)
    score.count(f"honest, body unchanged{seen}", checked.restored.paragraphs == label.article.paragraphs, label)


def _in(checked: Checked, field: Field) -> Iterator[Finding]:
    return (f for f in checked.findings if f.field is field and f.check is Check.INJECTED_TEXT)


def exactly(finding: Finding, injection: Injection) -> bool:
    """Whether the finding points at the insertion and nothing else; spaces and brackets beside it are no difference."""
    if finding.span is None or not _meets(finding, injection):
        return False
    return finding.text.strip(" ()’s") == injection.text.strip(" ()’s")


def _meets(finding: Finding, injection: Injection) -> bool:
    return finding.span is not None and finding.span.start < injection.end and injection.start < finding.span.end


def verdicts(label: Label, findings: Iterable[Finding]) -> Iterator[tuple[Finding, bool]]:
    """Each finding with whether it is right by the label."""
    for finding in findings:
        match finding.check:
            case Check.INJECTED_TEXT if finding.field is Field.HEADLINE:
                right = label.affix is not None and finding.text.strip() == label.affix.text.strip()
            case Check.INJECTED_TEXT:
                right = any(_meets(finding, injection) for injection in label.injections)
            case Check.FALSE_SOURCE:
                right = finding.text == label.false_source
            case Check.UNRELATED_LINKS:
                right = label.tampered and finding.text in label.unrelated
            case Check.REDATED:
                right = label.redated
            case Check.FARM_ADDRESS | Check.FARM_LAYOUT:
                right = label.tampered
            case Check.FOREIGN_MATTER:
                right = label.foreign is not None and finding.text.strip() in label.foreign
            case _:
                right = label.tampered
        yield finding, right


def bins(score: Score) -> list[Bin]:
    """The findings by confidence, for the reliability plot."""
    found = []
    for low, high in pairwise(BINS):
        here = [(confidence, right) for confidence, right in score.findings if low <= confidence < high]
        count = len(here)
        mean = sum(confidence for confidence, _ in here) / count if count else 0.0
        found.append(Bin(low, high, count, mean, sum(right for _, right in here) / count if count else 0.0))
    return found


def kinds(labels: Iterable[Label]) -> Counter[str]:
    """How many pages of each kind."""
    return Counter(f"{'tampered' if label.tampered else 'honest'}: {label.kind}" for label in labels)
