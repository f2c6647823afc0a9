"""`python -m bench.tracing [--corpora DIR] [--grow]`: measure, and write the results."""

import argparse
import platform
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from .corpus import DEFAULT, real_pairs, reuse
from .indexing import growth as index_growth
from .quality import quality, real
from .speed import against_datasketch, alignments, growth, memory

RESULTS = Path(__file__).resolve().parents[1] / "results"


def main() -> None:
    """Measure everything that the corpora at hand allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--corpora", type=Path, default=DEFAULT, help="folder of reuse.jsonl.xz and reuse_pairs.json.xz"
    )
    parser.add_argument(
        "--grow", type=int, nargs="*", default=[], help="numbers of generated texts, e.g. 20000 1000000"
    )
    parser.add_argument("--index", type=int, default=100_000, help="articles taken into the index on disk; 0 for none")
    asked = parser.parse_args()
    path = RESULTS / "tracing.json"
    found: dict[str, dict[str, float]] = msgspec.json.decode(path.read_bytes())["figures"] if path.exists() else {}
    if (asked.corpora / "reuse.jsonl.xz").exists():
        corpus = reuse(asked.corpora)
        found |= quality(corpus)
        found["real pairs"] = real(real_pairs(asked.corpora))
        found["speed"] = against_datasketch(corpus)
        found["memory"] = memory(asked.corpora)
        found["alignment"] = alignments(corpus)
    if asked.index:
        found["index"] = index_growth(asked.index)
    if asked.grow:
        found["growth"] = growth(asked.grow)
    write("tracing", "Tracing, measured", found)


def write(name: str, title: str, found: dict[str, dict[str, float]]) -> None:
    """The figures as JSON for the gates and as a page for people."""
    RESULTS.mkdir(exist_ok=True)
    when = datetime.now(UTC).date().isoformat()
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    record = {"measured": when, "machine": machine, "figures": found}
    (RESULTS / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n")
    lines = [
        f"# {title}",
        "",
        f"{when}, {machine}. Shared cores: hold ratios against each other, not absolute speeds.",
        "",
    ]
    for part, figures in found.items():
        lines += [f"## {part}", "", "| figure | value |", "|---|---|"]
        lines += [f"| {key} | {_shown(value)} |" for key, value in figures.items()] + [""]
    (RESULTS / f"{name}.md").write_text("\n".join(lines), encoding="utf-8")


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.4f}".rstrip("0").rstrip(".")


if __name__ == "__main__":
    main()
