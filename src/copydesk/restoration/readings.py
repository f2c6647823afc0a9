"""Which reading stands where witnesses differ: chosen by evidence, not by mere majority."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .collation import Collation, Difference, Place
from .witnesses import Witness

#: A passage that a witness has beyond the base enters the text where at least this share of the voices that could have
#: it do. Below one half a single hand's addition would do.
PASSAGE_SHARE = 0.5

#: A caption's longest; and what names its picture's maker.
CAPTION_WORDS = 60
_CREDIT = re.compile(r"\b(?:Photo|Photograph|Picture|Image|Foto|Credit|Bild)s?(?: by\b|:|/)")


@dataclass(frozen=True, slots=True)
class Choice:
    """Words `[start, end)` of the base give way to words `[at, stop)` of `source`."""

    start: int
    end: int
    source: Witness
    at: int
    stop: int


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks: clean families and the others, as sets of family numbers."""

    clean: frozenset[int]
    other: frozenset[int]

    def __len__(self) -> int:
        return len(self.clean) + len(self.other)

    def rank(self) -> tuple[int, int]:
        """Clean voices first; tampered copies only speak where those are even."""
        return (len(self.clean), len(self.other - self.clean))


def voices(found: Sequence[Witness], family: Mapping[int, int]) -> Voices:
    """The voices of some witnesses."""
    clean = frozenset(family[w.index] for w in found if w.clean)
    return Voices(clean, frozenset(family[w.index] for w in found if not w.clean) - clean)


def choose(collation: Collation, family: Mapping[int, int], *, settled: bool = False) -> list[Choice]:
    """Where the base gives way to another reading, ascending, not overlapping.

    A `settled` base is the page that the story was filed on: only damage in it gives way.
    """
    if settled:
        chosen = [c for place in collation.places() if (c := _mended(collation, place))]
    else:
        chosen = [c for place in collation.places() if (c := _reading(collation, place, family))]
        chosen += _missing_passages(collation, family)
        chosen += _lone_passages(collation, family)
    out: list[Choice] = []
    for c in sorted(chosen, key=lambda c: (c.start, c.end)):
        if out and c.start < out[-1].end:
            continue
        if out and c.start == c.end == out[-1].start == out[-1].end:
            continue
        out.append(c)
    return out


@dataclass(frozen=True)
class _Readings:
    """What the witnesses have at one place, by their words: who holds each, and where it stands in one of them."""

    kept: bytes
    holders: dict[bytes, list[Witness]]
    where: dict[bytes, tuple[Witness, int, int]]

    def choice(self, place: Place, reading: bytes) -> Choice | None:
        """The reading in place of the base's own; None where it is that."""
        if reading == self.kept:
            return None
        source, at, stop = self.where[reading]
        return Choice(place.start, place.end, source, at, stop)


def _readings_at(collation: Collation, place: Place) -> _Readings:
    base = collation.base
    kept = base.words.ids[place.start : place.end].tobytes()
    found = _Readings(kept, {kept: [base]}, {kept: (base, place.start, place.end)})
    own = {d.witness: d for d in reversed(place.differences)}
    for w in collation.others:
        if w.index not in own:
            if collation.covered[w.index][place.start : place.end + 1].all():
                found.holders[kept].append(w)
            continue
        if own[w.index].edge and not w.clean:
            continue
        at, stop = _span_in(collation, w, place, own[w.index])
        words = w.words.ids[at:stop].tobytes()
        found.holders.setdefault(words, []).append(w)
        found.where.setdefault(words, (w, at, stop))
    return found


def _reading(collation: Collation, place: Place, family: Mapping[int, int]) -> Choice | None:
    found = _readings_at(collation, place)
    sound = {r: found.holders[r] for r in found.holders.keys() - set(_joined(found, collation.base))}
    best = max(sound, key=lambda r: (_preference(r, found.kept, sound[r], family, sound), r))
    return found.choice(place, best)


def _mended(collation: Collation, place: Place) -> Choice | None:
    """A split reading for a joined one."""
    found = _readings_at(collation, place)
    joined = _joined(found, collation.base)
    if found.kept not in joined:
        return None
    letters = _letters(*found.where[found.kept])
    split = [r for r in found.holders if r not in joined and _letters(*found.where[r]) == letters]
    return found.choice(place, max(split, key=lambda r: (len(found.holders[r]), r)))


def _letters(w: Witness, at: int, stop: int) -> str:
    if stop <= at:
        return ""
    return "".join(w.text[int(w.words.starts[at]) : int(w.words.ends[stop - 1])].split()).casefold()


def _joined(found: _Readings, base: Witness) -> list[bytes]:
    """Readings that are another one with a space lost: damage of an extraction, whoever has it.

    A joined word that stands elsewhere in the text too is a spelling (`percent`), no damage.
    """
    letters: dict[str, list[tuple[int, bytes]]] = {}
    for reading, (w, at, stop) in found.where.items():
        if stop > at:
            letters.setdefault(_letters(w, at, stop), []).append((stop - at, reading))
    return [
        reading
        for group in letters.values()
        for size, reading in group
        if size < max(other for other, _ in group) and not _usual(found, reading, base)
    ]


def _usual(found: _Readings, reading: bytes, base: Witness) -> bool:
    w, at, stop = found.where[reading]
    words = w.words.ids[at:stop]
    other = base.words.ids[np.isin(base.words.ids, words)] if w is not base else words[:0]
    return bool(len(other) or any((w.words.ids == word).sum() > 1 for word in words))


