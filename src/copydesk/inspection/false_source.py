"""`false-source`: byline or source is a product, or contradicts agency or dateline.

Evidence: the name is the one that stands in front of or behind the headline in an odd way; the body's dateline names an
agency, and the source is neither that agency nor an outlet nor the site itself, on a page laid out or addressed like a
known family of farms. A source that is an outlet under an agency's dateline is an ordinary syndicated story.
"""

from collections.abc import Iterator

from copydesk.record import Check, Field, Finding

from .affixes import Style
from .case import Case
from .newsroom import is_agency, sounds_like_outlet, sounds_like_product
from .own_names import compact


def check(case: Case) -> Iterator[Finding]:
    """At most one finding on the source and one on the byline."""
    article = case.article
    agency = article.agency or (article.dateline.agency if article.dateline else None)
    if article.source:
        confidence, evidence = _weigh(case, article.source, agency)
        if confidence:
            yield _finding(Field.SOURCE, article.source, agency or "", confidence, evidence)
    for name in article.byline:
        if name == article.source:
            continue
        confidence, evidence = _weigh(case, name, agency)
        if confidence and len(article.byline) == 1:
            yield _finding(Field.BYLINE, name, "", confidence, evidence)


def _weigh(case: Case, name: str, agency: str | None) -> tuple[float, tuple[str, ...]]:
    if is_agency(name) or case.is_own(name):
        return 0.0, ()
    short = compact(name)
    for affix in case.affixes:
        if affix.style is Style.ODD and compact(affix.name) == short:
            return 0.97, (f"the same words are set off from the headline by `{affix.separator}`",)
    evidence = []
    confidence = 0.0
    if agency and not sounds_like_outlet(name):
        evidence.append(f"the dateline names {agency}, and `{name}` is neither that agency nor an outlet by its name")
        confidence = 0.3
    if sounds_like_product(name):
        evidence.append(f"`{name}` is called like a product")
        confidence = max(confidence, 0.4)
    if confidence and case.farm >= 0.5:
        evidence.append("the page is laid out or addressed like those of a known family of copy farms")
        confidence = 0.95
    return confidence, tuple(evidence)


def _finding(field: Field, name: str, repair: str, confidence: float, evidence: tuple[str, ...]) -> Finding:
    what = "source" if field is Field.SOURCE else "byline"
    return Finding(
        check=Check.FALSE_SOURCE,
        field=field,
        text=name,
        repair=repair if confidence >= 0.5 else None,
        confidence=confidence,
        evidence=evidence,
        message=f"The page names `{name}` as its {what}, and what else it says does not bear that out.",
    )
