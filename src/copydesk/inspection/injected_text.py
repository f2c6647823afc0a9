"""`injected-text`: words in headline or body that the story does not have.

Agreement accuses. A name set off from the headline as no outlet does it (`Brand:Title`, `Title -Brand`) accuses itself;
the same name in the body, or the source's or byline's name glued to a word of the body, accuses both places. A name set
off like house style accuses where the site's pages agree on it and it is not what the site calls itself.
"""

from collections.abc import Iterator

import msgspec

from copydesk.record import Check, Field, Finding, Span
from copydesk.text.folding import Folded

from .affixes import Affix, Side, Style
from .case import Case
from .newsroom import is_agency, sounds_like_outlet
from .occurrences import Occurrence, Touch, cut, occurrences

#: Shortest name looked for in the body; shorter strings stand in words by chance.
SHORTEST = 4


class Suspect(msgspec.Struct, frozen=True):
    """A name that may have been written in: folded, in lower case; `sure` where its own place already accuses it."""

    name: str
    where: str
    sure: bool


def check(case: Case) -> Iterator[Finding]:
    """Findings in headline, then body."""
    odd = [a for a in case.affixes if a.style is Style.ODD and not (a.side is Side.BACK and case.is_own(a.name))]
    for affix in odd:
        yield _affix_finding(case, affix)
    yield from _body_findings(case, _suspects(case, odd))


def _affix_finding(case: Case, affix: Affix) -> Finding:
    where = "in front of" if affix.side is Side.FRONT else "behind"
    return _finding(
        case.headline,
        Field.HEADLINE,
        (affix.start, affix.end),
        case.article.headline or "",
        confidence=0.97,
        evidence=(
            f"`{affix.name}` stands {where} the headline, set off by `{affix.separator}`; outlets set off names and "
            "labels with a space after the colon or on both sides of the dash",
        ),
        message=f"`{affix.name}` was put {where} the headline.",
    )


def _suspects(case: Case, odd: list[Affix]) -> list[Suspect]:
    found: dict[str, Suspect] = {}
    for affix in odd:
        where = "in front of the headline" if affix.side is Side.FRONT else "behind the headline"
        _add(found, affix.name, where, sure=True)
    if case.article.source and not is_agency(case.article.source):
        _add(found, case.article.source, "as the source", sure=False)
    for name in case.article.byline:
        _add(found, name, "as the byline", sure=False)
    return list(found.values())


def _add(found: dict[str, Suspect], name: str, where: str, *, sure: bool) -> None:
    key = " ".join(name.lower().split())
    if len(key) >= SHORTEST and (key not in found or sure):
        found[key] = Suspect(key, where, sure)


def _body_findings(case: Case, suspects: list[Suspect]) -> Iterator[Finding]:
    for suspect in suspects:
        for occurrence in occurrences(case.body.lower, suspect.name):
            if suspect.sure or _tells(case, suspect, occurrence):
                yield _body_finding(case, suspect, occurrence)


def _tells(case: Case, suspect: Suspect, occurrence: Occurrence) -> bool:
    """Whether a name that nothing else accuses is glued to a word so that only an insertion explains it."""
    if occurrence.touch is not Touch.RIGHT or " " not in suspect.name or sounds_like_outlet(suspect.name):
        return False
    rest = case.body.text[occurrence.end : occurrence.end + 3]
    return rest.isalpha() and rest.islower()


def _body_finding(case: Case, suspect: Suspect, occurrence: Occurrence) -> Finding:
    text = case.body.text
    span = cut(text, occurrence.start, occurrence.end)
    name = text[occurrence.start : occurrence.end]
    glued = occurrence.touch is not Touch.FREE
    return _finding(
        case.body,
        Field.BODY,
        span,
        case.article.body,
        confidence=0.98 if glued else 0.9,
        evidence=(f"the same words stand {suspect.where}", f"`{name}` stands {occurrence.touch} here"),
        message=f"`{name}` was written into the text.",
    )


def _finding(
    folded: Folded,
    field: Field,
    span: tuple[int, int],
    as_found: str,
    *,
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
        repair="",
        confidence=confidence,
        evidence=evidence,
        message=message,
    )
