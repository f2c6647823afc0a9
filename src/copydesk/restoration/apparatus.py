"""The places where a pickup differs from its story, with spans in its body as found.

Laid on the body, all variants of a pickup give the story's text to the letter (`applied`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from copydesk.record import Check, Finding, Span, Variant, VariantKind
from copydesk.text.alignment import Alignment
from copydesk.text.words import Words, words

#: Words that a page may add in one place and still count as written in, as against added by an editor: brands have
#: at most five, and the word they are glued to counts with them.
INJECTED_WORDS = 6

#: Letters that must be left over before a word counts as glued to another: `island` is not `is` before `land`.
_GLUED = 4

Range = tuple[int, int]


@dataclass(frozen=True)
class Side:
    """A text with its words."""

    text: str
    words: Words

    def outer(self, start: int, end: int) -> Range:
        """Where the words `[start, end)` and what stands around them begin and end: between the words beside them."""
        first = int(self.words.ends[start - 1]) if start else 0
        last = int(self.words.starts[end]) if end < len(self.words) else len(self.text)
        return first, last

    def inner(self, start: int, end: int) -> Range:
        """Where the words `[start, end)`, at least one, begin and end."""
        return int(self.words.starts[start]), int(self.words.ends[end - 1])

    def cut(self, place: Range) -> str:
        """The text of a place."""
        return self.text[place[0] : place[1]]


def applied(body: str, found: Iterable[Variant]) -> str:
    """A pickup's body as found with the story's reading in place of each variant: the story's own text."""
    out, done = [], 0
    for v in found:
        out += [body[done : v.span.start], v.reading]
        done = v.span.end
    return "".join([*out, body[done:]])


def changes_words(v: Variant) -> bool:
    """Whether a variant is more than another sign, space or capital."""
    return not np.array_equal(words(v.text).ids, words(v.reading).ids)


def variants(
    story: Side, body: Side, found: Alignment, findings: Sequence[Finding], *, suspect: bool
) -> tuple[Variant, ...]:
    """What a pickup's body does to the story's, in the body's order, one span never inside another.

    `found` aligns the story's words (a) with the body's (b). `findings` are the page's own; in a `suspect` page
    a few added words are called injected without one. A passage that was moved has two variants: it is taken from
    where it stands, and put where the story has it.
    """
    if story.text == body.text:
        return ()
    out: list[Variant] = []
    at_a = at_b = 0
    for x, y, n in [*found.blocks.tolist(), [found.words_a, found.words_b, 0]]:
        old, new = story.outer(at_a, x), body.outer(at_b, y)
        if at_a == x and at_b == y:
            out += _signs(story, body, old, new)
        else:
            out += _passage(story, body, ((at_a, x), (at_b, y)), found.moved.tolist(), findings, suspect)
        if n:
            out += _within_block(story, body, x, y, n, findings)
        at_a, at_b = x + n, y + n
    return tuple(out)


def _within_block(story: Side, body: Side, x: int, y: int, n: int, findings: Sequence[Finding]) -> Iterator[Variant]:
    """Differences of capitals, accents and signs among `n` words that both have: by halves, since they are few."""
    old, new = story.inner(x, x + n), body.inner(y, y + n)
    if story.cut(old) == body.cut(new):
        return
    if n == 1:
        yield _variant(body, new, story.cut(old), 0, findings, suspect=False)
        return
    half = n // 2
    yield from _within_block(story, body, x, y, half, findings)
    yield from _signs(story, body, story.outer(x + half, x + half), body.outer(y + half, y + half))
    yield from _within_block(story, body, x + half, y + half, n - half, findings)


def _signs(story: Side, body: Side, old: Range, new: Range) -> Iterator[Variant]:
    """What differs between two words that both have one behind the other."""
    reading, text = story.cut(old), body.cut(new)
    if reading == text:
        return
    head = _alike(reading, text)
    tail = _alike(reading[head:][::-1], text[head:][::-1])
    span = (new[0] + head, new[1] - tail)
    yield _variant(body, span, reading[head : len(reading) - tail], 0, (), suspect=False)


