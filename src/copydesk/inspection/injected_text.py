"""`injected-text`: words in headline or body that the story does not have.

Agreement accuses. A name set off from the headline as no outlet does it (`Brand:Title`, `Title -Brand`), or one that
the site's pages agree on, accuses itself, and wherever it stands in the body. A name set off like house style, a source
or a byline accuses where the body has it glued to a word, or in a place where the sentence reads on better without it.
A body alone suspects: names that the sentence reads better without, tokens that split into a name and a word.
"""

from collections.abc import Iterator

from copydesk.record import Check, Field, Finding, Span
from copydesk.text.folding import Folded

from .affixes import Affix
from .agreement import Agreement, accused_names, agreeing
from .alone import WORTH_SAYING, Candidate, Kind, candidates
from .case import Case
from .headline_names import Verdict, judge_odd, judge_spaced
from .occurrences import cut
from .suspects import odd_affixes, spaced_affixes
from .weights import probability, weights

#: A body alone never accuses.
ALONE_AT_MOST = 0.45
#: Letters of an unknown word that a name may be glued to; shorter ones are endings.
UNKNOWN_TAIL = 5


def check(case: Case) -> Iterator[Finding]:
    """Findings in headline, then body."""
    found = case.once(agreeing)
    accused = accused_names(case)
    for affix in case.once(odd_affixes):
        yield _headline_finding(case, affix, judge_odd(case, affix, accused))
    for affix in case.once(spaced_affixes):
        verdict = judge_spaced(case, affix, accused)
        if verdict.confidence:
            yield _headline_finding(case, affix, verdict)
    for agreement in found:
        yield _body_finding(case, agreement)
    yield from _alone(case, [(agreement.at.start, agreement.at.end) for agreement in found])


def _alone(case: Case, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    """Suspicions from the body alone; English only, for the word model knows no other language."""
    if case.article.language not in (None, "en"):
        return
    by_kind = weights()
    for candidate in candidates(case.names, by_kind):
        p = probability(candidate.numbers, getattr(by_kind, candidate.kind.name.lower()))
        if p >= WORTH_SAYING and not any(candidate.start < end and start < candidate.end for start, end in taken):
            yield _suspicion(case, candidate, min(p, ALONE_AT_MOST))


def _suspicion(case: Case, candidate: Candidate, confidence: float) -> Finding:
    name = case.body.text[candidate.start : candidate.end]
    evidence = [f"`{name}` stands {candidate.kind}"]
    if candidate.numbers[0] > 1:
        evidence.append("the sentence reads on when it is taken out, and less well with a name there")
    if candidate.kind is Kind.RIGHT:
        evidence.append("the token splits into a name and a word")
    return _finding(
        case.body, Field.BODY, (candidate.start, candidate.end), case.article.body, confidence, tuple(evidence),
        f"`{name}` may have been written into the text.",
    )  # fmt: skip


def _headline_finding(case: Case, affix: Affix, verdict: Verdict) -> Finding:
    found = "was put" if verdict.confidence >= 0.5 else "may have been put"
    return _finding(
        case.headline, Field.HEADLINE, (affix.start, affix.end), case.article.headline or "", verdict.confidence,
        verdict.evidence, f"`{affix.name}` {found} {affix.where} the headline.",
    )  # fmt: skip


def _body_finding(case: Case, agreement: Agreement) -> Finding:
    suspect, at, confidence = agreement.suspect, agreement.at, agreement.confidence
    name = case.body.text[at.start : at.end]
    was = "was" if confidence >= 0.5 else "may have been"
    return _finding(
        case.body, Field.BODY, cut(case.body.text, at.start, at.end), case.article.body, confidence,
        (f"the same words stand {suspect.where}", f"`{name}` stands {at.touch} here"),
        f"`{name}` {was} written into the text.",
    )  # fmt: skip


def _finding(
    folded: Folded,
    field: Field,
    span: tuple[int, int],
    as_found: str,
    confidence: float,
    evidence: tuple[str, ...],
    message: str,
) -> Finding:
    found: Span = folded.found(*span)
    return Finding(
        check=Check.INJECTED_TEXT,
        field=field,
        span=found,
        text=as_found[found.start : found.end],
        repair="" if confidence >= 0.5 else None,
        confidence=round(confidence, 3),
        evidence=evidence,
        message=message,
    )
