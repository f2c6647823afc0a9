"""The places where a pickup differs from its story, with spans in its body as found."""

from collections.abc import Sequence

from copydesk.record import Check, Finding, Span, Variant, VariantKind
from copydesk.text.alignment import Alignment
from copydesk.text.words import Words

#: Words that a page may add in one place and still count as written in, as against added by an editor: brands have
#: at most five, and the word they are glued to counts with them.
INJECTED_WORDS = 6

#: Letters that must be left over before a word counts as glued to another: `island` is not `is` before `land`.
_GLUED = 4


def variants(
    story: str,
    story_words: Words,
    body: str,
    body_words: Words,
    found: Alignment,
    findings: Sequence[Finding],
    *,
    suspect: bool,
) -> tuple[Variant, ...]:
    """What a pickup's body does to the story's, in the body's order.

    `found` aligns the story's words (a) with the body's (b). `findings` are the page's own; in a `suspect` page
    a few added words are called injected without one.
    """
    out: list[Variant] = []
    moved_here = [(y, y + n) for _, y, n in found.moved.tolist()]
    moved_from = [(x, x + n) for x, _, n in found.moved.tolist()]
    at_a = at_b = 0
    for x, y, n in [*found.blocks.tolist(), [found.words_a, found.words_b, 0]]:
        if x > at_a or y > at_b:
            out += _gap(
                story, story_words, body, body_words, (at_a, x), (at_b, y), moved_from, moved_here, findings, suspect
            )
        at_a, at_b = x + n, y + n
    for x, y, n in found.moved.tolist():
        span = _inner(body_words, y, y + n, len(body))
        reading = story[slice(*_inner(story_words, x, x + n, len(story)))]
        out.append(Variant(Span(*span), body[slice(*span)], reading, VariantKind.MOVED))
    return tuple(sorted(out, key=lambda v: (v.span, v.kind)))


def _gap(
    story: str,
    story_words: Words,
    body: str,
    body_words: Words,
    in_story: tuple[int, int],
    in_body: tuple[int, int],
    moved_from: Sequence[tuple[int, int]],
    moved_here: Sequence[tuple[int, int]],
    findings: Sequence[Finding],
    suspect: bool,
) -> list[Variant]:
    """The variants of one stretch between two matched blocks; what has only moved is left to its own rows."""
    lost = _without(in_story, moved_from)
    new = _without(in_body, moved_here)
    if len(lost) <= 1 and len(new) <= 1:
        pairs = [(lost[0] if lost else None, new[0] if new else None)]
    else:
        pairs = [(part, None) for part in lost] + [(None, part) for part in new]
    out = []
    for old, fresh in pairs:
        if old is None and fresh is None:
            continue
        here = _inner(body_words, *fresh, len(body)) if fresh else _point(body_words, in_body[0], len(body))
        reading = story[slice(*_inner(story_words, *old, len(story)))] if old else ""
        span, reading = _trimmed(body, here, reading)
        if span[0] == span[1] and not reading:
            continue
        words = (fresh[1] - fresh[0]) if fresh else 0
        kind = _kind(span, reading, words, findings, suspect)
        out.append(Variant(Span(*span), body[slice(*span)], reading, kind))
    return out


def _kind(span: tuple[int, int], reading: str, words: int, findings: Sequence[Finding], suspect: bool) -> VariantKind:
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
    return VariantKind.INJECTED if suspect and words <= INJECTED_WORDS else VariantKind.ADDED


def _trimmed(body: str, span: tuple[int, int], reading: str) -> tuple[tuple[int, int], str]:
    """The span without the letters at its ends that the reading has too (`Xvisiting` for `visiting` is `X` written in).

    Only where one of the two is then used up: otherwise whole words stay whole.
    """
    start, end = span
    text = body[start:end]
    if not text or not reading or text == reading:
        return span, reading
    if len(text) < len(reading) + _GLUED and len(reading) < len(text) + _GLUED:
        return span, reading
    if text.endswith(reading):
        return (start, end - len(reading)), ""
    if text.startswith(reading):
        return (start + len(reading), end), ""
    if reading.endswith(text):
        return (start, start), reading[: -len(text)]
    if reading.startswith(text):
        return (end, end), reading[len(text) :]
    return span, reading


def _without(span: tuple[int, int], gone: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    parts = [span] if span[0] < span[1] else []
    for g0, g1 in gone:
        parts = [
            piece
            for s, e in parts
            for piece in ((s, min(e, max(s, g0))), (max(s, min(e, g1)), e))
            if piece[0] < piece[1]
        ]
    return parts


def _inner(words: Words, start: int, end: int, size: int) -> tuple[int, int]:
    if start >= end:
        return _point(words, start, size)
    return int(words.starts[start]), int(words.ends[end - 1])


def _point(words: Words, at: int, size: int) -> tuple[int, int]:
    place = int(words.starts[at]) if at < len(words) else size
    return place, place
