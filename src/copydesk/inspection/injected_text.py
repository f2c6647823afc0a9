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
from .agreement import FARM_ODDS, Agreement, accused_names, agreeing
from .alone import WORTH_SAYING, Candidate, Kind, candidates, ends_a_name, weigh
from .case import Case
from .headline_names import Verdict, judge_odd, judge_spaced, judge_tight
from .occurrences import cut
from .suspects import odd_affixes, spaced_affixes, tight_affixes
from .weights import weights

#: A body alone never accuses.
ALONE_AT_MOST = 0.45
#: But on a page of a known family of farms a name glued to a mark does, from this probability on: of 30 such on the
#: develop part of bench/farm all were insertions, and 955 honest English pages of the reading corpora have three. The
#: other kinds may not: one honest page in ten has a token that splits as surely (`Low-Profile`, `AI Algorithms`).
MARK_ON_FARM = 0.6
#: How sure it makes there at most.
FARM_AT_MOST = 0.93
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
    for affix in case.once(tight_affixes):
        verdict = judge_tight(case, affix, accused)
        if verdict.confidence:
            yield _headline_finding(case, affix, verdict)
    for agreement in found:
        yield _body_finding(case, agreement)
    yield from _alone(case, [(agreement.at.start, agreement.at.end) for agreement in found])


def _alone(case: Case, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    """Suspicions from the body alone, of those over one another the likeliest; English only, as the word model is."""
    if case.article.language not in (None, "en"):
        return
    by_kind = weights()
    weighed = [(weigh(candidate, by_kind), candidate) for candidate in candidates(case.names, by_kind)]
    said = []
    for p, candidate in sorted(weighed, key=lambda pair: (-pair[0], pair[1].start)):
        if p >= WORTH_SAYING and not any(candidate.start < end and start < candidate.end for start, end in taken):
            taken.append((candidate.start, candidate.end))
            said.append((p, candidate))
    for p, candidate in sorted(said, key=lambda pair: pair[1].start):
        yield _alone_finding(case, candidate, p)


def _alone_finding(case: Case, candidate: Candidate, p: float) -> Finding:
    name = case.body.text[candidate.start : candidate.end]
    evidence = [f"`{name}` stands {candidate.kind}"]
    if candidate.numbers[0] > 1:
        evidence.append("the sentence reads on when it is taken out, and less well with a name there")
    if candidate.kind is Kind.RIGHT:
        evidence.append("the token splits into a name and a word")
    span, confidence, was = (candidate.start, candidate.end), min(p, ALONE_AT_MOST), "may have been"
    if case.farm >= 0.5 and candidate.kind is Kind.MARK and p >= MARK_ON_FARM and ends_a_name(case.names, *span):
        evidence.append("the page is laid out or addressed like those of a known family of copy farms")
        span, was = cut(case.body.text, *span), "was"
        confidence = min(FARM_AT_MOST, p * FARM_ODDS / (1 - p + p * FARM_ODDS))
    return _finding(
        case.body, Field.BODY, span, case.as_found, confidence, tuple(evidence),
        f"`{name}` {was} written into the text.",
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
        case.body, Field.BODY, cut(case.body.text, at.start, at.end), case.as_found, confidence,
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
