"""The stage: stories in, stories with section and related stories out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from copydesk.record import Related, Story

from .sections import section_of
from .terms import Numbers, Terms, spans, terms_of

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
    spread = np.bincount(said.numbers, minlength=len(said.terms))
    rank = _alphabetical(said, spread > 1)
    vectors = _vectors(said, spread, rank, len(ranked))
    near = [_nearest(vectors, n, len(ranked)) for n in range(len(ranked))]
    pairs = np.array([(n, j) for n, found in enumerate(near) for j, _ in found], np.int64).reshape(-1, 2)
    why = iter(_why(said, rank, pairs))
    related = [tuple(Related(ranked[j].id, ranked[j].headline, round(s, 3), next(why)) for j, s in f) for f in near]
    for story, found in zip(told, (related[n] for n in np.argsort(order).tolist()), strict=True):
        yield replace(story, section=section_of(story), related=found)


def _alphabetical(said: Terms, asked: NDArray[np.bool_]) -> Numbers:
    """The place in the alphabet of each term `asked` for, by its number: what decides where terms weigh the same.

    A third of all terms stands in more stories than one, and no other is ever held against another.
    """
    rank = np.zeros(len(said.terms), np.int64)
    rank[sorted(np.flatnonzero(asked).tolist(), key=said.terms.__getitem__)] = np.arange(np.count_nonzero(asked))
    return rank


def _vectors(said: Terms, spread: Numbers, rank: Numbers, total: int) -> _Vectors:
    """Root of term frequency by inverse document frequency: of TF-IDF's forms the nearest to people's judgement.

    `spread` says how many stories have each term.
    """
    scored = np.sqrt(said.counts) * np.log(1 + total / np.maximum(1, spread))[said.numbers]
    length = np.sqrt(np.bincount(said.owners, scored * scored, total))
    shared = np.flatnonzero(spread[said.numbers] > 1)
    order = shared[np.lexsort((rank[said.numbers[shared]], -scored[shared], said.owners[shared]))]
    owners = said.owners[order]
    top = np.arange(len(order)) - np.searchsorted(owners, owners) < TERMS
    order, owners = order[top], owners[top]
    terms, weights = said.numbers[order], scored[order] / length[owners]
    by_term = np.argsort(terms, kind="stable")
    return _Vectors(
        starts=np.searchsorted(owners, np.arange(total + 1)),
        terms=terms,
        weights=weights,
        begins=np.searchsorted(terms[by_term], np.arange(len(said.terms) + 1)),
        holders=owners[by_term],
        held=weights[by_term],
    )


def _nearest(vectors: _Vectors, i: int, total: int) -> list[tuple[int, float]]:
    own = slice(vectors.starts[i], vectors.starts[i + 1])
    begins = vectors.begins[vectors.terms[own]]
    many = vectors.begins[vectors.terms[own] + 1] - begins
    places = spans(begins, many)
    scores = vectors.held[places] * np.repeat(vectors.weights[own], many)
    sums = np.bincount(vectors.holders[places], weights=scores, minlength=total)
    sums[i] = 0
    sums = np.minimum(1.0, np.round(sums, DECIMALS))
    close = np.flatnonzero(sums >= FLOOR)
    return [(int(j), float(sums[j])) for j in close[np.argsort(-sums[close], kind="stable")[:MOST]]]


def _why(said: Terms, rank: Numbers, pairs: Numbers) -> Iterator[str]:
    """For each pair the words that both stories use most, names before others, as the first one writes them.

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
        order = np.lexsort((rank[said.numbers[own]], -told, of))
        cuts = np.searchsorted(of[order], np.arange(1, len(mine)))
        for words in np.split(said.written[own[order]], cuts):
            yield ", ".join(said.forms[w] for w in words[:WHY].tolist())
