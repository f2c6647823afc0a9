"""Blocks that a page's own words take out of the body, whatever their markup says: stamps above it, lists below it.

Copy farms set `2025-05-04 08:21:53source:NAMEcategory:WORD`, `More:WORD` and `Recommend` in the same paragraphs as
the story, so neither tags nor class names tell them apart. The grammar of lines that reads text-only captures does.
"""

import re
from collections.abc import Sequence

from .plain_lines import Sort, sort_line

#: Lines with more characters than this are paragraphs: none of the sorts below reaches it on the pages seen, and a
#: sentence is not asked twice.
LONGEST_LINE = 240

# None of the numbers below was swept: they were set on the sample's pages, then held against aeb (181 pages: F1 .9666
# without this module, .9657 with it).

#: A list's heading ends the body where at most this share of the chosen text stands behind it. A box of links in the
#: middle of a story has more of the story behind it; then the heading alone goes.
LAST_SHARE = 0.4

#: Stamps and crumbs are looked for among so many of the first blocks; farther down they are a live blog's.
HEAD_BLOCKS = 8

#: The title over a box is a few words; a paragraph of a story that short ends as a sentence does.
LONGEST_TITLE = 60

_CREDIT = re.compile(
    r"[.!?…]\s(?:picture|photo|photograph|image|foto)s?\s?(?:by|credit)?[:/]\s?\S[^.!?]{1,60}$", re.IGNORECASE
)
_LETTER = re.compile(r"\b(?:our|your|free|daily|weekly)\s(?:\w+\s)?newsletter\b|\bin your inbox\b", re.IGNORECASE)

_ABOVE = frozenset({Sort.STAMP, Sort.CRUMBS})
_LISTS = frozenset({Sort.HEADING, Sort.MORE, Sort.COUNTER, Sort.ROW, Sort.NEIGHBOUR})


def without_stops(texts: Sequence[str], chosen: Sequence[int]) -> list[int]:
    """The chosen blocks without stamps at their head, without a list's heading and what it heads.

    `texts` are the blocks' texts by number, `chosen` the numbers of the body's blocks, ascending.
    """
    sorts = {b: sort_line(texts[b]).sort for b in chosen if len(texts[b]) <= LONGEST_LINE}
    chosen = _without_boxes(texts, chosen)
    stamps = [at for at, b in enumerate(chosen[:HEAD_BLOCKS]) if sorts.get(b) in _ABOVE]
    kept = [b for at, b in enumerate(chosen) if not (stamps and at <= stamps[-1] and _is_head(texts[b], sorts.get(b)))]
    total = sum(len(texts[b]) for b in kept)
    behind = total
    out: list[int] = []
    for b in kept:
        behind -= len(texts[b])
        if sorts.get(b) not in _LISTS:
            out.append(b)
        elif out and behind <= LAST_SHARE * total:
            break
    return out


def _without_boxes(texts: Sequence[str], chosen: Sequence[int]) -> list[int]:
    """Without captions told by their credit, and without a newsletter's box: its line, and the title over it."""
    out: list[int] = []
    for b in chosen:
        text = texts[b]
        short = len(text) <= LONGEST_LINE
        if short and _CREDIT.search(text):
            continue
        if short and _LETTER.search(text):
            if out and len(texts[out[-1]]) <= LONGEST_TITLE and not texts[out[-1]].endswith((".", "?", "!", "”", '"')):
                out.pop()
            continue
        out.append(b)
    return out


def _is_head(text: str, sort: Sort | None) -> bool:
    """Whether a block at or above the last stamp is of the head: a stamp, crumbs, or a line that is no sentence."""
    return sort in _ABOVE or (len(text) < LONGEST_LINE and not text.rstrip().endswith((".", "”", '"', "。")))
