"""The stage: stories in, stories with section and related stories out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from copydesk.record import Related, Story

from .sections import section_by_company, section_name
from .terms import term_counts

#: Related stories shown at most.
MOST = 5
#: A cosine from which two stories have to do with each other; see docs/tracing.md.
FLOOR = 0.12
#: A story's weightiest terms that are compared; more change the order of the first five hardly, and cost.
TERMS = 80
#: Words that tell why.
WHY = 4
#: Stories that suggest a section to one that has none.
COMPANY = 5


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Per story its terms (numbers) and their weights, each vector of length 1; and the same by term."""

    terms: list[NDArray[np.int64]]
    weights: list[NDArray[np.float64]]
    names: list[str]
    written: list[dict[str, str]]
    holders: NDArray[np.int64]
    held: NDArray[np.float64]
    begins: NDArray[np.int64]


def relate(stories: Iterable[Story]) -> Iterator[Story]:
    """Each story with a section and with at most `MOST` related ones, in their order.

    Stories come with their ids. Copies need not be left out: they are within one story. A story whose honest pickups
    name no section takes that of its related stories where these agree, else `News`.
    """
    told = list(stories)
    vectors = _vectors([term_counts(story) for story in told])
    named = [section_name(story.section) for story in told]
    for i, story in enumerate(told):
        near = _nearest(vectors, i, len(told))
        section = named[i] or section_by_company([(named[j], score) for j, score in near[:COMPANY]])
        related = tuple(
            Related(told[j].id, told[j].headline, round(score, 3), _why(vectors, i, j)) for j, score in near[:MOST]
        )
        yield replace(story, section=section, related=related)


def _vectors(told: Sequence[tuple[Counter[str], dict[str, str]]]) -> _Vectors:
    """Root of term frequency by inverse document frequency: of TF-IDF's forms the nearest to people's judgement."""
    counts = [found for found, _ in told]
    number: dict[str, int] = {}
    spread: Counter[str] = Counter()
    for found in counts:
        spread.update(found.keys())
    shared = {t for t, n in spread.items() if n > 1}
    total = len(counts)
    terms, weights = [], []
    for found in counts:
        scored = {t: n**0.5 * np.log(1 + total / spread[t]) for t, n in found.items()}
        length = sum(w * w for w in scored.values()) ** 0.5 or 1.0
        top = sorted((t for t in scored if t in shared), key=lambda t: (-scored[t], t))[:TERMS]
        terms.append(np.array([number.setdefault(t, len(number)) for t in top], dtype=np.int64))
        weights.append(np.array([scored[t] / length for t in top], dtype=np.float64))
    owners = np.repeat(np.arange(total), [len(t) for t in terms])
    flat = np.concatenate(terms) if terms else np.empty(0, np.int64)
    order = np.argsort(flat, kind="stable")
    begins = np.searchsorted(flat[order], np.arange(len(number) + 1))
    held = np.concatenate(weights)[order] if weights else np.empty(0)
    return _Vectors(terms, weights, list(number), [w for _, w in told], owners[order], held, begins)


def _nearest(vectors: _Vectors, i: int, total: int) -> list[tuple[int, float]]:
    if len(vectors.terms[i]) == 0:
        return []
    spans = [(vectors.begins[t], vectors.begins[t + 1]) for t in vectors.terms[i]]
    holders = np.concatenate([vectors.holders[a:b] for a, b in spans])
    scores = np.concatenate([vectors.held[a:b] * w for (a, b), w in zip(spans, vectors.weights[i], strict=True)])
    sums = np.bincount(holders, weights=scores, minlength=total)
    sums[i] = 0
    close = np.flatnonzero(sums >= FLOOR)
    best = sorted(((int(j), float(min(1.0, sums[j]))) for j in close), key=lambda row: (-row[1], row[0]))
    return best[: max(MOST, COMPANY)]


def _why(vectors: _Vectors, i: int, j: int) -> str:
    """The shared words that weigh most."""
    _, in_i, in_j = np.intersect1d(vectors.terms[i], vectors.terms[j], assume_unique=True, return_indices=True)
    products = vectors.weights[i][in_i] * vectors.weights[j][in_j]
    ranked = sorted(
        ((float(p), vectors.names[int(vectors.terms[i][k])]) for p, k in zip(products, in_i, strict=True)),
        key=lambda row: (-row[0], row[1]),
    )
    return ", ".join(vectors.written[i].get(name, name) for _, name in ranked[:WHY])
