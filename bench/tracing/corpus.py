"""The corpora that tracing is measured on: real news with edits made to it, and real pairs that share passages."""

import json
import lzma
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

KINDS = (
    *("exact", "inject1-3", "headline+redate", "sentdel20", "sentdel50", "trunc50", "trunc20", "boiler"),
    *("reorder", "subst10", "ocr5", "embed30"),
)
#: Where the corpora lie unless told otherwise: beside the checkout. They are not part of the project.
DEFAULT = Path(__file__).resolve().parents[2] / "../shared/corpora"


@dataclass(frozen=True)
class Reuse:
    """Texts with the stories in each (`families`), their site, their kind of edit and the number of their original."""

    texts: list[str]
    sites: list[int]
    families: list[frozenset[int]]
    kinds: list[str]
    originals: list[int]

    @cached_property
    def parts(self) -> list[int]:
        """0 for the half of the stories on which thresholds are chosen, 1 for the half that stays unseen."""
        return [(min(f) * 2654435761 >> 7) & 1 for f in self.families]


def reuse(folder: Path = DEFAULT) -> Reuse:
    """The 21,617 texts of `reuse.jsonl.xz`."""
    with lzma.open(folder / "reuse.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return Reuse(
        [r["text"] for r in rows],
        [r["site"] for r in rows],
        [frozenset(r["fam"]) for r in rows],
        [r["kind"] for r in rows],
        [r.get("orig", -1) for r in rows],
    )


def real_pairs(folder: Path = DEFAULT) -> tuple[list[str], list[tuple[int, int]]]:
    """The texts of `reuse_pairs.json.xz`, each once, and the pairs of their numbers."""
    with lzma.open(folder / "reuse_pairs.json.xz", "rt", encoding="utf-8") as file:
        rows = json.load(file)
    number: dict[str, int] = {}
    pairs = []
    for row in rows:
        a, b = (number.setdefault(row[side], len(number)) for side in "ab")
        pairs.append((min(a, b), max(a, b)))
    return list(number), pairs
