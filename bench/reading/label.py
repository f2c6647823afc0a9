"""Which blocks of a page its truth holds: what the model learns from."""

from collections.abc import Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

Labels = NDArray[np.bool_]
#: A run of so many equal words is no accident; a shorter one counts only where it is a whole block.
RUN = 4
#: Times that each doubtful block is tried the other way.
ROUNDS = 2


def label(measure: ModuleType, texts: Sequence[str], body: str) -> tuple[Labels, float]:
    """The blocks whose words stand in the true body, and the score that this choice itself reaches.

    Page and body are aligned word by word first; then each doubtful block is flipped if that raises the score.
    """
    words = [measure.WORD.findall(text) for text in texts]
    labels = aligned(words, measure.WORD.findall(body))
    true = set(measure.WORD.findall(body))
    doubtful = [
        b for b, w in enumerate(words) if w and (labels[b] or (len(w) >= 3 and sum(x in true for x in w) > len(w) / 2))
    ]

    def score(chosen: Labels) -> float:
        right: float = measure.overlap(
            body, "\n".join(text for text, is_in in zip(texts, chosen, strict=True) if is_in)
        )[0]
        return right

    best = score(labels)
    for _ in range(ROUNDS):
        before = best
        for b in doubtful:
            labels[b] ^= True
            now = score(labels)
            if now > best + 1e-9:
                best = now
            else:
                labels[b] ^= True
        if best > 0.999 or best == before:
            break
    return labels, best


def aligned(words: list[list[str]], true: list[str]) -> Labels:
    """The blocks most of whose words stand in runs that page and truth share, aligned word by word."""
    numbers: dict[str, int] = {}
    wanted = [numbers.setdefault(w, len(numbers)) for w in true]
    flat = [numbers.get(w, -1) for block in words for w in block]
    flat = [n if n >= 0 else -1 - at for at, n in enumerate(flat)]
    owner = np.array([b for b, block in enumerate(words) for _ in block], dtype=np.int64)
    sizes = np.array([len(block) for block in words])
    if not flat or not wanted:
        return np.zeros(len(words), dtype=np.bool_)
    hit = np.zeros(len(flat), dtype=np.bool_)
    for op in LCSseq.opcodes(flat, wanted):
        run = op.src_end - op.src_start
        if op.tag == "equal" and (run >= RUN or run >= sizes[owner[op.src_start]]):
            hit[op.src_start : op.src_end] = True
    found: Labels = np.bincount(owner[hit], minlength=len(words)) > 0.5 * np.maximum(sizes, 1)
    return found
