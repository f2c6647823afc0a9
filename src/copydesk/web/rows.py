"""Rows of the story page: a copy as found, paragraph by paragraph, with the filed paragraphs beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..record import VariantKind
from .collation import Filed, Place, squeeze

_BREAK = "\n\n"

_WORD = re.compile(r"\S{1,60}")


@dataclass(frozen=True)
class Piece:
    """A run of text. `kind` is `same`, `place` (a dateline's), `lost` (filed side), `suspected`, or a variant's."""

    kind: str
    text: str
    reading: str = ""
    note: int | None = None
    notes: tuple[int, ...] = ()


@dataclass
class Row:
    """A paragraph as the copy has it, and the filed paragraphs that begin in it. `furniture` labels foreign matter."""

    found: list[Piece] = field(default_factory=list)
    filed: list[list[Piece]] = field(default_factory=list)
    furniture: str | None = None
    start: int = 0
    end: int = 0


class _Rows:
    """Builds rows while counting how far the story has got (in its letters and digits)."""

    def __init__(self) -> None:
        self.rows: list[Row] = [Row()]
        self.count = 0

    def add(self, piece: Piece, counts: str = "") -> None:
        row = self.rows[-1]
        row.found.append(piece)
        self.count += len(squeeze(counts))
        row.end = self.count

    def jump(self, count: int) -> None:
        """The story is known to have got this far."""
        self.count = max(count, self.count)
        self.rows[-1].end = self.count

    def next(self) -> None:
        """Begin a new row, unless the present one is still empty."""
        if self.rows[-1].found:
            self.rows.append(Row(start=self.count, end=self.count))

    def run(self, kind: str, text: str, counts: str = "", note: int | None = None) -> None:
        """Text that may hold paragraph breaks; the note goes to its last piece."""
        parts = text.split(_BREAK)
        counted = counts.split(_BREAK) if counts else []
        for i, part in enumerate(parts):
            if i:
                self.next()
            if part:
                last = i == len(parts) - 1
                self.add(Piece(kind, part, note=note if last else None), counted[i] if i < len(counted) else "")


def rows(found: str, places: Sequence[Place], notes: Sequence[int | None], filed: Filed) -> list[Row]:
    """The rows of a copy's body. `notes` numbers the places in the apparatus."""
    made = _Rows()
    at = 0
    for place, note in zip(places, notes, strict=True):
        gap = found[at : place.start]
        made.run("same", gap, gap)
        if place.filed is not None:
            made.jump(filed.count(place.filed[0]))
        _add_place(made, place, note, found, filed)
        if place.filed is not None:
            made.jump(filed.count(place.filed[1]))
        at = place.end
    made.run("same", found[at:], found[at:])
    told = [row for row in made.rows if row.found]
    for row in told:
        row.found = _notes_behind_words(row.found)
    _set_filed(told, places, filed, made.count)
    return told


def _add_place(made: _Rows, place: Place, note: int | None, found: str, filed: Filed) -> None:
    if place.suspected:
        made.run("suspected", place.text, place.text, note)
    elif place.kind is VariantKind.DROPPED:
        _add_dropped(made, place, note, filed)
    elif place.kind is VariantKind.REPLACED and _BREAK not in place.text + place.reading:
        made.add(Piece("replaced", place.text, place.reading, note), place.reading)
    elif place.kind is VariantKind.REPLACED:
        made.run("dropped", place.reading, place.reading)
        made.next()
        made.run("injected", place.text, "", note)
    elif _whole_paragraphs(place, found):
        made.next()
        for part in place.text.strip("\n").split(_BREAK):
            made.add(Piece(place.kind.value, part, note=note))
            if place.kind is VariantKind.FURNITURE:
                made.rows[-1].furniture = place.finding.message if place.finding else ""
            made.next()
    else:
        made.run(place.kind.value, place.text, place.reading, note)


def _add_dropped(made: _Rows, place: Place, note: int | None, filed: Filed) -> None:
    """What the copy left out, as the story has it; whole paragraphs stand on rows of their own."""
    text, starts, ends = place.reading.strip("\n"), False, False
    if place.filed is not None:
        start, end = place.filed
        text = filed.text[start:end]
        starts = start == 0 or filed.text.startswith(_BREAK, start - 2)
        ends = end == len(filed.text) or filed.text.startswith(_BREAK, end)
    if starts and ends:
        made.next()
    made.run("dropped", text, text, note)
    if starts and ends:
        made.next()


def _whole_paragraphs(place: Place, found: str) -> bool:
    before = found[: place.start] if place.text.startswith(_BREAK) else found[max(0, place.start - 2) : place.start]
    after = found[place.end : place.end + 2]
    starts = place.start == 0 or before.endswith(_BREAK) or place.text.startswith(_BREAK)
    ends = place.end == len(found) or after == _BREAK or place.text.endswith(_BREAK)
    return bool(place.text) and starts and ends


def _notes_behind_words(pieces: list[Piece]) -> list[Piece]:
    """The pieces, with the note of an insertion behind the word that it is glued to, so that the glue shows."""
    told: list[Piece] = []
    pending: int | None = None
    for i, piece in enumerate(pieces):
        after = pieces[i + 1] if i + 1 < len(pieces) else None
        if pending is not None:
            word = _WORD.match(piece.text)
            end = word.end() if word else 0
            told.append(Piece("same", piece.text[:end], note=pending))
            pending = None
            if end < len(piece.text):
                told.append(replace(piece, text=piece.text[end:]))
        elif (
            piece.kind in ("injected", "added") and piece.note and after and after.kind == "same" and _glued(after.text)
        ):
            told.append(replace(piece, note=None))
            pending = piece.note
        else:
            told.append(piece)
    return told


def _glued(text: str) -> bool:
    """Whether text goes on in the middle of a word or with a mark."""
    return not text[:1].isspace()


def _set_filed(told: list[Row], places: Sequence[Place], filed: Filed, count: int) -> None:
    """Put each filed paragraph beside the row in which it begins; by share of the text where the two do not match."""
    if not told:
        told.append(Row())
    scale = count / len(filed.squeezed) if filed.squeezed else 1.0
    lost = [p.filed for p in places if p.filed is not None and p.filed[1] > p.filed[0]]
    squeezed_at = 0
    row = 0
    for start, end in filed.paragraphs():
        position = squeezed_at * scale
        while row < len(told) - 1 and told[row].end <= position:
            row += 1
        told[row].filed.append(_cut(filed.text, start, end, lost))
        squeezed_at += len(squeeze(filed.text[start:end]))


def _cut(text: str, start: int, end: int, lost: Sequence[tuple[int, int]]) -> list[Piece]:
    """One filed paragraph, with what the copy lost marked."""
    pieces: list[Piece] = []
    at = start
    for a, b in lost:
        a, b = max(a, start, at), min(b, end)
        if a >= b:
            continue
        if at < a:
            pieces.append(Piece("same", text[at:a]))
        pieces.append(Piece("lost", text[a:b]))
        at = b
    if at < end:
        pieces.append(Piece("same", text[at:end]))
    return pieces


def noted(text: str, start: int, end: int, notes: Sequence[tuple[int, int]]) -> list[Piece]:
    """A filed paragraph `[start, end)` of `text`, with note numbers (`notes`: offset, number; sorted)."""
    pieces: list[Piece] = []
    at = start
    here = [(o, n) for o, n in notes if start < o <= end or (o == start == 0)]
    i = 0
    while i < len(here):
        offset = here[i][0]
        numbers: list[int] = []
        while i < len(here) and here[i][0] == offset:
            numbers.append(here[i][1])
            i += 1
        pieces.append(Piece("same", text[at:offset], notes=tuple(numbers)))
        at = offset
    if at < end:
        pieces.append(Piece("same", text[at:end]))
    return pieces


def with_place(paragraphs: list[list[Piece]], place: str | None) -> list[list[Piece]]:
    """The paragraphs with the dateline's place, where the first opens with it, as a piece of its own."""
    if place and paragraphs and paragraphs[0] and paragraphs[0][0].kind == "same":
        first = paragraphs[0][0]
        if first.text.startswith(place) and len(first.text) > len(place):
            rest = Piece("same", first.text[len(place) :], notes=first.notes)
            paragraphs[0][0:1] = [Piece("place", place), rest]
    return paragraphs
