"""What the lines at a body's head are where no mark says so: a headline over the stamp, and the stamp itself."""

from dataclasses import replace

from .datelines import openings
from .html import HtmlBody
from .plain_lines import stamp_in

_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", "”", '"', "’", ")", "。")

#: A headline is neither a button nor a paragraph.
_SHORTEST, _LONGEST = 20, 160
#: The stamp stands among the last lines above the body: byline, time, and a caption or two.
_NEAR = 5


def headline_in_lines(got: HtmlBody) -> tuple[str | None, HtmlBody]:
    """A headline that no mark names, and the body without it.

    It is the line right above the stamp over the body, else a line among the body's first that is no sentence.
    """
    above = got.above[-_NEAR:]
    stamps = [at for at, line in enumerate(above) if stamp_in(line) is not None]
    if stamps and stamps[0] > 0 and _may_be(above[stamps[0] - 1]):
        return above[stamps[0] - 1], got
    for at, line in enumerate(got.paragraphs[:4]):
        if _may_be(line):
            rest = replace(got, above=(*got.above, *got.paragraphs[: at + 1]), paragraphs=got.paragraphs[at + 1 :])
            return (line, without_stamps(rest)) if rest.paragraphs else (None, got)
    return None, got


def _may_be(line: str) -> bool:
    if not _SHORTEST <= len(line) <= _LONGEST or line.endswith(_SENTENCE_ENDS) or line.startswith(_ARROWS):
        return False
    return "|" not in line and openings([line]) is None


#: What begins a link to the story next to this one.
_ARROWS = ("«", "‹", "<", "←", "»", "›")


def without_stamps(got: HtmlBody) -> HtmlBody:
    """The body without a byline or a time that stands before its first paragraph; they go above."""
    first = 0
    while first < min(3, len(got.paragraphs) - 1) and _is_stamp(got.paragraphs[first]):
        first += 1
    if first == 0:
        return got
    return replace(got, above=(*got.above, *got.paragraphs[:first]), paragraphs=got.paragraphs[first:])


def _is_stamp(text: str) -> bool:
    return len(text) <= 120 and stamp_in(text) is not None and openings([text]) is None
