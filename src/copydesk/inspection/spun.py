"""`spun`: words replaced by synonyms throughout. From one page alone a suspicion and no more.

Evidence: fixed phrases of the news that a machine bent (`white home`, `inventory market`; `bent.toml`); articles that
do not agree with the next word, as they are left when the word after `a` or `an` was replaced.
"""

from collections.abc import Iterator
from itertools import islice
from re import compile as re_compile

from copydesk.record import Check, Field, Finding

from .bent import phrases
from .case import Case

#: Words after the wrong article that make a suspicion; hasty honest pages have one, 3 of 1,149 have two.
WRONG_ARTICLES = 3
#: Wrong articles looked for.
MOST = 20

#: `a` before a plain vowel and `an` before a plain consonant; sounds that spelling does not tell (`hour`, `one`,
#: `university`, `European`, letters spelt out) are left aside.
_WRONG_A = re_compile(r" a (?!one|once|eu|ew|al[- ])[aeio][a-z]{3,}")
_WRONG_AN = re_compile(r" an (?!hour|heir|hono|herb|histor|hotel|habit)[bcdfghjklmnpqrstvwyz][a-z]{3,}")


def check(case: Case) -> Iterator[Finding]:
    """At most one finding, on the first bent phrase or wrong article; English only."""
    if case.article.language not in (None, "en") or not case.article.paragraphs:
        return
    bent = _bent(case)
    wrong = list(islice(case.names.scan.articles((_WRONG_A, _WRONG_AN)), MOST))
    evidence = [f"`{phrase}` for `{meant}`" for phrase, meant, _ in bent[:5]]
    if len(wrong) >= WRONG_ARTICLES:
        evidence += [f"`{match.group().strip()}`" for match in wrong[:5]]
    if not evidence:
        return
    start, end = (bent[0][2], bent[0][2] + len(bent[0][0])) if bent else (wrong[0].start() + 1, wrong[0].end())
    span = case.body.found(start, end)
    yield Finding(
        check=Check.SPUN,
        field=Field.BODY,
        span=span,
        text=case.as_found[span.start : span.end],
        confidence=0.45 if len(bent) > 1 else 0.25,
        evidence=tuple(evidence),
        message="The text may have been changed word by word by a machine.",
    )


def _bent(case: Case) -> list[tuple[str, str, int]]:
    """The bent phrases of a text, what each was, and where it stands; its words are cheaper to ask than its text."""
    words = case.names.scan.bent()
    if not words:
        return []
    return [
        (phrase, meant, at)
        for first, capital, phrase, meant in phrases()
        if (first in words or capital in words) and (at := case.body.lower.find(phrase)) >= 0
    ]
