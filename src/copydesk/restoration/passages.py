"""Passages that some witnesses have and others lack: left out by the one, or put in by the other."""

import re
from collections.abc import Container, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

import numpy as np

from copydesk.text.words import Ids

from .cohesion import doubtful, foreign
from .collation import Collation, Difference
from .voices import Choice, Voices, voices
from .witnesses import BREAK, Witness, moment_key

#: The longest caption; the longest line of furniture (of those seen in farms' bodies and outlets' pages most have under
#: 15 words, and a story's closing paragraph seldom has); what names a picture's maker.
CAPTION_WORDS = 60
LINE_WORDS = 18
#: The same for one that is no sentence: it ends without a stop, as a headline under “read more” does.
UNFINISHED_WORDS = 30
_STOPS = (".", "!", "?", "…", "。")
_CREDIT = re.compile(r"\b(?:Photo|Photograph|Picture|Image|Foto|Credit|Bild)s?(?: by\b|:|/)")


class Passage(StrEnum):
    """What a passage looks like, which says whether it was rather left out or rather put in."""

    CAPTION = "a picture's caption"
    LINE = "a short paragraph by itself"
    PROSE = "sentences among others"
    TAIL = "the end of the text"
    LAST = "a last paragraph that may be about something else"
    END = "several paragraphs at the end of the text"
    FOREIGN = "a paragraph about something else"


#: What may have been cut off.
ENDS = (Passage.TAIL, Passage.LAST, Passage.END)


def passage(w: Witness, start: int, end: int, *, edge: bool, rest: str) -> Passage:
    """What the words `[start, end)` of a witness look like.

    `edge` says that they are at an end; `rest` is what else the story has.
    """
    words = w.words
    text = w.text[int(words.starts[start]) : int(words.ends[end - 1])]
    if _is_caption(w, start, end):
        return Passage.CAPTION
    before, after = w.gap(start), w.gap(end)
    alone = BREAK in before and BREAK in after
    unfinished = after.lstrip("”’\"')")[:1] not in _STOPS
    if alone and BREAK not in text and end - start <= (UNFINISHED_WORDS if unfinished else LINE_WORDS):
        return Passage.LINE
    if alone and BREAK not in text and foreign(text, rest):
        return Passage.FOREIGN
    if not edge or start == 0:
        return Passage.PROSE
    if BREAK in text:
        return Passage.END
    return Passage.LAST if alone and doubtful(text, rest) else Passage.TAIL


def stands(has: Voices, lacks: Voices, kind: Passage) -> bool:
    """Whether a passage that the base lacks belongs to the story.

    Captions and lines of furniture are put in; sentences are left out, and ends are cut off: a cut text cannot be
    the source of a full one. Farms cut at paragraphs, so several that end at one word prove nothing; outlets do.
    """
    if kind in (Passage.CAPTION, Passage.FOREIGN):
        return len(has.clean) > max(1, len(lacks.clean))
    if len(has.clean) != len(lacks.clean) and max(len(has.clean), len(lacks.clean)) > 1:
        return len(has.clean) > len(lacks.clean)
    if kind is Passage.LINE:
        return not (has.clean or lacks.clean) and len(has) > len(lacks)
    if kind in ENDS:
        return bool(has.clean) or len(has) > len(lacks.clean) or len(lacks) == 1
    return len(has.clean) > len(lacks.clean) or (not lacks.clean and len(has) >= len(lacks))


def put_in(has: Voices, lacks: Voices, kind: Passage) -> bool:
    """Whether those that lack a passage of the base show that somebody wrote it in."""
    if kind in (Passage.CAPTION, Passage.FOREIGN):
        speak = (lacks.clean, has.clean) if lacks.clean or has.clean else (lacks.other, has.other)
        return len(speak[0]) >= len(speak[1])
    if kind is Passage.LINE and len(has) == 1 and len(lacks) > 1:
        return True
    if kind is Passage.END:
        return False
    if has.clean or lacks.clean:
        enough = 2 if kind in ENDS else 1
        return len(lacks.clean) > len(has.clean) and len(lacks.clean) >= enough and len(lacks) > len(has)
    if kind in ENDS:
        return False
    if kind is Passage.LINE:
        return len(lacks) >= len(has)
    return len(lacks) > len(has) and len(lacks) >= 2


def missing_passages(collation: Collation, family: Mapping[int, int]) -> list[Choice]:
    """Passages that the base lacks and that belong to the story."""
    by_index = {w.index: w for w in collation.others}
    gaps: dict[int, list[Difference]] = {}
    for d in collation.differences:
        if (
            not d.small
            and d.end - d.start <= 1
            and d.stop - d.at > 1
            and not _is_moved(collation, by_index[d.witness], d)
        ):
            gaps.setdefault(d.start, []).append(d)
    out = []
    for gap, found in sorted(gaps.items()):
        best = max(
            found,
            key=lambda d: (
                by_index[d.witness].clean,
                not by_index[d.witness].spun,
                _agreement(d, found, by_index),
                by_index[d.witness].key,
            ),
        )
        source = by_index[best.witness]
        at, stop = _without_captions(source, best.at, best.stop)
        put = {d.witness: by_index[d.witness].words.ids[d.at : d.stop] for d in found}
        holders = [by_index[i] for i, ids in put.items() if _alike(ids, source.words.ids[at:stop])]
        # Who puts something else there lacks it as those do who put nothing there.
        lacking = [
            w
            for w in collation.others
            if w not in holders and (w.index in put or collation.covered[w.index][gap : gap + 1].all())
        ]
        kind = passage(source, at, stop, edge=best.edge, rest=collation.base.text)
        lacking.append(collation.base)
        has, lacks = voices(holders, family), voices(lacking, family)
        cut = kind in ENDS and any(w.clean and _before(w, lacking) for w in holders)
        if cut or (stands(has, lacks, kind) and not (kind is Passage.LAST and _added(has, lacks, holders, lacking))):
            out.append(Choice(best.start, best.end, source, at, stop))
    return out