def _passage(
    story: Side,
    body: Side,
    place: tuple[Range, Range],
    moved: Sequence[Sequence[int]],
    findings: Sequence[Finding],
    suspect: bool,
) -> Iterator[Variant]:
    """The variants of one stretch between two matched blocks, of which what has only moved is told apart."""
    lost = _pieces(story, place[0], [(x, x + n) for x, _, n in moved])
    new = _pieces(body, place[1], [(y, y + n) for _, y, n in moved])
    (old, words_lost, lost_moved), (here, words_new, new_moved) = lost[0], new[0]
    if len(lost) == len(new) == 1 and not (lost_moved and words_new) and not (new_moved and words_lost):
        span, reading = _trimmed(body.text, here, story.cut(old))
        if lost_moved or new_moved:
            yield Variant(Span(*span), body.cut(span), reading, VariantKind.MOVED)
        elif span[0] < span[1] or reading:
            yield _variant(body, span, reading, words_new, findings, suspect=suspect)
        return
    # What both have beside what moved is held against each other; the moved pieces keep their places around it.
    own = next((i for i, (_, count, gone) in enumerate(lost) if count and not gone), None)
    at = next((i for i, (_, count, gone) in enumerate(new) if count and not gone), None)
    pair = (own, at) if own is not None and at is not None else (len(lost), len(new))
    start = here[0]
    for i, (old, _, gone) in enumerate(lost):
        if i == pair[0]:
            yield from (_taken(body, piece, findings, suspect) for piece in new[: pair[1]])
            here, count, _ = new[pair[1]]
            yield _variant(body, here, story.cut(old), count, findings, suspect=suspect)
            yield from (_taken(body, piece, findings, suspect) for piece in new[pair[1] + 1 :])
            start = new[-1][0][1]
        elif old[0] < old[1]:
            kind = VariantKind.MOVED if gone else VariantKind.DROPPED
            yield Variant(Span(start, start), "", story.cut(old), kind)
    if pair[0] == len(lost):
        yield from (_taken(body, piece, findings, suspect) for piece in new if piece[0][0] < piece[0][1])


def _pieces(side: Side, place: Range, moved: Sequence[Range]) -> list[tuple[Range, int, bool]]:
    """A stretch of words cut where moved passages begin and end: where each piece lies, its words, whether it moved."""
    cuts = sorted({*place, *(c for m in moved for c in m if place[0] < c < place[1])})
    if len(cuts) < 3:
        inside = any(a <= place[0] and place[1] <= b for a, b in moved) and place[0] < place[1]
        return [(side.outer(*place), place[1] - place[0], inside)]
    first, last = side.outer(*place)
    edges = [first, *(int(side.words.starts[c]) for c in cuts[1:-1]), last]
    return [
        ((edges[i], edges[i + 1]), cuts[i + 1] - cuts[i], any(a <= cuts[i] and cuts[i + 1] <= b for a, b in moved))
        for i in range(len(cuts) - 1)
    ]


def _taken(body: Side, piece: tuple[Range, int, bool], findings: Sequence[Finding], suspect: bool) -> Variant:
    """A piece of the body that the story does not have there."""
    here, count, gone = piece
    if gone:
        return Variant(Span(*here), body.cut(here), "", VariantKind.MOVED)
    return _variant(body, here, "", count, findings, suspect=suspect)


def _variant(
    body: Side, span: Range, reading: str, count: int, findings: Sequence[Finding], *, suspect: bool
) -> Variant:
    kind = _kind(span, reading, count, findings, suspect)
    return Variant(Span(*span), body.cut(span), reading, kind)


def _kind(span: Range, reading: str, count: int, findings: Sequence[Finding], suspect: bool) -> VariantKind:
    if span[0] == span[1]:
        return VariantKind.DROPPED
    for f in findings:
        if f.accuses and f.span is not None and f.field == "body" and f.span.start < span[1] and f.span.end > span[0]:
            if f.check in (Check.INJECTED_TEXT, Check.HIDDEN_TEXT):
                return VariantKind.INJECTED
            if f.check is Check.FOREIGN_MATTER:
                return VariantKind.FURNITURE
    if reading:
        return VariantKind.REPLACED
    return VariantKind.INJECTED if suspect and 0 < count <= INJECTED_WORDS else VariantKind.ADDED


def _trimmed(body: str, span: Range, reading: str) -> tuple[Range, str]:
    """The span and the reading without what both have at their ends: whole words, or all of the one that is used up.

    `Xvisiting` for `visiting` is `X` written in; `stated` for `said` stays whole.
    """
    text = body[span[0] : span[1]]
    head = _alike(text, reading)
    while head and text[head - 1].isalnum():
        head -= 1
    tail = _alike(text[head:][::-1], reading[head:][::-1])
    while tail and text[len(text) - tail].isalnum():
        tail -= 1
    start, end = span[0] + head, span[1] - tail
    text, reading = text[head : len(text) - tail], reading[head : len(reading) - tail]
    if not text or not reading or (len(text) < len(reading) + _GLUED and len(reading) < len(text) + _GLUED):
        return (start, end), reading
    if text.endswith(reading):
        return (start, end - len(reading)), ""
    if text.startswith(reading):
        return (start + len(reading), end), ""
    if reading.endswith(text):
        return (start, start), reading[: -len(text)]
    if reading.startswith(text):
        return (end, end), reading[len(text) :]
    return (start, end), reading


def _alike(a: str, b: str) -> int:
    """How many letters two texts open alike with."""
    n = min(len(a), len(b))
    if a[:n] == b[:n]:
        return n
    return next(i for i in range(n) if a[i] != b[i])
