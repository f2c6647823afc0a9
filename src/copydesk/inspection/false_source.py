"""`false-source`: byline or source is a product, or contradicts agency or dateline.

Evidence: the name is one that was put to the headline or written into the body. The dateline names an agency, and the
source is neither that agency nor an outlet nor the site itself. The name is called like a product. The last two accuse
on a page laid out or addressed like a known family of farms, whose bylines are never the reporter's; elsewhere they are
suspicions. A source that is an outlet under an agency's dateline is an ordinary syndicated story, and a reporter's name
over one is ordinary too.
"""

from collections.abc import Iterator

from copydesk.record import Check, Field, Finding, Span

from .agreement import accused_names, is_spoken_of
from .case import Case
from .newsroom import is_agency, sounds_like_outlet, sounds_like_product
from .suspects import key, suspects


def check(case: Case) -> Iterator[Finding]:
    """At most one finding on the source and one on each name of the byline."""
    article = case.article
    agency = article.agency or (article.dateline.agency if article.dateline else None)
    if article.source:
        confidence, evidence = _weigh(case, article.source, agency)
        if confidence:
            yield _finding(Field.SOURCE, article.source, None, agency or "", confidence, evidence)
    at = 0
    for name in article.byline:
        confidence, evidence = _weigh(case, name, None)
        if confidence:
            yield _finding(Field.BYLINE, name, Span(at, at + len(name)), "", confidence, evidence)
        at += len(name) + 2


def _weigh(case: Case, name: str, agency: str | None) -> tuple[float, tuple[str, ...]]:
    if is_agency(name) or case.is_own(name):
        return 0.0, ()
    spelled = key(name)
    for suspect in case.once(suspects):
        if suspect.name == spelled and suspect.sure and not is_spoken_of(case, spelled):
            return 0.97, (f"the same words stand {suspect.where}",)
    if written_in := accused_names(case).get(spelled):
        return written_in, ("the same words were written into the body",)
    evidence = []
    confidence = 0.0
    if agency and not sounds_like_outlet(name):
        evidence.append(f"the dateline names {agency}, and `{name}` is neither that agency nor an outlet by its name")
        confidence = 0.3
    if sounds_like_product(name) and not sounds_like_outlet(name):
        evidence.append(f"`{name}` is called like a product")
        confidence = max(confidence, 0.4)
    if case.farm >= 0.5 and not sounds_like_outlet(name):
        evidence.append("the page is laid out or addressed like those of a known family of copy farms")
        confidence = 0.95
    return confidence, tuple(evidence)


def _finding(
    field: Field, name: str, span: Span | None, repair: str, confidence: float, evidence: tuple[str, ...]
) -> Finding:
    what = "source" if field is Field.SOURCE else "byline"
    return Finding(
        check=Check.FALSE_SOURCE,
        field=field,
        span=span,
        text=name,
        repair=repair if confidence >= 0.5 else None,
        confidence=round(confidence, 3),
        evidence=evidence,
        message=f"The page names `{name}` as its {what}, and what else it says does not bear that out.",
    )