def _preference(
    reading: bytes,
    kept: bytes,
    holders: Sequence[Witness],
    family: Mapping[int, int],
    all_readings: Mapping[bytes, Sequence[Witness]],
) -> tuple[int, int, int, int]:
    """How much speaks for a reading: clean voices, other voices, the direction of edits, the base."""
    clean, other = voices(holders, family).rank()
    # Among tampered copies what is even goes to the shorter reading where one lies inside the other: words are
    # written in, and a word or two is seldom cut out. Among honest ones it goes to the base, the earliest.
    inside = sum(reading in longer for longer in all_readings if longer != reading)
    if clean:
        return (clean, int(reading == kept), other, 0)
    return (0, other, inside, int(reading == kept))


def _span_in(collation: Collation, w: Witness, place: Place, first: Difference) -> tuple[int, int]:
    """The witness's words for the whole place, which may be wider than its own first difference there."""
    mine = [d for d in place.differences if d.witness == w.index]
    last = mine[-1]
    at = max(0, first.at - (first.start - place.start))
    stop = min(len(w.words), last.stop + (place.end - last.end))
    return (at, max(at, stop))


def _missing_passages(collation: Collation, family: Mapping[int, int]) -> list[Choice]:
    """Passages that the base lacks and enough others have; a cut text cannot be the source of a full one."""
    by_index = {w.index: w for w in collation.others}
    gaps: dict[int, list[Difference]] = {}
    for d in collation.differences:
        if not d.small and d.end - d.start <= 1 and d.stop - d.at > 1:
            gaps.setdefault(d.start, []).append(d)
    out = []
    for gap, found in sorted(gaps.items()):
        holders = [by_index[d.witness] for d in found]
        lacking = [w for w in collation.others if w not in holders and collation.covered[w.index][gap : gap + 1].all()]
        has, lacks = voices(holders, family), voices([*lacking, collation.base], family)
        if not _passage_stands(has, lacks) or any(_is_caption(by_index[d.witness], d.at, d.stop) for d in found):
            continue
        best = max(
            found, key=lambda d: (by_index[d.witness].clean, _agreement(d, found, by_index), by_index[d.witness].key)
        )
        source = by_index[best.witness]
        if _is_moved(collation, source, best):
            continue
        out.append(Choice(best.start, best.end, source, best.at, best.stop))
    return out


def _passage_stands(has: Voices, lacks: Voices) -> bool:
    """Whether a passage that the base lacks belongs to the story."""
    if has.clean or lacks.clean:
        return len(has.clean) > len(lacks.clean)
    return len(has.other) >= PASSAGE_SHARE * (len(has) + len(lacks)) and len(has.other) > 0


def _agreement(d: Difference, found: Sequence[Difference], by_index: Mapping[int, Witness]) -> int:
    words = by_index[d.witness].words.ids[d.at : d.stop].tobytes()
    return sum(by_index[e.witness].words.ids[e.at : e.stop].tobytes() == words for e in found)


def _is_moved(collation: Collation, source: Witness, d: Difference) -> bool:
    """Whether the passage stands elsewhere in the base already."""
    rows = collation.alignments[source.index].moved
    inside = sum(min(d.stop, y + n) - max(d.at, y) for _, y, n in rows.tolist() if y < d.stop and y + n > d.at)
    return bool(inside > 0.5 * (d.stop - d.at))


def _lone_passages(collation: Collation, family: Mapping[int, int]) -> list[Choice]:
    """Passages that only the base has though others speak for both sides of them."""
    out = []
    for start, end in sorted({(d.start, d.end) for d in collation.differences if not d.small}):
        same = [
            d
            for d in collation.differences
            if not d.small and abs(d.start - start) <= 1 and abs(d.end - end) <= 1 and d.stop - d.at <= 1
        ]
        without = {d.witness: d for d in same}
        # What stands at the end and one copy lacks was cut; two cuts do not fall on one word by chance.
        if not without or (len(without) < 2 and any(d.edge for d in same)):
            continue
        lacking = [w for w in collation.others if w.index in without and not _moved_away(collation, w, start, end)]
        if not lacking:
            continue
        having = [w for w in collation.others if w.index not in without and _holds(collation, w, start, end)]
        has, lacks = voices([*having, collation.base], family), voices(lacking, family)
        edge = any(d.edge for d in same)
        if not _is_caption(collation.base, start, end) and not _enough_against(has, lacks, edge=edge):
            continue
        witness = lacking[0]
        d = without[witness.index]
        out.append(Choice(d.start, d.end, witness, d.at, d.stop))
    return out


def _enough_against(has: Voices, lacks: Voices, *, edge: bool) -> bool:
    """Whether those that lack a passage of the base show that somebody wrote it in.

    One copy that lacks a passage was cut, and at the end two may have been: a cut text cannot be the source of a
    full one.
    """
    if has.clean or lacks.clean:
        return len(lacks.clean) > len(has.clean) and (not edge or len(lacks.clean) >= 2)
    return len(lacks) >= 2 and len(lacks) > len(has)


def _is_caption(w: Witness, start: int, end: int) -> bool:
    """Whether the passage is a picture's caption: honest outlets put their own there, and it is not in the story."""
    text = w.text[int(w.words.starts[start]) : int(w.words.ends[end - 1])]
    return end - start <= CAPTION_WORDS and _CREDIT.search(text) is not None


def _moved_away(collation: Collation, w: Witness, start: int, end: int) -> bool:
    rows = collation.alignments[w.index].moved.tolist()
    return any(x < end and x + n > start for x, _, n in rows)


def _holds(collation: Collation, w: Witness, start: int, end: int) -> bool:
    blocks = collation.alignments[w.index].blocks.tolist()
    held = sum(min(end, x + n) - max(start, x) for x, _, n in blocks if x < end and x + n > start)
    return bool(held > 0.5 * (end - start))
