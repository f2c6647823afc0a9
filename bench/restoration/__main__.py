"""`python -m bench.restoration [--articles FILE] [--seeds N]`: measure, and write the results."""

import argparse
from pathlib import Path

from bench.farm.articles import load
from bench.farm.label import Part
from bench.tracing.__main__ import write

from .collation import figures
from .passages import called_foreign
from .score import score

DEFAULT = Path(__file__).resolve().parents[2] / "../shared/corpora/wikinews_en.jsonl"


def main() -> None:
    """Measure on the part that rules were looked at with, and on the part that was never looked at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, default=DEFAULT, help="JSONL of headline, paragraphs, published")
    parser.add_argument("--seeds", type=int, default=3, help="sets of stories made of each part's articles")
    parser.add_argument("--first", type=int, default=1, help="the first set's seed; rules were looked at with 1 to 6")
    asked = parser.parse_args()
    parts = load(asked.articles)
    develop = parts[Part.DEVELOP] + parts[Part.MODEL]
    found = {"collation": figures()}
    for name, articles, part in (("develop", develop, Part.DEVELOP), ("unseen", parts[Part.HELD_OUT], Part.HELD_OUT)):
        # The unseen part is small: more sets of it make up for that.
        seeds = asked.seeds if part is Part.DEVELOP else 4 * asked.seeds
        runs = [score(articles, part, seed).figures() for seed in range(asked.first, asked.first + seeds)]
        found[name] = _mean(runs) | {"first seed": float(asked.first)} | called_foreign(articles)
    write("restoration", "Restoration, measured", found)


def _mean(runs: list[dict[str, float]]) -> dict[str, float]:
    """Shares over all runs, weighed by how many each is of; counts summed."""
    out: dict[str, float] = {}
    for name in runs[0]:
        counts = [run.get(f"{name}, of", 1.0) for run in runs]
        if name.endswith(", of"):
            out[name] = sum(run.get(name, 0.0) for run in runs)
        else:
            out[name] = sum(run.get(name, 0.0) * n for run, n in zip(runs, counts, strict=True)) / sum(counts)
    return out


if __name__ == "__main__":
    main()
