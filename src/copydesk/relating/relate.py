"""The stage: stories in, stories with section and related stories out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from copydesk.record import Related, Story

from .sections import section_of
from .terms import Terms, terms_of

#: Related stories shown at most.
MOST = 5
#: A cosine from which two stories have to do with each other; see docs/tracing.md.
FLOOR = 0.12
#: A story's weightiest terms that are compared; more change the order of the first five hardly, and cost.
TERMS = 80
#: Words that tell why, and how much more a name tells than another word that both stories use as often.
WHY = 4
NAME = 2.0
#: Decimals of a cosine that count: below, the order in which its parts are added up would show.
DECIMALS = 9


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Per story its terms (numbers) and their weights, each vector of length 1; and the same by term."""

    terms: list[NDArray[np.int64]]
    weights: list[NDArray[np.float64]]
    holders: NDArray[np.int64]
    held: NDArray[np.float64]
    begins: NDArray[np.int64]


def relate(stories: Iterable[Story]) -> Iterator[Story]:
    """Each story with a section and with at most `MOST` related ones, in their order.

    Stories come with their ids. Copies need not be left out: they are within one story. What a story gets depends on
    which stories there are, not on their order; its section, and why two stories are related, on these alone.
    """
    told = list(stories)
    order = sorted(range(len(told)), key=lambda i: (told[i].headline, told[i].paragraphs, told[i].id))
    ranked = [told[i] for i in order]
    said = [terms_of(story) for story in ranked]
    vectors = _vectors([found.counts for found in said])
    near = {i: _nearest(vectors, n, len(told)) for n, i in enumerate(order)}
    rank = {i: n for n, i in enumerate(order)}
    for i, story in enumerate(told):
        related = tuple(
            Related(ranked[j].id, ranked[j].headline, round(score, 3), _why(said[rank[i]], said[j]))
            for j, score in near[i]
        )
        yield replace(story, section=section_of(story), related=related)


def _vectors(counts: Sequence[Counter[str]]) -> _Vectors:
    """Root of term frequency by inverse document frequency: of TF-IDF's forms the nearest to people's judgement."""
    number: dict[str, int] = {}
    spread: Counter[str] = Counter()
    for found in counts:
        spread.update(found.keys())
    shared = {t for t, n in spread.items() if n > 1}
    total = len(counts)
    rarity = {n: np.log(1 + total / n) for n in set(spread.values())}
    terms, weights = [], []
    for found in counts:
        scored = {t: n**0.5 * rarity[spread[t]] for t, n in found.items()}
        length = sum(w * w for w in scored.values()) ** 0.5 or 1.0
        top = sorted((t for t in scored if t in shared), key=lambda t: (-scored[t], t))[:TERMS]
        terms.append(np.array([number.setdefault(t, len(number)) for t in top], dtype=np.int64))
        weights.append(np.array([scored[t] / length for t in top], dtype=np.float64))
    owners = np.repeat(np.arange(total), [len(t) for t in terms])
    flat = np.concatenate(terms) if terms else np.empty(0, np.int64)
    order = np.argsort(flat, kind="stable")
    begins = np.searchsorted(flat[order], np.arange(len(number) + 1))
    held = np.concatenate(weights)[order] if weights else np.empty(0)
    return _Vectors(terms, weights, owners[order], held, begins)


def _nearest(vectors: _Vectors, i: int, total: int) -> list[tuple[int, float]]:
    if len(vectors.terms[i]) == 0:
        return []
    spans = [(vectors.begins[t], vectors.begins[t + 1]) for t in vectors.terms[i]]
    holders = np.concatenate([vectors.holders[a:b] for a, b in spans])
    scores = np.concatenate([vectors.held[a:b] * w for (a, b), w in zip(spans, vectors.weights[i], strict=True)])
    sums = np.bincount(holders, weights=scores, minlength=total)
    sums[i] = 0
    sums = np.minimum(1.0, np.round(sums, DECIMALS))
    close = np.flatnonzero(sums >= FLOOR)
    return [(int(j), float(sums[j])) for j in close[np.argsort(-sums[close], kind="stable")[:MOST]]]


def _why(mine: Terms, other: Terms) -> str:
    """The words that both stories use most, names before others, as the first one writes them.

    How rare a word is on the desk has no part in it: that moves with every page, and this is kept with the story.
    """
    shared = mine.counts.keys() & other.counts.keys()
    ranked = sorted(shared, key=lambda t: (-(mine.counts[t] * other.counts[t]) * (NAME if mine.is_name(t) else 1.0), t))
    return ", ".join(mine.written[term] for term in ranked[:WHY])
