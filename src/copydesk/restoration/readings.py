"""Which reading stands where witnesses differ: chosen by evidence, not by mere majority."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .collation import Collation, Difference, Place
from .hands import Hands, changed_alike, hands
from .passages import Passage, lone_passages, missing_passages
from .voices import Choice, voices
from .witnesses import Witness
from .wording import is_name, letters, surface, within

#: Honest sites that do not lose the same space: what so many have joined is a spelling.
HANDS = 2
#: Voices without a few words that outweigh the one voice with them, be it honest.
WITHOUT_VOICES = 2


def choose(collation: Collation, family: Mapping[int, int], *, settled: bool = False) -> list[Choice]:
    """Where the base gives way to another reading, ascending, not overlapping.

    A `settled` base is the page that the story was filed on: only damage in it gives way.
    """
    if settled:
        chosen = [c for place in collation.places() if (c := _mended(collation, place, family))]
        chosen += lone_passages(collation, family, (Passage.LINE,))
    else:
        found = [_readings_at(collation, place) for place in collation.places()]
        seen = hands(collation, (f.holders for f in found))
        chosen = [c for f in found if (c := _reading(f, collation.base, family, seen))]
        chosen += missing_passages(collation, family)
        chosen += lone_passages(collation, family)
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

    place: Place
    kept: bytes
    holders: dict[bytes, list[Witness]]
    where: dict[bytes, tuple[Witness, int, int]]

    def choice(self, reading: bytes) -> Choice | None:
        """The reading in place of the base's own; None where it is that."""
        if reading == self.kept:
            return None
        source, at, stop = self.where[reading]
        return Choice(self.place.start, self.place.end, source, at, stop)


def _readings_at(collation: Collation, place: Place) -> _Readings:
    base = collation.base
    kept = base.words.ids[place.start : place.end].tobytes()
    found = _Readings(place, kept, {kept: [base]}, {kept: (base, place.start, place.end)})
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


def _reading(found: _Readings, base: Witness, family: Mapping[int, int], seen: Hands) -> Choice | None:
    sound = _without_spun({r: found.holders[r] for r in found.holders.keys() - set(_joined(found, base))})
    best = max(sound, key=lambda r: (_preference(r, found.kept, sound[r], family, sound), r))
    if found.place.start == 0 and (filed := [r for r in sound if _dateline(found.where[r])]):
        best = max(filed, key=lambda r: (_preference(r, found.kept, sound[r], family, sound), r))
    else:
        best = _without_insertion(best, sound, found, family)
        if found.kept in sound and changed_alike(seen, base, sound[best]):
            best = found.kept
    return found.choice(best)


def _without_spun(sound: Mapping[bytes, list[Witness]]) -> Mapping[bytes, list[Witness]]:
    """The readings that others than spun copies have, where there are such."""
    plain = {r: holders for r, holders in sound.items() if not all(w.spun for w in holders)}
    return plain or sound


def _dateline(where: tuple[Witness, int, int]) -> bool:
    """Whether a reading at the start of the text holds the agency: outlets take a dateline off, and put none on."""
    w, at, stop = where
    agency = w.checked.restored.agency
    return bool(agency and agency in surface(w, at, stop))


def _without_insertion(
    best: bytes, sound: Mapping[bytes, Sequence[Witness]], found: _Readings, family: Mapping[int, int]
) -> bytes:
    """`best`, or the reading that it has more than, where one voice alone has that and two others do not.

    Words are written in by one hand; two hands do not leave the same ones out.
    """
    if len(voices(sound[best], family)) > 1:
        return best
    honest = any(w.clean for w in sound[best])
    long = letters(*found.where[best])
    shorter = [
        r
        for r in sound
        if r != best
        and within(letters(*found.where[r]), long)
        and len(voices(sound[r], family)) >= WITHOUT_VOICES
        and (not honest or is_name(found.where[best], found.where[r]))
    ]
    return max(shorter, key=lambda r: (voices(sound[r], family).rank(), r), default=best)


def _mended(collation: Collation, place: Place, family: Mapping[int, int]) -> Choice | None:
    """A split reading for a joined one, and the reading of two others for one that has something written in."""
    found = _readings_at(collation, place)
    joined = _joined(found, collation.base)
    if found.kept not in joined:
        sound = {r: found.holders[r] for r in found.holders.keys() - set(joined)}
        return found.choice(_without_insertion(found.kept, sound, found, family))
    own = letters(*found.where[found.kept])
    split = [r for r in found.holders if r not in joined and letters(*found.where[r]) == own]
    return found.choice(max(split, key=lambda r: (len(found.holders[r]), r)))


def _joined(found: _Readings, base: Witness) -> list[bytes]:
    """Readings that are another one with a space lost: damage of an extraction, whoever has it.

    A joined word that stands elsewhere in the text too is a spelling (`percent`), no damage.
    """
    alike: dict[str, list[tuple[int, bytes]]] = {}
    for reading, (w, at, stop) in found.where.items():
        if stop > at:
            alike.setdefault(letters(w, at, stop), []).append((stop - at, reading))
    return [
        reading
        for group in alike.values()
        for size, reading in group
        if size < max(other for other, _ in group)
        and not _usual(found, reading, base)
        and len({w.article.site for w in found.holders[reading] if w.clean}) < HANDS
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
