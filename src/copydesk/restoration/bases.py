"""The witness whose text the others are laid beside."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from copydesk.text.alignment import Alignment, align

from .collation import READING_WORDS
from .passages import Passage, passage
from .witnesses import Witness, moment_key

#: Words that two witnesses may differ by and still tell one version.
SAME_VERSION = 0.97
#: Share of the longest witness's words that a base has at least; see docs/restoration.md.
WHOLE = 0.75


def base_of(found: Sequence[Witness], family: Mapping[int, int], filed: Witness | None) -> Witness:
    """Where the story was filed; else the honest version of most, of those the one that shows the fewest edits.

    What is even then goes to the earliest.
    """
    if filed is not None and filed.clean:
        return filed
    clean = [w for w in found if w.clean]
    pool = clean or [w for w in found if not w.spun] or list(found)
    if len(pool) == 1:
        return pool[0]
    full = max(len(w.words) for w in pool)
    whole = [w for w in pool if len(w.words) >= WHOLE * full] or pool
    agreeing: dict[int, set[int]] = {w.index: {family[w.index]} for w in whole}
    likeness = {w.index: 0.0 for w in whole}
    edits: dict[int, set[tuple[str, int]]] = {w.index: set() for w in pool}
    for i, a in enumerate(whole):
        for b in [*whole[i + 1 :], *(w for w in pool if w not in whole)]:
            met = align(a.words.ids, b.words.ids, moves=False)
            # Of the shorter one: a cut copy too tells which of two full ones has had its words replaced.
            near = max(met.coverage_a, met.coverage_b)
            likeness[a.index] += near
            if clean:
                _see_edits(a, b, met, edits)
            if b.index not in likeness:
                continue
            likeness[b.index] += near
            if met.similarity >= SAME_VERSION:
                agreeing[a.index].add(family[b.index])
                agreeing[b.index].add(family[a.index])
    return max(
        whole,
        key=lambda w: (
            len(agreeing[w.index]),
            -len(edits[w.index]),
            -moment_key(w.article.published) if w.clean else 0.0,
            len(w.checked.restored.paragraphs) > 1,
            round(likeness[w.index], 6),
            w.key,
        ),
    )


def _see_edits(a: Witness, b: Witness, met: Alignment, edits: Mapping[int, set[tuple[str, int]]]) -> None:
    """Note what either of two honest witnesses shows of an editor's hand: a caption, a foreign paragraph, a cut.

    Who edits in one place edits in others, where nothing but the other's word stands against it.
    """
    rows = [(0, 0, 0), *met.blocks.tolist(), (met.words_a, met.words_b, 0)]
    for (x, y, n), (next_x, next_y, _) in pairwise(rows):
        in_a, in_b = (x + n, next_x), (y + n, next_y)
        for w, mine, other, its in ((a, in_a, b, in_b), (b, in_b, a, in_a)):
            if mine[1] - mine[0] <= READING_WORDS or its[1] - its[0] > 1:
                continue
            edge = mine[1] == len(w.words) or its[1] == len(other.words)
            kind = passage(w, *mine, edge=edge, rest=other.text)
            if kind in (Passage.CAPTION, Passage.FOREIGN):
                edits[w.index].add((kind, mine[0]))
            elif kind in (Passage.PROSE, Passage.END):
                edits[other.index].add((kind, its[0]))
