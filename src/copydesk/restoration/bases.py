"""The witness whose text the others are laid beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from copydesk.text.alignment import Alignment, align

from .collation import READING_WORDS
from .passages import Passage, passage
from .witnesses import Witness, moment_key

#: Words that two witnesses may differ by and still tell one version.
SAME_VERSION = 0.97
#: Share of the longest witness's words that a base has at least; see docs/restoration.md.
WHOLE = 0.75
#: Texts that are held against each other: of a story that more farms changed, each in its own way, some will do.
COMPARED = 40


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
    weighed = _weighed(whole, pool, family, see_edits=bool(clean))
    return max(
        (w for w in whole if w.words.ids.tobytes() in weighed),
        key=lambda w: (
            len(weighed[w.words.ids.tobytes()].agreeing),
            -len(weighed[w.words.ids.tobytes()].edits),
            -moment_key(w.article.published) if w.clean else 0.0,
            len(w.checked.restored.paragraphs) > 1,
            round(weighed[w.words.ids.tobytes()].likeness, 6),
            w.key,
        ),
    )


@dataclass
class _Text:
    """Witnesses with the same words: one of them, how many they are, their families, with those that agree too."""

    one: Witness
    holders: int = 0
    families: set[int] = field(default_factory=set)
    agreeing: set[int] = field(default_factory=set)
    edits: set[tuple[str, int]] = field(default_factory=set)
    likeness: float = 0.0


def _weighed(
    whole: Sequence[Witness], pool: Sequence[Witness], family: Mapping[int, int], *, see_edits: bool
) -> dict[bytes, _Text]:
    """The texts that may be the base, by their words, each held against the others."""
    bases = _texts(whole, family)
    others = _texts([w for w in pool if w.words.ids.tobytes() not in bases], family)
    candidates = list(bases.values())
    for i, a in enumerate(candidates):
        a.likeness += a.holders - 1
        for b in [*candidates[i + 1 :], *others.values()]:
            met = align(a.one.words.ids, b.one.words.ids, moves=False)
            # Of the shorter one: a cut copy too tells which of two full ones has had its words replaced.
            near = max(met.coverage_a, met.coverage_b)
            a.likeness += near * b.holders
            b.likeness += near * a.holders
            if see_edits:
                _see_edits(a, b, met)
            if met.similarity >= SAME_VERSION:
                a.agreeing |= b.families
                b.agreeing |= a.families
    return bases


def _texts(found: Sequence[Witness], family: Mapping[int, int]) -> dict[bytes, _Text]:
    """The texts of most witnesses, what is even by their order; at most `COMPARED`."""
    texts: dict[bytes, _Text] = {}
    for w in sorted(found, key=lambda w: (moment_key(w.article.published), w.key)):
        text = texts.setdefault(w.words.ids.tobytes(), _Text(w))
        text.holders += 1
        text.families.add(family[w.index])
        text.agreeing.add(family[w.index])
    most = sorted(texts.items(), key=lambda item: -item[1].holders)[:COMPARED]
    return dict(most)


def _see_edits(one: _Text, two: _Text, met: Alignment) -> None:
    """Note what either of two honest witnesses shows of an editor's hand: a caption, a foreign paragraph, a cut.

    Who edits in one place edits in others, where nothing but the other's word stands against it.
    """
    rows = [(0, 0, 0), *met.blocks.tolist(), (met.words_a, met.words_b, 0)]
    for (x, y, n), (next_x, next_y, _) in pairwise(rows):
        in_a, in_b = (x + n, next_x), (y + n, next_y)
        for mine_text, mine, its_text, its in ((one, in_a, two, in_b), (two, in_b, one, in_a)):
            w, other = mine_text.one, its_text.one
            if mine[1] - mine[0] <= READING_WORDS or its[1] - its[0] > 1:
                continue
            edge = mine[1] == len(w.words) or its[1] == len(other.words)
            kind = passage(w, *mine, edge=edge, rest=other.text)
            if kind in (Passage.CAPTION, Passage.FOREIGN):
                mine_text.edits.add((kind, mine[0]))
            elif kind in (Passage.PROSE, Passage.END):
                its_text.edits.add((kind, its[0]))
