"""Inspection: what was changed, told from one page alone (and from what is remembered of its site).

Every check is a module with `check(case) -> Iterable[Finding]`; `CHECKS` is their order. A finding of confidence .5 or
more accuses and may carry a repair; below, it is a suspicion.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from copydesk.record import Checked, Finding, Reading, restore

from . import (
    cut_short,
    false_source,
    farm_address,
    farm_layout,
    foreign_matter,
    hidden_text,
    injected_text,
    redated,
    spun,
    unrelated_links,
)
from .case import Case
from .memory import NOTHING, SiteMemory, SiteNotes, note, remember, site_of, telling

__all__ = ["CHECKS", "Case", "SiteMemory", "SiteNotes", "inspect", "remember"]

#: The checks in their order: what is written in comes first, so that a person reads the page from its top.
CHECKS: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    injected_text.check,
    false_source.check,
    redated.check,
    foreign_matter.check,
    cut_short.check,
    spun.check,
    hidden_text.check,
    unrelated_links.check,
    farm_layout.check,
    farm_address.check,
)

#: Pages taken together, so that pages of one site agree with one another; the same as a batch of the line.
BATCH = 64


def inspect(readings: Iterable[Reading], memory: SiteMemory | None = None) -> Iterator[Checked]:
    """Each reading's article with its findings and as it reads restored, in the order given, one for one.

    Under a `memory` of sites (see `remember`), each page is held against what is in it and nothing else: it does not
    matter how the readings are cut into parts, and who wants them to tell on one another remembers them first. Without
    one, the pages of each `BATCH` in turn tell on one another. Memory use does not grow with the number of readings.
    """
    source = iter(readings)
    while batch := [Case(reading) for reading in islice(source, BATCH)]:
        known = memory
        if known is None:
            told = [(site_of(case.reading), telling(case.affixes, case.is_own)) for case in batch]
            known = note({}, told) if any(found for _, found in told) else {}
        for case in batch:
            case.site = known.get(site_of(case.reading) or "", NOTHING)
            findings = tuple(finding for check in CHECKS for finding in check(case))
            yield Checked(article=case.article, findings=findings, restored=restore(case.article, findings))