def lone_passages(
    collation: Collation, family: Mapping[int, int], kinds: Container[Passage] = tuple(Passage)
) -> list[Choice]:
    """Passages of the base that others lack though they speak for both sides of them, and that were put in."""
    out = []
    for start, end in sorted({(d.start, d.end) for d in collation.differences if not d.small}):
        if end - start <= 1:
            continue
        same = [
            d
            for d in collation.differences
            if not d.small and abs(d.start - start) <= 1 and abs(d.end - end) <= 1 and d.stop - d.at <= 1
        ]
        without = {d.witness: d for d in same}
        lacking = [w for w in collation.others if w.index in without and not _moved_away(collation, w, start, end)]
        if not lacking:
            continue
        having = [w for w in collation.others if w.index not in without and _holds(collation, w, start, end)]
        has, lacks = voices([*having, collation.base], family), voices(lacking, family)
        kind = _of_all(collation.base, start, end, edge=any(d.edge for d in same))
        if kind in (Passage.TAIL, Passage.LAST) and _before(collation.base, lacking):
            continue
        added = kind is Passage.LAST and _added(has, lacks, [*having, collation.base], lacking)
        if kind in kinds and (added or put_in(has, lacks, kind)):
            d = without[lacking[0].index]
            out.append(Choice(d.start, d.end, lacking[0], d.at, d.stop))
    return out


def _alike(a: Ids, b: Ids) -> bool:
    """Whether most words of the shorter of two passages stand in the other."""
    return bool(np.isin(a, b).sum() > 0.5 * min(len(a), len(b)))


def _added(has: Voices, lacks: Voices, holders: Sequence[Witness], lacking: Sequence[Witness]) -> bool:
    """Whether a doubtful last paragraph, for and against which honest voices are even, came with a later copy.

    What the first copy lacked was added, not cut off by it: so with 12 of 18 such paragraphs of the develop part.
    """
    even = len(has.clean) == len(lacks.clean) > 0
    return even and any(w.clean and _before(w, holders) for w in lacking)


def _before(w: Witness, others: Sequence[Witness]) -> bool:
    """Whether a witness claims an earlier time than all the others: what was there first was cut off, not put in."""
    mine = moment_key(w.article.published)
    return all(mine < moment_key(other.article.published) for other in others if other.clean)


def _paragraphs(w: Witness, start: int, end: int) -> list[tuple[int, int]]:
    return list(pairwise([start, *(i for i in range(start + 1, end) if BREAK in w.gap(i)), end]))


def _of_all(w: Witness, start: int, end: int, *, edge: bool) -> Passage:
    """What a passage of a witness's own text looks like; captions do not count beside others."""
    rest = w.around(start, end)
    parts = _paragraphs(w, start, end)
    kinds = {passage(w, a, b, edge=edge, rest=rest) for a, b in parts} if len(parts) > 1 else set()
    if kinds and kinds <= {Passage.CAPTION, Passage.FOREIGN}:
        return Passage.FOREIGN
    if kinds == {Passage.CAPTION, Passage.LAST}:
        return Passage.LAST
    return passage(w, start, end, edge=edge, rest=rest)


def _without_captions(w: Witness, start: int, end: int) -> tuple[int, int]:
    """A passage of several paragraphs without captions at its ends; one that is all captions stays as it is."""
    prose = [(a, b) for a, b in _paragraphs(w, start, end) if not _is_caption(w, a, b)]
    return (prose[0][0], prose[-1][1]) if prose else (start, end)


def _is_caption(w: Witness, start: int, end: int) -> bool:
    text = w.text[int(w.words.starts[start]) : int(w.words.ends[end - 1])]
    return end - start <= CAPTION_WORDS and _CREDIT.search(text) is not None


def _agreement(d: Difference, found: Sequence[Difference], by_index: Mapping[int, Witness]) -> int:
    words = by_index[d.witness].words.ids[d.at : d.stop].tobytes()
    return sum(by_index[e.witness].words.ids[e.at : e.stop].tobytes() == words for e in found)


def _is_moved(collation: Collation, source: Witness, d: Difference) -> bool:
    """Whether the passage stands elsewhere in the base already."""
    rows = collation.alignments[source.index].moved
    inside = sum(min(d.stop, y + n) - max(d.at, y) for _, y, n in rows.tolist() if y < d.stop and y + n > d.at)
    return bool(inside > 0.5 * (d.stop - d.at))


def _moved_away(collation: Collation, w: Witness, start: int, end: int) -> bool:
    rows = collation.alignments[w.index].moved.tolist()
    return any(x < end and x + n > start for x, _, n in rows)


def _holds(collation: Collation, w: Witness, start: int, end: int) -> bool:
    blocks = collation.alignments[w.index].blocks.tolist()
    held = sum(min(end, x + n) - max(start, x) for x, _, n in blocks if x < end and x + n > start)
    return bool(held > 0.5 * (end - start))
