"""Precision, and recall by kind of edit, on the whole and on the half that no threshold was chosen on."""

from collections import defaultdict
from collections.abc import Iterable, Set

from copydesk.tracing.copies import find_copies

from .corpus import KINDS, Reuse, real_pairs

Figures = dict[str, float]


def score(corpus: Reuse, pairs: Iterable[tuple[int, int]], part: int | None = None) -> Figures:
    """Precision and recall of pairs; with `part` those of one half of the stories, told by the pair's first text."""
    found = {(min(p), max(p)) for p in pairs if p[0] != p[1]}
    if part is not None:
        found = {p for p in found if corpus.parts[p[0]] == part}
    true = sum(bool(corpus.families[a] & corpus.families[b]) for a, b in found)
    figures: Figures = {"pairs": len(found), "precision": true / max(1, len(found))}
    hits: dict[str, list[bool]] = defaultdict(list)
    for i, (kind, original) in enumerate(zip(corpus.kinds, corpus.originals, strict=True)):
        pair = (min(i, original), max(i, original))
        if original >= 0 and (part is None or corpus.parts[pair[0]] == part):
            hits[kind].append(pair in found)
    figures |= {f"recall {kind}": sum(hits[kind]) / max(1, len(hits[kind])) for kind in KINDS}
    return figures


def quality(corpus: Reuse) -> dict[str, Figures]:
    """Figures of both tiers on the whole, on the half used for choosing, on the unseen half."""
    copies = find_copies(corpus.texts, corpus.sites)
    out: dict[str, Figures] = {}
    for tier, passages in (("copy", False), ("shares a passage", True)):
        pairs = list(copies.pairs(passages=passages))
        for name, part in (("whole", None), ("chosen on", 0), ("unseen", 1)):
            out[f"{tier}, {name}"] = score(corpus, pairs, part)
    return out


def real(folder_pairs: tuple[list[str], list[tuple[int, int]]] | None = None) -> Figures:
    """Share of the real pairs found in each tier, all their texts given in one batch; two equal texts are found."""
    texts, wanted = folder_pairs or real_pairs()
    copies = find_copies(texts)
    all_pairs: Set[tuple[int, int]] = set(copies.pairs(passages=True))
    closer: Set[tuple[int, int]] = set(copies.pairs())
    return {
        "pairs": len(wanted),
        "found as copy": sum(p[0] == p[1] or p in closer for p in wanted) / len(wanted),
        "found sharing a passage": sum(p[0] == p[1] or p in all_pairs for p in wanted) / len(wanted),
    }
