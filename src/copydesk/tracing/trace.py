"""The stage: checked articles in, clusters out."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from copydesk.record import Checked, Cluster, Tie
from copydesk.text.alignment import Alignment, align
from copydesk.text.fast import kernels
from copydesk.text.words import Ids, Stream, stream, stream_for_two

from .candidates import RATE, candidates
from .grouping import Group, Meeting, group, meeting, share_in_runs

#: Below so many texts one gram in two is kept instead of one in `RATE`: the time does not matter, short texts do.
FEW = 5_000
FEW_RATE = 2
#: Texts of fewer words are no evidence of copying: a line of agency credit would weld whole sites.
LEAST_WORDS = 12
#: A pair shares nothing worth telling unless runs of three and more words make up so much of the shorter text.
FLOOR = 0.25


def trace(checked: Iterable[Checked]) -> Iterator[Cluster]:
    """Articles grouped by the filed text they go back to; an article without copies is a cluster of one.

    Members stand in an order that depends on their addresses, names and texts alone. Clusters follow the first of
    their members in the input.
    """
    members = list(checked)
    texts = [c.restored.body or c.article.body for c in members]
    found = stream_for_two(texts)
    sizes = (found.ends - found.starts).tolist()
    sites = [c.article.site for c in members]
    pairs = candidates(found, sites, FEW_RATE if len(members) < FEW else RATE)
    same: list[int] = pairs.same.tolist()
    compared = _Compared(found)
    near = _neighbours(pairs.a.tolist(), pairs.b.tolist(), sizes)
    firsts = sorted({same[i] for i in range(len(members))}, key=lambda i: (-sizes[i], texts[i]))
    headlines = _headlines(members)
    groups = group(firsts, near, compared.meet, headlines)
    twins: dict[int, list[int]] = {}
    for i, first in enumerate(same):
        twins.setdefault(first, []).append(i)
    whole = [sorted(i for first in g.members for i in twins[first]) for g in groups]
    for indexes, g in sorted(zip(whole, groups, strict=True), key=lambda pair: pair[0][0]):
        yield _cluster(members, indexes, g, same, compared)


class _Compared:
    """Alignments made so far, by (shorter, longer)."""

    def __init__(self, found: Stream) -> None:
        self.found = found
        self.compiled = kernels(len(found.ids))
        self.made: dict[tuple[int, int], Alignment] = {}

    def align(self, a: int, b: int) -> Alignment:
        if (a, b) not in self.made:
            self.made[a, b] = align(self.ids(a), self.ids(b))
        return self.made[a, b]

    def ids(self, i: int) -> Ids:
        return self.found.of(i)

    def meet(self, shorter: int, longer: int) -> Meeting | None:
        if share_in_runs(self.ids(shorter), self.ids(longer), self.compiled) < FLOOR:
            return None
        met = meeting(self.align(shorter, longer))
        return met if met.inner >= FLOOR else None


def _neighbours(a: Sequence[int], b: Sequence[int], sizes: Sequence[int]) -> dict[int, list[int]]:
    near: dict[int, list[int]] = {}
    for i, j in zip(a, b, strict=True):
        if min(sizes[i], sizes[j]) >= LEAST_WORDS:
            near.setdefault(i, []).append(j)
            near.setdefault(j, []).append(i)
    return {i: sorted(js, key=lambda j: -sizes[j]) for i, js in near.items()}


def _headlines(members: Sequence[Checked]) -> list[frozenset[int]]:
    found = stream([c.restored.headline or "" for c in members])
    return [frozenset(np.unique(found.of(i)).tolist()) for i in range(len(members))]


def _cluster(
    members: Sequence[Checked], indexes: Sequence[int], g: Group, same: Sequence[int], compared: _Compared
) -> Cluster:
    order = sorted(indexes, key=lambda i: _key(members[i]))
    at = {i: n for n, i in enumerate(order)}
    leader = min((i for i in order if same[i] == g.leader), key=lambda i: at[i], default=order[0])
    ties = [_tie(at[leader], at[i], same[leader], same[i], compared) for i in order if i != leader]
    return Cluster(members=tuple(members[i] for i in order), ties=tuple(ties))


def _tie(lead: int, other: int, lead_text: int, other_text: int, compared: _Compared) -> Tie:
    if lead_text == other_text:
        return Tie(lead, other, 1.0, 1.0, 1.0)
    found = compared.align(other_text, lead_text)
    return Tie(lead, other, found.coverage_b, found.coverage_a, found.similarity)


def _key(member: Checked) -> tuple[str, str, str, str]:
    article = member.article
    return (article.url or "", article.name, article.headline or "", article.body)
