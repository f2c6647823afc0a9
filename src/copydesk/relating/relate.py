"""The stage: stories in, stories with section and related stories out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from copydesk.record import Related, Story
from copydesk.text.fast import Kernels, kernels
from copydesk.text.terms import order_of, spans

from .sections import section_of
from .terms import Numbers, Terms, terms_of

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
#: What is below this stays below `FLOOR` when it is rounded.
_ABOUT = FLOOR - 10.0**-DECIMALS
#: Pairs of stories compared at once: room for that many, 24 MB, which only those that are near fill.
_COMPARED = 1 << 20
#: Pairs for which the words in common are looked up at once: some hundred terms each, a few megabytes.
_PAIRS = 4_096


Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Vectors:
    """The stories' weightiest terms, story by story (story `i` has those from `starts[i]` on), and the same by term.

    `terms` and `weights` are of a story's vector, which has length 1 with those left out; `holders` and `held` are of
    the stories that hold a term, those of term `t` from `begins[t]` on.
    """

    starts: Numbers
    terms: Numbers
    weights: Weights
    begins: Numbers
    holders: Numbers
    held: Weights


def relate(stories: Iterable[Story]) -> Iterator[Story]:
    """Each story with a section and with at most `MOST` related ones, in their order.

    Stories come with their ids. Copies need not be left out: they are within one story. What a story gets depends on
    which stories there are, not on their order; its section, and why two stories are related, on these alone.
    """
    told = list(stories)
    order = sorted(range(len(told)), key=lambda i: (told[i].headline, told[i].paragraphs, told[i].id))
    ranked = [told[i] for i in order]
    said = terms_of(ranked)
    vectors = _vectors(said, len(ranked))
    pairs, cosines = _nearest(vectors, len(ranked))
    related: list[list[Related]] = [[] for _ in ranked]
    for (i, j), cosine, why in zip(pairs.tolist(), cosines.tolist(), _why(said, pairs), strict=True):
        related[i].append(Related(ranked[j].id, ranked[j].headline, round(cosine, 3), why))
    for story, found in zip(told, (related[n] for n in np.argsort(order).tolist()), strict=True):
        yield replace(story, section=section_of(story), related=tuple(found))


def _vectors(said: Terms, total: int) -> _Vectors:
    """Root of term frequency by inverse document frequency: of TF-IDF's forms the nearest to people's judgement.

    Of a story's terms that weigh the same the earlier ones are compared.
    """
    spread = np.bincount(said.numbers, minlength=said.different)
    scored = np.sqrt(said.counts) * np.log(1 + total / np.maximum(1, spread))[said.numbers]
    length = np.sqrt(np.bincount(said.owners, scored * scored, total))
    shared = np.flatnonzero(spread[said.numbers] > 1)
    # Most terms weigh too little, and those that may not need not be put in order.
    shared = shared[scored[shared] >= _least(scored[shared], said.owners[shared], total)[said.owners[shared]]]
    order = shared[np.lexsort((said.places[shared], -scored[shared], said.owners[shared]))]
    owners = said.owners[order]
    top = np.arange(len(order)) - np.searchsorted(owners, owners) < TERMS
    order, owners = order[top], owners[top]
    terms, weights = said.numbers[order], scored[order] / length[owners]
    by_term = order_of(terms)
    return _Vectors(
        starts=np.searchsorted(owners, np.arange(total + 1)),
        terms=terms,
        weights=weights,
        begins=np.searchsorted(terms[by_term], np.arange(said.different + 1)),
        holders=owners[by_term],
        held=weights[by_term],
    )


def _least(scored: Weights, owners: Numbers, total: int) -> Weights:
    """For each story the weight of its term number `TERMS` from the weightiest on, 0 where it has no more than that."""
    bounds = np.searchsorted(owners, np.arange(total + 1)).tolist()
    return np.array(
        [np.partition(scored[a:b], b - a - TERMS)[b - a - TERMS] if b - a > TERMS else 0.0 for a, b in pairwise(bounds)]
    )


def _nearest(vectors: _Vectors, total: int) -> tuple[Numbers, Weights]:
    """Each story with its nearest ones, nearest first, as pairs of their numbers; and how near they are."""
    compiled = kernels(len(vectors.terms))
    step = max(1, _COMPARED // max(1, total))
    pairs, cosines = [np.empty((0, 2), np.int64)], [np.empty(0)]
    for first in range(0, total, step):
        some = first, min(first + step, total)
        owners, others, sums = _compiled_products(compiled, vectors, *some) if compiled else _products(vectors, *some)
        sums = np.minimum(1.0, np.round(sums, DECIMALS))
        order = np.lexsort((others, -sums, owners))
        order = order[sums[order] >= FLOOR]
        order = order[np.arange(len(order)) - np.searchsorted(owners[order], owners[order]) < MOST]
        pairs.append(np.column_stack((owners[order], others[order])))
        cosines.append(sums[order])
    return np.concatenate(pairs), np.concatenate(cosines)


def _products(vectors: _Vectors, first: int, last: int) -> tuple[Numbers, Numbers, Weights]:
    """The products of the stories `[first, last)` with each other one, those near enough: owners, others, products."""
    total = len(vectors.starts) - 1
    rows = []
    for i in range(first, last):
        own = slice(vectors.starts[i], vectors.starts[i + 1])
        begins = vectors.begins[vectors.terms[own]]
        many = vectors.begins[vectors.terms[own] + 1] - begins
        places = spans(begins, many)
        scores = vectors.held[places] * np.repeat(vectors.weights[own], many)
        sums = np.bincount(vectors.holders[places], weights=scores, minlength=total)
        sums[i] = 0
        close = np.flatnonzero(sums >= _ABOUT)
        rows.append((np.full(len(close), i), close, sums[close]))
    owners, others, products = (np.concatenate(column) for column in zip(*rows, strict=True))
    return owners, others, products


def _compiled_products(compiled: Kernels, vectors: _Vectors, first: int, last: int) -> tuple[Numbers, Numbers, Weights]:
    """The same by the kernel."""
    own, by_term = (vectors.starts, vectors.terms, vectors.weights), (vectors.begins, vectors.holders, vectors.held)
    found: tuple[Numbers, Numbers, Weights] = compiled.near_vectors(first, last, *own, *by_term, _ABOUT)
    return found


def _why(said: Terms, pairs: Numbers) -> Iterator[str]:
    """For each pair the words that both stories use most, names before others, as the first one writes them.

    Of words that both use as often the first one's earlier ones: what stands in a headline says more.

    How rare a word is on the desk has no part in it: that moves with every page, and this is kept with the story.
    """
    keys = (said.owners << 32) | said.numbers
    for start in range(0, len(pairs), _PAIRS):
        mine, others = pairs[start : start + _PAIRS].T
        begins = np.searchsorted(said.owners, mine)
        many = np.searchsorted(said.owners, mine, side="right") - begins
        own, of = spans(begins, many), np.repeat(np.arange(len(mine)), many)
        wanted = (others[of] << 32) | said.numbers[own]
        met = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        both = np.flatnonzero(keys[met] == wanted)
        own, of, met = own[both], of[both], met[both]
        told = said.counts[own] * said.counts[met] * np.where(said.names[own], NAME, 1.0)
        order = np.lexsort((said.places[own], -told, of))
        cuts = np.searchsorted(of[order], np.arange(1, len(mine)))
        for entries in np.split(own[order], cuts):
            yield ", ".join(map(said.written, entries[:WHY].tolist()))
