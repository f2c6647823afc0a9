"""The apparatus: where the copies differ, each difference once, with the sigla of the copies that have it."""

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..record import Field, VariantKind
from .collation import Filed, Place, squeeze

#: Entries beyond this are counted, not shown: a page of them is no longer read (the API has all).
MOST = 250

#: Longer lemmata and readings are shown by their first and last words.
_LONG = 64

_WORD_AFTER = re.compile(r"\s{0,4}\S{1,40}")
_WORD_BEFORE = re.compile(r"\S{1,40}\s{0,4}\Z")


@dataclass(frozen=True)
class Laid:
    """The places of one copy, headline first, with the text that each field has in it."""

    headline: str
    body: str
    places: Sequence[Place]


@dataclass
class Entry:
    """One difference: where, what the story has there (`lemma`), what the copies have (`reading`), which copies."""

    number: int
    field: Field
    where: str
    kind: VariantKind
    lemma: str
    reading: str
    glued_before: str
    glued_after: str
    note_at: int | None
    copies: list[int] = dataclasses.field(default_factory=list)
    confidence: float | None = None
    suspected: bool = False


@dataclass
class Apparatus:
    """All entries in the order of the text, and for each copy the entry number of each of its places."""

    entries: list[Entry]
    numbers: list[list[int | None]]
    more: int = 0

    def notes(self, field_name: Field) -> list[tuple[int, int]]:
        """Where the story's text of this field carries note numbers: offset, number, sorted."""
        return sorted((e.note_at, e.number) for e in self.entries if e.field is field_name and e.note_at is not None)


def apparatus(copies: Sequence[Laid], headline: Filed, body: Filed) -> Apparatus:
    """Gather the places of all copies into entries, numbered headline first, then along the story."""
    groups: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for c, laid in enumerate(copies):
        for p, place in enumerate(laid.places):
            groups.setdefault(_key(place), []).append((c, p))
    order = sorted(groups.values(), key=lambda g: _position(copies, g[0], headline, body))
    numbers: list[list[int | None]] = [[None] * len(laid.places) for laid in copies]
    entries: list[Entry] = []
    for number, group in enumerate(order[:MOST], start=1):
        c, p = group[0]
        entry = _entry(number, copies[c], copies[c].places[p], headline, body)
        for c, p in group:
            place = copies[c].places[p]
            numbers[c][p] = number
            if c not in entry.copies:
                entry.copies.append(c)
            if place.finding is not None:
                entry.confidence = max(entry.confidence or 0.0, place.finding.confidence)
        entries.append(entry)
    return Apparatus(entries, numbers, max(0, len(order) - MOST))


def _key(place: Place) -> tuple[object, ...]:
    where: object = place.filed if place.filed is not None else squeeze(place.reading)
    return place.field, where, place.kind, squeeze(place.text).casefold(), place.suspected


def _position(
    copies: Sequence[Laid], first: tuple[int, int], headline: Filed, body: Filed
) -> tuple[int, float, int, int]:
    """Where an entry stands: headline, then along the story; what has no place there by its share of the copy."""
    laid = copies[first[0]]
    place = laid.places[first[1]]
    whole, filed = (laid.headline, headline) if place.field is Field.HEADLINE else (laid.body, body)
    note = _note_at(place, filed, whole)
    share = place.start / max(1, len(whole)) * len(filed.text)
    return int(place.field is not Field.HEADLINE), share if note is None else float(note), *first


def _entry(number: int, laid: Laid, place: Place, headline: Filed, body: Filed) -> Entry:
    filed, found = (headline, laid.headline) if place.field is Field.HEADLINE else (body, laid.body)
    where = "headline"
    if place.field is Field.BODY:
        where = _paragraph(place, filed, found)
    lemma = filed.text[slice(*place.filed)] if place.filed else place.reading
    before = after = ""
    if not lemma.strip() and not _whole(place, found):
        lemma, before, after = _beside(found, place)
        # What was written in may have brought its own space: `Brand ` before `official` is not glued to it.
        before += place.text[: len(place.text) - len(place.text.lstrip())] and " "
        after = (place.text[len(place.text.rstrip()) :] and " ") + after
    return Entry(
        number=number,
        field=place.field,
        where=where,
        kind=place.kind,
        lemma=shorten(lemma),
        reading=shorten(place.text),
        glued_before=before,
        glued_after=after,
        note_at=_note_at(place, filed, found),
        suspected=place.suspected,
    )


def _note_at(place: Place, filed: Filed, found: str) -> int | None:
    """Where the story's text carries the note: behind the lemma, or behind the word that an insertion stands at."""
    if place.filed is None:
        return None
    start, end = place.filed
    if end > start:
        # What goes on over several paragraphs is noted at the end of the first, where a reader meets it.
        stop = filed.text.find("\n\n", start, end)
        return end if stop < 0 else stop
    if _whole(place, found):
        # A paragraph of the copy's own: the note stands at the end of the filed paragraph before it.
        return len(filed.text[:start].rstrip())
    word = _WORD_AFTER.match(filed.text, start)
    return word.end() if word is not None and _beside(found, place)[2] else end


def _whole(place: Place, found: str) -> bool:
    """Whether the place is a paragraph of its own, with or without its break, so that no word stands beside it."""
    start = place.end - len(place.text.lstrip())
    end = place.start + len(place.text.rstrip())
    return found[max(0, start - 2) : start] in ("", "\n\n") and found[end : end + 2] in ("", "\n\n")


def _beside(found: str, place: Place) -> tuple[str, str, str]:
    """The word that an insertion stands at: `(lemma, what stands before it, what stands after it)`, glue kept."""
    word = _WORD_AFTER.match(found, place.end)
    if word is not None and "\n" not in word.group():
        return word.group().strip(), "", word.group()
    word = _WORD_BEFORE.search(found[max(0, place.start - 48) : place.start])
    return (word.group().strip(), word.group(), "") if word is not None else ("", "", "")


def _paragraph(place: Place, filed: Filed, found: str) -> str:
    if place.filed is not None:
        first, last = (filed.text.count("\n\n", 0, offset) + 1 for offset in place.filed)
        return f"paragraph {first}" if first == last else f"paragraphs {first} to {last}"
    number = found.count("\n\n", 0, place.start) + 1
    return f"paragraph {number} of the copy"


def shorten(text: str) -> str:
    """A long text by its first three and last two words, as an apparatus does."""
    line = " ".join(text.split())
    if len(line) <= _LONG:
        return line
    words = line.split()
    short = f"{' '.join(words[:3])} … {' '.join(words[-2:])}"
    return short if len(short) < len(line) and len(short) <= _LONG * 2 else line[:_LONG].rstrip() + " …"
