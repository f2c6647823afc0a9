"""The chosen readings written into the base's text, punctuation and paragraphs with them."""

from collections.abc import Sequence

from copydesk.text.words import Words

from .voices import Choice
from .witnesses import Witness


def splice(base: Witness, choices: Sequence[Choice]) -> tuple[str, ...]:
    """The paragraphs of the base with `choices` (ascending, not overlapping) in place of its own readings."""
    text, words = base.text, base.words
    parts: list[str] = []
    done = 0
    for i, choice in enumerate(choices):
        touches = bool(i) and choices[i - 1].end >= choice.start
        start, end = _outer(words, len(text), choice.start, choice.end)
        at, stop = _outer(choice.source.words, len(choice.source.text), choice.at, choice.stop)
        if touches or start < done:
            start = max(done, start)
            at = min(stop, _inner_start(choice.source.words, choice.at, stop))
            new = choice.source.text[at:stop]
            new = " " + new if new and not new[0].isspace() and parts and parts[-1][-1:].isalnum() else new
        else:
            new = choice.source.text[at:stop]
        parts += [text[done:start], new]
        done = max(end, start)
    parts.append(text[done:])
    paragraphs = (" ".join(p.split()) for p in "".join(parts).split("\n\n"))
    return tuple(p for p in paragraphs if p)


def _outer(words: Words, size: int, start: int, end: int) -> tuple[int, int]:
    """From the end of the word before to the start of the word behind: what stands between belongs to the reading."""
    first = int(words.ends[start - 1]) if start > 0 else 0
    last = int(words.starts[end]) if end < len(words) else size
    return first, max(first, last)


def _inner_start(words: Words, at: int, default: int) -> int:
    return int(words.starts[at]) if at < len(words) else default
