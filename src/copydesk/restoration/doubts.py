"""Witnesses that the others speak against, whatever their own pages show: spun ones, and a lone one without support."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .collation import Collation, Difference
from .passages import ENDS, Passage, passage
from .witnesses import Witness, captured_soon
from .wording import is_name, letters, within

#: A text is spun against another where so many places have other words, nearly all of them longer: writers take the
#: common word (`in`, `year`, `after`), spinners put the next one in its place (`within`, `annum`, `following`).
SPUN_PLACES = 8
SPUN_SHARE = 0.8
#: Words of either side of a place where one was put for the other.
SPUN_WORDS = 3
#: Voices that agree against a lone one.
AGAINST = 2


def without_spun(found: Sequence[Witness], collation: Collation) -> list[Witness]:
    """The witnesses, with those marked that were spun, as far as the collation shows."""
    spun = _spun(collation) - {w.index for w in found if w.spun}
    return [replace(w, clean=False, spun=True) if w.index in spun else w for w in found]


def _spun(collation: Collation) -> set[int]:
    base = collation.base
    out = set()
    for w in collation.others:
        longer = shorter = 0
        for d in collation.differences:
            if d.witness != w.index or not (0 < d.end - d.start <= SPUN_WORDS and 0 < d.stop - d.at <= SPUN_WORDS):
                continue
            more = len(letters(w, d.at, d.stop)) - len(letters(base, d.start, d.end))
            longer += more > 0
            shorter += more < 0
        if longer + shorter >= SPUN_PLACES:
            if longer >= SPUN_SHARE * (longer + shorter):
                out.add(w.index)
            elif shorter >= SPUN_SHARE * (longer + shorter):
                out.add(base.index)
    return out


def without_contradicted(found: Sequence[Witness], collation: Collation, family: Mapping[int, int]) -> list[Witness]:
    """The witnesses, with the only clean one no better than the others where two voices show that it was changed.

    A page that nothing speaks against may be tampered with all the same. A text that was cut cannot be the source of
    fuller ones, nor one with a name written in that of those without. A page that was captured when it came out has
    better evidence for it than its copies have against it.
    """
    clean = [w for w in found if w.clean]
    if clean != [collation.base] or captured_soon(collation.base) or not _changed(collation, family):
        return list(found)
    return [replace(w, clean=False) if w is collation.base else w for w in found]


def _changed(collation: Collation, family: Mapping[int, int]) -> bool:
    base = collation.base
    by_index = {w.index: w for w in collation.others if family[w.index] != family[base.index]}
    against: dict[tuple[int, int], set[int]] = defaultdict(set)
    for d in collation.differences:
        w = by_index.get(d.witness)
        if w is not None and (_cut(base, w, d) or _written_in(base, w, d)):
            against[d.start, d.end].add(family[d.witness])
    return any(len(voices) >= AGAINST for voices in against.values())


def _cut(base: Witness, w: Witness, d: Difference) -> bool:
    """Whether the base lacks sentences that the witness has."""
    if d.small or d.end - d.start > 1 or d.stop - d.at <= 1:
        return False
    return passage(w, d.at, d.stop, edge=d.edge, rest=base.text) in (Passage.PROSE, *ENDS)


def _written_in(base: Witness, w: Witness, d: Difference) -> bool:
    """Whether the base has a name more than the witness."""
    mine, its = (base, d.start, d.end), (w, d.at, d.stop)
    return not d.edge and d.small and within(letters(*its), letters(*mine)) and is_name(mine, its)
