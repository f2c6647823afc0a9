"""From an outline to its scores by the compiled loops: the tables they want, and what is asked of texts in Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .characters import kinds_and_cases
from .dom import BITS, Outline
from .fast import Loops
from .features import HEADING_CODES, SHORT, Hints, are_titles, confirmed, described
from .features_table import BOLDED, BREAKS, ELEMENT, LINKED, LINKS, MARKS, SIZE, START, TAG, Floats
from .vocabulary import Vocabulary
from .words_table import small_letters

Table = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Ground:
    """A page as loops want it; rows of the tables are named in `features_table`.

    `letters` are the code points of all texts, a line's end behind each. `pictures` say before which block each picture
    stands. `name_score` weighs the names of elements, by their number; `said` each block's words.
    """

    letters: NDArray[np.uint32]
    elements: Table
    blocks: Table
    pictures: Table
    name_score: Floats
    said: Floats


def ground(page: Outline, name_score: Sequence[float] | Floats, said: Sequence[float] | Floats) -> Ground:
    """The tables of an outline."""
    texts = page.texts
    if page.tables is not None:
        return Ground(
            letters=page.tables.letters,
            elements=page.tables.elements,
            blocks=page.tables.blocks,
            pictures=page.tables.pictures,
            name_score=np.asarray(name_score, dtype=np.float32),
            said=np.asarray(said, dtype=np.float32),
        )
    blocks = np.zeros((8, len(texts)), dtype=np.int32)
    for row, numbers in (
        (ELEMENT, page.element),
        (LINKED, page.linked),
        (BOLDED, page.bold),
        (LINKS, page.links),
        (BREAKS, page.breaks),
        (SIZE, np.fromiter(map(len, texts), np.int32, len(texts))),
    ):
        blocks[row] = numbers
    np.cumsum(blocks[SIZE, :-1] + 1, out=blocks[START, 1:])
    rows = (page.parent, page.tag, page.bits, page.depth, page.named, page.first, page.last)
    elements = np.frombuffer(b"".join(rows), dtype=np.int32).reshape(len(rows), -1)
    joined = "\n".join(texts) + "\n"
    return Ground(
        letters=np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32),
        elements=elements,
        blocks=blocks,
        pictures=np.array([picture.block for picture in page.pictures], dtype=np.int32),
        name_score=np.asarray(name_score, dtype=np.float32),
        said=np.asarray(said, dtype=np.float32),
    )


def said_in(loops: Loops, page: Outline, vocabulary: Vocabulary) -> Sequence[float] | Floats:
    """As `Vocabulary.score_texts` of the page's texts."""
    tables = page.tables
    if tables is None:
        return vocabulary.score_texts(page.texts)
    said = np.empty(len(page.texts), dtype=np.float32)
    loops.say(tables.letters, tables.blocks, small_letters(), *vocabulary.hashed, said)
    for b in np.flatnonzero(np.isnan(said)).tolist():
        said[b] = vocabulary.score_texts([page.texts[b]])[0]
    return said


def said_by_names(loops: Loops, page: Outline, vocabulary: Vocabulary) -> Sequence[float] | Floats:
    """As `Vocabulary.score_names` of the names of the page's elements."""
    tables = page.tables
    if tables is None:
        return vocabulary.score_names(page.names)
    said = np.empty(len(page.names), dtype=np.float32)
    loops.say_names(tables.strings, tables.names, *vocabulary.hashed_names, said)
    for n in np.flatnonzero(np.isnan(said)).tolist():
        said[n] = vocabulary.score_names([page.names[n]])[0]
    return said


def judged(
    loops: Loops, on: Ground, texts: Sequence[str], hints: Hints, forests: tuple[Any, Any], hopeless: float
) -> tuple[Floats, Floats]:
    """The chance of each block to be the story's, as `model.scores` gives it, and the table of all features.

    `forests` are both stages' `Forest.flat`. What the second stage sees is set only where it was asked.
    """
    told = np.zeros((4, len(texts)), dtype=np.float32)
    told[0] = on.said
    element = on.blocks[ELEMENT]
    heading = HEADING_CODES[on.elements[TAG].take(element)]
    heading |= (on.elements[MARKS].take(element) & BITS["heading"]) != 0
    told[1, are_titles(texts, np.flatnonzero(heading).tolist(), hints)] = 1
    firsts = on.letters.take(on.blocks[START]) * (on.blocks[SIZE] > SHORT)
    told[2, described(texts, hints, firsts)] = 1
    known = confirmed(texts, hints)
    if known is None:
        told[3] = -1
    else:
        told[3, known] = 1
    score, table = loops.judge(
        on.letters,
        kinds_and_cases(),
        on.elements,
        on.blocks,
        on.pictures,
        on.name_score,
        told,
        *forests,
        np.float32(hopeless),
    )
    return score, table
