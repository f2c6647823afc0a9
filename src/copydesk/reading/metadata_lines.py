"""What the lines at a body's head are where no mark says so: a headline over the stamp, and the stamp itself."""

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from .bylines import is_own, names
from .datelines import openings
from .html import HtmlBody
from .plain_lines import stamp_in
from .structured import node_text

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


def unsigned(got: HtmlBody, tree: LexborHTMLParser, own: set[str]) -> tuple[tuple[str, ...], HtmlBody]:
    """The names that stand alone as one of the body's first paragraphs or its last, and the body without them.

    For pages that credit only their own site, known by the keys `own`: elsewhere most of what looks like a name there
    is none.
    """
    paragraphs = got.paragraphs
    places = [at for at in range(min(_OVER, len(paragraphs) - 1)) if len(paragraphs[at + 1]) >= _PARAGRAPH]
    for at in (*places, len(paragraphs) - 1):
        found = _alone(paragraphs[at], own)
        if found and len(paragraphs) > 1 and not _is_heading(tree, paragraphs[at]):
            rest = (*paragraphs[:at], *paragraphs[at + 1 :])
            if at == len(rest):
                return found, replace(got, paragraphs=rest, below=(paragraphs[at], *got.below))
            return found, replace(got, paragraphs=rest, above=(*got.above, paragraphs[at]))
    below = got.below[0] if got.below else ""
    found = _alone(below, own)
    return (found if found and _is_paragraph(tree, below) else ()), got


def _is_paragraph(tree: LexborHTMLParser, line: str) -> bool:
    """Whether a short line is a paragraph of its own without a link, not a heading, a button or a tag."""
    found = [node for node in tree.css("p")[-400:] if node_text(node, 80) == line]
    return any(node.css_first("a") is None for node in found)


def _is_heading(tree: LexborHTMLParser, line: str) -> bool:
    return any(node_text(node, 80) == line for node in tree.css("h2,h3,h4,h5,h6")[:200])


#: A name may stand below a standfirst or two.
_OVER = 3
#: What follows a name over the body is a paragraph of it.
_PARAGRAPH = 100


def _alone(line: str, own: set[str]) -> tuple[str, ...]:
    """The persons that a line names and says nothing else of: two words each at least, in capitals or begun by one."""
    if len(line) > 60 or line.endswith((".", ":", "?", "!", "…")) or any(ch.isdigit() for ch in line):
        return ()
    found = names([line])
    whole = sum(len(name.replace(" ", "")) for name in found) >= 0.9 * sum(ch.isalpha() for ch in line)
    found = tuple(name for name in found if not is_own(name, own))
    full = all(len(words := name.split()) in (2, 3, 4) and all(w[0].isupper() for w in words) for name in found)
    return found if whole and full else ()
