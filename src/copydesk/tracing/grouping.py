"""From pairs to stories, without plain transitive closure.

Texts are taken longest first. One that runs level with a story's leading text (each covers most of the other) joins it;
otherwise it leads a story of its own. Then leading texts that stand inside longer ones are looked at: a cut of a story
joins it, but a text that holds several stories at different places is a round-up, quotes them, and welds nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from copydesk.text.alignment import Alignment
from copydesk.text.fast import Kernels
from copydesk.text.words import Ids

#: Both texts cover each other at least so far: copies on a level. A story and one of five others in a round-up of two
#: equal stories covers half of it, an outlet's heavy edit of wire copy seldom under .65.
LEVEL = 0.6
#: A text stands inside another where at least this share of its words does (in runs, see `Meeting`).
INSIDE = 0.65
#: Two places in a round-up are different where they share at most this part of the shorter.
APART = 0.2
#: Words of a run that counts: two any two texts share.
RUN = 3
#: Headlines with at least this share of the shorter one's words in common head the same story.
SAME_HEADLINE = 0.6
#: A text that holds another story but makes up so little of it, under a headline of its own, quotes it.
QUOTED = 0.34

_SPREAD = np.array([0x9E3779B97F4A7C15], dtype=np.uint64)
#: Marks of runs for each word of the longer text: one run in 16 to 32 meets another by chance, far less than counts.
_ROOM = 16


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where two texts meet: shares of words in common runs, of the shorter text `inner` and of the longer `outer`.

    `place` is the range of the outer text's words that the shared runs span.
    """

    inner: float
    outer: float
    similarity: float
    place: tuple[int, int]


def meeting(found: Alignment) -> Meeting:
    """What an alignment of a shorter text `a` with a longer text `b` says; runs under `RUN` words don't count."""
    rows = [r for r in (*found.blocks.tolist(), *found.moved.tolist()) if r[2] >= RUN]
    words = sum(r[2] for r in rows)
    inner = min(1.0, words / max(1, found.words_a))
    outer = min(1.0, words / max(1, found.words_b))
    place = (min((r[1] for r in rows), default=0), max((r[1] + r[2] for r in rows), default=0))
    return Meeting(inner, outer, 2 * words / max(1, found.words_a + found.words_b), place)


def share_in_runs(a: Ids, b: Ids, compiled: Kernels | None = None) -> float:
    """The share of a's words in runs of `RUN` that stand anywhere in b: no alignment's `Meeting.inner` is above it.

    It takes a hundredth of an alignment's time, and most candidates share a site's furniture and no more. One run in
    some hundred counts by chance, another one with the kernel than without.
    """
    if compiled:
        words: int = compiled.words_in_runs(a, b, RUN, _SPREAD)
        return words / max(1, len(a))
    mine, theirs = _run_hashes(a), _run_hashes(b)
    bits = (_ROOM * (len(b) + 1)).bit_length()
    shared = _marked(mine, theirs, bits)
    # By chance one in 16 to 32 is marked. Those that are marked are asked for once more, by other bits.
    met = np.flatnonzero(shared)
    shared[met] = _marked(mine[met] << np.uint64(bits), theirs << np.uint64(bits), bits)
    within = np.zeros(len(a), dtype=np.bool_)
    for i in range(RUN):
        within[i : i + len(shared)] |= shared
    return int(np.count_nonzero(within)) / max(1, len(a))


def _marked(mine: Ids, theirs: Ids, bits: int) -> NDArray[np.bool_]:
    """Whether `theirs` has one with the same first bits, hash by hash."""
    shift = np.uint64(64 - bits)
    there = np.zeros(1 << bits, dtype=np.bool_)
    there[theirs >> shift] = True
    marked: NDArray[np.bool_] = there[mine >> shift]
    return marked


def _run_hashes(ids: Ids) -> Ids:
    """A hash for each run of `RUN` words."""
    if len(ids) < RUN:
        return np.empty(0, dtype=np.uint64)
    count = len(ids) - RUN + 1
    mixed: Ids = ids[:count] * _SPREAD[0]
    for i in range(1, RUN):
        mixed += ids[i : i + count]
        mixed *= _SPREAD[0]
    return mixed


@dataclass
class Group:
    """A story in the making: its leading text and the texts that joined it, as indexes."""

    leader: int
    members: list[int] = field(default_factory=list)


def group(
    order: Sequence[int],
    near: Mapping[int, Sequence[int]],
    meet: Callable[[int, int], Meeting | None],
    headlines: Sequence[frozenset[int]],
) -> list[Group]:
    """Groups of texts; `order` is longest first, `near` gives the candidates of a text.

    `meet(shorter, longer)` compares two texts, None where they have nothing to do with each other. `headlines` are the
    words of each text's headline. The result depends on the order given and nothing else.
    """
    groups: dict[int, Group] = {}
    inside: dict[int, list[tuple[int, Meeting]]] = {}
    for text in order:
        met = [(leader, found) for leader in near.get(text, ()) if leader in groups and (found := meet(text, leader))]
        level = [(f.similarity, -rank, leader) for rank, (leader, f) in enumerate(met) if _level(f)]
        if level:
            groups[max(level)[2]].members.append(text)
            continue
        groups[text] = Group(text, [text])
        holders = [(leader, f) for leader, f in met if f.inner >= INSIDE]
        if holders:
            inside[text] = holders
    return _settle(order, groups, inside, headlines)


def _level(found: Meeting) -> bool:
    return found.inner >= LEVEL and found.outer >= LEVEL


def _settle(
    order: Sequence[int],
    groups: dict[int, Group],
    inside: dict[int, list[tuple[int, Meeting]]],
    headlines: Sequence[frozenset[int]],
) -> list[Group]:
    """Join cuts to the stories that hold them; leave what round-ups quote alone."""
    held: dict[int, list[tuple[int, Meeting]]] = {}
    for text, holders in inside.items():
        for holder, found in holders:
            held.setdefault(holder, []).append((text, found))
    quoting = {holder: _quoted(holder, texts, headlines) for holder, texts in held.items()}
    home: dict[int, int] = {}
    for text in order:
        choices = [
            (f.inner, f.similarity, -rank, holder)
            for rank, (holder, f) in enumerate(inside.get(text, ()))
            if text not in quoting[holder]
        ]
        if choices:
            home[text] = home.get(max(choices)[3], max(choices)[3])
    for text, holder in home.items():
        groups[holder].members.extend(groups.pop(text).members)
    return [groups[text] for text in order if text in groups]


def _quoted(holder: int, texts: list[tuple[int, Meeting]], headlines: Sequence[frozenset[int]]) -> set[int]:
    """The texts that `holder` quotes, rather than being fuller copies of them."""
    others = [(t, f) for t, f in texts if not _same_headline(headlines[t], headlines[holder])]
    round_up = any(_apart(f.place, g.place) for i, (_, f) in enumerate(others) for _, g in others[i + 1 :])
    quoted = set()
    for text, found in others:
        named = bool(headlines[text]) and bool(headlines[holder])
        if round_up or (named and found.outer < QUOTED and found.place[0] > 0):
            quoted.add(text)
    return quoted


def _same_headline(a: frozenset[int], b: frozenset[int]) -> bool:
    return bool(a) and bool(b) and len(a & b) >= SAME_HEADLINE * min(len(a), len(b))


def _apart(a: tuple[int, int], b: tuple[int, int]) -> bool:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared <= APART * min(a[1] - a[0], b[1] - b[0])
