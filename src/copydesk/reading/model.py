"""Which blocks of a page are the story's: a score for each, 0 to 1."""

import re

from .dom import BITS, HEADINGS, Outline

_OUTSIDE = (
    BITS["nav"] | BITS["footer"] | BITS["aside"] | BITS["form"] | BITS["figure"] | BITS["figcaption"] | BITS["hidden"]
)
_BAD = re.compile(
    r"(?:^|[^a-z])(?:comment|related|recommend|newsletter|sidebar|share|social|promo|teaser|footer|caption|byline|author|tags?|"
    r"breadcrumb|nav|menu|advert|ad|cookie|popup|modal|subscribe|copyright|credit|widget|more)",
)


def scores(page: Outline) -> list[float]:
    """The rules that stand until the model is there: the heaviest container, less what is named furniture."""
    n = len(page.texts)
    if not n:
        return []
    bad = [False] * len(page.parent)
    for e, above in enumerate(page.parent):
        bad[e] = (above > 0 and bad[above]) or (e > 0 and _BAD.search(page.names[e].lower()) is not None)
    good = [0.0] * n
    weight = [0.0] * len(page.parent)
    for b in range(n):
        e = page.element[b]
        text = page.texts[b]
        if len(text) < 60 or page.linked[b] > 0.3 * len(text) or page.bits[e] & _OUTSIDE:
            continue
        good[b] = len(text) * (0.2 if bad[e] else 1.0)
        share = 1.0
        for _ in range(3):
            e = page.parent[e]
            if e < 0:
                break
            weight[e] += good[b] * share
            share *= 0.6
    best = max(range(len(weight)), key=weight.__getitem__)
    result = [0.0] * n
    inside = range(page.first[best], page.last[best])
    for b in inside:
        e = page.element[b]
        text = page.texts[b]
        if page.bits[e] & _OUTSIDE or page.linked[b] > 0.5 * len(text):
            continue
        heading = page.tag[e] in HEADINGS
        result[b] = (0.2 if bad[e] and not bad[best] else 0.9) if good[b] or heading or len(text) > 25 else 0.3
    return result
