"""`farm-layout`: the page is laid out as a known family of copy farms lays out its pages.

Evidence: lines around the body that only a family's template writes (`families.toml`). Each mark has a weight, the
share of pages with it that are the family's; marks of one family add up as independent observations. A mark of a
common word (`Recommend`) has a small weight and accuses nobody alone.
"""

from collections.abc import Iterator

from copydesk.record import Check, Field, Finding

from .case import Case

#: Below this a lone mark is a common word, and not worth a suspicion.
WORTH_SAYING = 0.3


def check(case: Case) -> Iterator[Finding]:
    """One finding for each family whose marks stand on the page."""
    for match in case.layouts:
        if match.confidence < WORTH_SAYING:
            continue
        yield Finding(
            check=Check.FARM_LAYOUT,
            field=Field.LAYOUT,
            text=match.found[0][1][:120],
            confidence=match.confidence,
            evidence=tuple(f"{mark.says}: {line[:120]}" for mark, line in match.found),
            message=f"The page is laid out like those of a known family of copy farms ({match.family}).",
        )
