"""`injected-text`: words in headline or body that the story does not have.

Agreement accuses. A name set off from the headline as no outlet does it (`Brand:Title`, `Title -Brand`), or one that
the site's pages agree on, accuses itself, and wherever it stands in the body. A name set off like house style, a source
or a byline accuses where the body has it glued to a word, or in a place where the sentence reads on better without it.
A body alone suspects: names that the sentence reads better without, tokens that split into a name and a word.
"""

from collections.abc import Iterator
from re import compile as re_compile

from copydesk.record import Check, Field, Finding, Span
from copydesk.text.folding import Folded

from .affixes import Affix
from .alone import Candidate, Kind, agreed_numbers, candidates
from .case import Case
from .english import english
from .headline_names import Verdict, judge_odd, judge_spaced
from .occurrences import Occurrence, Touch, cut, occurrences
from .suspects import Suspect, odd_affixes, spaced_affixes, suspects
from .weights import probability, weights

#: A name between spaces that also stands elsewhere accuses from this probability on: on the develop part of bench/farm
#: nothing honest reached it.
AGREED = 0.8
#: A suspicion is said from this probability on; swept on the develop part: below it, nine of ten are honest.
WORTH_SAYING = 0.08
#: A body alone never accuses.
ALONE_AT_MOST = 0.45
#: Letters of an unknown word that a name may be glued to; shorter ones are endings.
UNKNOWN_TAIL = 5
#: A name that a story has this often is its subject.
SUBJECT = 4

_DERIVED = re_compile(r"(?:ian|ean|esque|less|like|gate|land|ville|town|ism|ist|ish|ing|ers?|ness|son|man|stown)")
_PREFIX = re_compile(r"(?:Mc|Mac|Fitz|De|Di|La|Le|Van|O|i|e|my)$")


def check(case: Case) -> Iterator[Finding]:
    """Findings in headline, then body."""
    found = list(_agreeing(case))
    accused = frozenset(suspect.name for suspect, _, confidence in found if confidence >= 0.5)
    for affix in odd_affixes(case):
        yield _headline_finding(case, affix, judge_odd(case, affix, accused))
    for affix in spaced_affixes(case):
        verdict = judge_spaced(case, affix, accused)
        if verdict.confidence:
            yield _headline_finding(case, affix, verdict)
    for suspect, occurrence, confidence in found:
        yield _body_finding(case, suspect, occurrence, confidence)
    yield from _alone(case, [(at.start, at.end) for _, at, _ in found])


def _agreeing(case: Case) -> Iterator[tuple[Suspect, Occurrence, float]]:
    """Where the suspects stand in the body, and how sure it is that they were written in there."""
    taken: list[Occurrence] = []
    for suspect in suspects(case):
        standing = occurrences(case.body.lower, suspect.name)
        for occurrence in standing:
            confidence = _agreement(case, suspect, occurrence, len(standing))
            if confidence >= WORTH_SAYING and not any(_overlap(occurrence, other) for other in taken):
                taken.append(occurrence)
                yield suspect, occurrence, confidence


def _overlap(one: Occurrence, other: Occurrence) -> bool:
    return one.start < other.end and other.start < one.end


def _agreement(case: Case, suspect: Suspect, at: Occurrence, times: int) -> float:
    if suspect.sure:
        return 0.97 if at.touch is Touch.FREE else 0.99
    if times >= SUBJECT or case.article.language not in (None, "en"):
        return 0.96 if times < SUBJECT and _splits_wide(case, suspect, at) else 0.0
    if not _is_written_as_a_name(case.body.text[at.start : at.end], suspect, at):
        return 0.0
    if at.touch is Touch.FREE:
        p = probability(agreed_numbers(case.names, at.start, at.end, times, suspect.where), weights().agreed)
        return p if p >= AGREED else min(p, ALONE_AT_MOST)
    return 0.97 if _splits(case, at) else 0.0


def _is_written_as_a_name(piece: str, suspect: Suspect, at: Occurrence) -> bool:
    """Whether the words stand there with their capitals; in lower case they may be words, or a handle run together."""
    if at.touch is Touch.FREE:
        words = piece.split()
        return words[-1][0].isdigit() or not words[-1].islower()
    return " " not in suspect.name or " " in piece or not piece[0].islower()


def _splits(case: Case, at: Occurrence) -> bool:
    """Whether what the name is glued to is a word by itself, so that the token is a name and a word."""
    text = case.body.text
    before, after = _letters_before(text, at.start), _letters_after(text, at.end)
    model = english()
    match at.touch:
        case Touch.MARK:
            return text[at.start].isupper() or text[at.start].isdigit()
        case Touch.RIGHT:
            known = model.knows(after) and (len(after) > 1 or after == "a")
            return after.islower() and (known or (len(after) >= UNKNOWN_TAIL and not _DERIVED.match(after)))
        case Touch.LEFT:
            return text[at.start].isupper() and before[-1:].islower() and not _PREFIX.match(before)
        case Touch.BOTH:
            return model.knows((before + after).lower())
        case _:
            return False


def _splits_wide(case: Case, suspect: Suspect, at: Occurrence) -> bool:
    """The same without a word list, for other languages: a name of several words glued to a longer lower-case word that
    stands elsewhere in the text too.
    """
    if at.touch is not Touch.RIGHT or " " not in suspect.name:
        return False
    after = _letters_after(case.body.text, at.end)
    return len(after) > 3 and after.islower() and case.body.lower.count(f" {after} ") > 0


def _letters_before(text: str, end: int) -> str:
    start = end
    while start > max(0, end - 24) and text[start - 1].isalpha():
        start -= 1
    return text[start:end]


def _letters_after(text: str, start: int) -> str:
    end = start
    while end < min(len(text), start + 24) and text[end].isalpha():
        end += 1
    return text[start:end]


def _alone(case: Case, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    """Suspicions from the body alone; English only, for the word model knows no other language."""
    if case.article.language not in (None, "en"):
        return
    by_kind = weights()
    for candidate in candidates(case.names):
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


def _body_finding(case: Case, suspect: Suspect, at: Occurrence, confidence: float) -> Finding:
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
