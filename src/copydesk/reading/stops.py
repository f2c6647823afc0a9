"""Blocks that a page's own words take out of the body, whatever their markup says: stamps above it, lists below it.

Copy farms set `2025-05-04 08:21:53source:NAMEcategory:WORD`, `More:WORD` and `Recommend` in the same paragraphs as
the story, so neither tags nor class names tell them apart. The grammar of lines that reads text-only captures does.
"""

import re
from collections.abc import Sequence

from .plain_lines import Sort, has_one, joined, list_sort, sort_line

#: Lines with more characters than this are paragraphs: none of the sorts below reaches it on the pages seen, and a
#: sentence is not asked twice.
LONGEST_LINE = 240

# None of the numbers below was swept: they were set on the sample's pages, then held against the training pages with
# scores by trees that had not seen them. F1 and exact bodies without this module: fundus .9672 and 32.3 %, wcxb .9573
# and 24.4 %; with it: .9676 and 33.9 %, .9573 and 24.0 %. Ending the body at any list's heading that little stands
# behind, whether items or sentences, cost wcxb .0013.

#: A list's heading ends the body where at most this share of the chosen text stands behind it, and less than half of
#: that ends as sentences do: items of a list do not. A box of links in the middle of a story has more of the story
#: behind it; then the heading alone goes.
LAST_SHARE = 0.4

#: Stamps and crumbs are looked for among so many of the first blocks; farther down they are a live blog's.
HEAD_BLOCKS = 8

#: The title over a box is a few words; a paragraph of a story that short ends as a sentence does.
LONGEST_TITLE = 60

_CREDIT = re.compile(
    r"[.!?…]\s(?:picture|photo|photograph|image|foto)s?\s?(?:by|credit)?[:/]\s?\S[^.!?]{1,60}$", re.IGNORECASE
)
_LETTER = re.compile(r"\b(?:our|your|free|daily|weekly)\s(?:\w+\s)?newsletter\b|\bin your inbox\b", re.IGNORECASE)

#: A word of each of its forms, which is found sooner than the whole.
_LETTER_WORD = re.compile("[Nn]ewsletter|NEWSLETTER|[Ii]nbox|INBOX")

#: Words of which every line about a newsletter has one, and every credit.
_LETTERS = (b"newsletter", b"inbox")
_PICTURES = (b"photo", b"foto", b"picture", b"image")
#: A credit with all that its pattern allows is shorter.
_CREDIT_WITHIN = 100

_ENDS = (".", "!", "?", "”", '"', "。")

_ABOVE = frozenset({Sort.STAMP, Sort.CRUMBS})
_LISTS = frozenset({Sort.HEADING, Sort.MORE, Sort.COUNTER, Sort.ROW, Sort.NEIGHBOUR})


def without_stops(texts: Sequence[str], chosen: Sequence[int]) -> list[int]:
    """The chosen blocks without stamps at their head, without a list's heading and what it heads.

    `texts` are the blocks' texts by number, `chosen` the numbers of the body's blocks, ascending.
    """
    kept = _without_boxes(texts, chosen)
    sorts = _sorts(texts, kept)
    stamps = [at for at, b in enumerate(kept[:HEAD_BLOCKS]) if sorts.get(b) in _ABOVE]
    if stamps:
        kept = [b for at, b in enumerate(kept) if at > stamps[-1] or not _is_head(texts[b], sorts.get(b))]
    if _LISTS.isdisjoint(sorts.values()):
        return kept
    total = behind = sum(len(texts[b]) for b in kept)
    sentences = sum(len(texts[b]) for b in kept if texts[b].endswith(_ENDS))
    out: list[int] = []
    for b in kept:
        text = texts[b]
        behind -= len(text)
        sentences -= len(text) if text.endswith(_ENDS) else 0
        if sorts.get(b) not in _LISTS:
            out.append(b)
        elif out and behind <= LAST_SHARE * total and 2 * sentences < max(behind, 1):
            break
    return out


def _sorts(texts: Sequence[str], chosen: Sequence[int]) -> dict[int, Sort | None]:
    """What the lines among the chosen blocks are. Below the head only what lists of other stories have is asked for."""
    sorts: dict[int, Sort | None] = {
        b: sort_line(texts[b]).sort for b in chosen[:HEAD_BLOCKS] if len(texts[b]) <= LONGEST_LINE
    }
    for b in chosen[HEAD_BLOCKS:]:
        text = texts[b]
        if len(text) <= LONGEST_LINE and not _is_sentence(text):
            sorts[b] = list_sort(text)
    return sorts


def _without_boxes(texts: Sequence[str], chosen: Sequence[int]) -> list[int]:
    """Without captions told by their credit, and without a newsletter's box: its line, and the title over it."""
    short = [text for b in chosen if len(text := texts[b]) <= LONGEST_LINE]
    whole = joined(short)
    pictured, letters = has_one(_PICTURES, whole), has_one(_LETTERS, whole)
    if not pictured and not letters:
        return list(chosen)
    out: list[int] = []
    for b in chosen:
        text = texts[b]
        if len(text) > LONGEST_LINE:
            out.append(b)
            continue
        if pictured and (":" in text or "/" in text) and _CREDIT.search(text, max(0, len(text) - _CREDIT_WITHIN)):
            continue
        if letters and _LETTER_WORD.search(text) and _LETTER.search(text):
            if out and len(texts[out[-1]]) <= LONGEST_TITLE and not texts[out[-1]].endswith((".", "?", "!", "”", '"')):
                out.pop()
            continue
        out.append(b)
    return out


def _is_sentence(text: str) -> bool:
    """Whether a line is so long, and ends so, that it heads no list and is no item of one."""
    return len(text) > LONGEST_TITLE and text.endswith(_ENDS)


def _is_head(text: str, sort: Sort | None) -> bool:
    """Whether a block at or above the last stamp is of the head: a stamp, crumbs, or a line that is no sentence."""
    return sort in _ABOVE or (len(text) < LONGEST_LINE and not text.rstrip().endswith((".", "”", '"', "。")))
