"""The command: `python -m bench.farm generate|score|train|memory`."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import msgspec

from copydesk.inspection import inspect
from copydesk.inspection.fast import load as load_loops
from copydesk.record import Checked, Reading

from .articles import load
from .fit import fit
from .generate import fingerprint, generate
from .label import Label, Part, read_lines
from .memory import as_markdown as peaks_as_markdown
from .memory import peaks
from .plot import reliability
from .report import as_markdown, part_report, report
from .score import Score, bins, run
from .train import count, lexicon

#: What issue and design ask of the figures, where they ask something.
GOALS = {
    "injection, agreeing, glued, exact": "≥ 98 %",
    "injection, agreeing, free, exact": "≥ 90 %",
    "injection, alone, glued, told": "≥ 60 %",
    "injection, alone, free, told": "≥ 35 %",
    "headline affix, odd": "≥ 97 %",
    "headline affix, spaced": "≥ 50 %",
    "headline affix, spaced, five pages": "≥ 98 %",
    "headline restored": "≥ 98 %",
    "body restored": "≥ 97 %",
    "honest, nothing accused": "≥ 99.5 %",
    "honest, no injected-text accused": "≥ 99.8 %",
    "honest, body unchanged": "100 %",
    "right, confidence from 0.9": "≥ 98 %",
}


#: Weights are fitted to the pages of so many seeds: one alone has too few honest names that stand in headline and body.
TRAINING_SEEDS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands."""
    options = _parser().parse_args(arguments)
    if options.command == "generate":
        _generate(options)
    elif options.command == "train":
        _train(options)
    elif options.command == "memory":
        _memory(options)
    else:
        _score(options)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.farm", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("generate", help="labelled pages from clean articles, as JSONL on stdout")
    make.add_argument("--part", choices=[Part.DEVELOP.value, Part.HELD_OUT.value], default=Part.HELD_OUT.value)
    score = commands.add_parser("score", help="score copydesk, or another's findings, on labelled pages")
    score.add_argument("--labels", type=Path, help="pages from `generate`; made anew, both parts, where not given")
    score.add_argument("--checked", type=Path, help="JSONL as `copydesk check --json` gives it, in place of a run here")
    score.add_argument("--out", type=Path, default=Path("bench/results"), help="folder for inspection.md and .json")
    score.add_argument("--plot", type=Path, help="where to write the reliability plot, an SVG")
    score.add_argument("--plain", action="store_true", help="without the compiled loops of the extra `fast`")
    score.add_argument("--show", type=int, default=0, help="print so many misses of each figure")
    train = commands.add_parser("train", help="make the word model and the weights that ship with the package")
    train.add_argument("--out", type=Path, default=Path("src/copydesk/inspection"))
    train.add_argument("--words", type=Path, help="a frequency list, to make the lexicon anew as well")
    memory = commands.add_parser("memory", help="what `copydesk check` needs of memory for 1,000 and 10,000 articles")
    memory.add_argument(
        "--out", type=Path, default=Path("bench/results"), help="folder for inspection-memory.md and .json"
    )
    for command in (make, score, train, memory):
        command.add_argument(
            "--articles", type=Path, required=True, help="JSONL of headline, paragraphs, published, url"
        )
        command.add_argument("--seed", type=int, default=1)
        command.add_argument("--tampered", type=int, default=2000)
        command.add_argument("--honest", type=int, default=2000)
    return parser


def _generate(options: argparse.Namespace) -> None:
    part = Part(options.part)
    for label in generate(load(options.articles)[part], part, options.seed, options.tampered, options.honest):
        sys.stdout.buffer.write(msgspec.json.encode(label) + b"\n")


def _score(options: argparse.Namespace) -> None:
    scores: dict[str, Score] = {}
    parts = {}
    runs_on = "plain code" if options.checked or options.plain or not load_loops() else "compiled loops"
    for name, labels in _labels(options).items():
        detector = _recorded(options.checked) if options.checked else inspect
        scores[name] = run(labels, detector)
        parts[name] = part_report(scores[name], len(labels), fingerprint(labels))
    made = report(options.articles, parts, runs_on)
    text = as_markdown(made, GOALS)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "inspection.md").write_text(text, "utf-8")
    (options.out / "inspection.json").write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
    if options.plot:
        last = list(scores)[-1]
        options.plot.write_text(reliability(f"Findings on the {last} part", bins(scores[last])), "utf-8")
    print(text)
    for name, score in scores.items():
        for figure, misses in score.looked_at.items():
            for miss in misses[: options.show]:
                print(f"{name}: {figure}: {miss[:240]}")


def _labels(options: argparse.Namespace) -> dict[str, list[Label]]:
    if options.labels:
        labels = read_lines(options.labels, Label)
        return {labels[0].part.value: labels}
    articles = load(options.articles)
    return {
        part.value: list(generate(articles[part], part, options.seed, options.tampered, options.honest))
        for part in (Part.DEVELOP, Part.HELD_OUT)
    }


class _Recorded:
    """A detector that gives what was recorded of it, by the page's name."""

    def __init__(self, checked: Iterable[Checked]) -> None:
        self._checked = {at.article.name: at for at in checked}

    def __call__(self, readings: Iterable[Reading]) -> Iterable[Checked]:
        return [self._checked[reading.article.name] for reading in readings]


def _recorded(path: Path) -> _Recorded:
    return _Recorded(read_lines(path, Checked))


def _memory(options: argparse.Namespace) -> None:
    parts = load(options.articles)
    found = list(peaks([*parts[Part.DEVELOP], *parts[Part.HELD_OUT]]))
    text = peaks_as_markdown(found)
    (options.out / "inspection-memory.md").write_text(text, "utf-8")
    (options.out / "inspection-memory.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"
    )
    print(text)


def _train(options: argparse.Namespace) -> None:
    """The word model first: the weights are fitted to what it says."""
    articles = load(options.articles)
    counts = count(articles[Part.MODEL])
    (options.out / "english.msgpack").write_bytes(msgspec.msgpack.encode(counts, order="deterministic"))
    if options.words:
        (options.out / "lexicon.txt").write_text("\n".join(lexicon(options.words)) + "\n", "utf-8")
    seeds = range(options.seed, options.seed + TRAINING_SEEDS)
    pages = chain.from_iterable(
        generate(articles[Part.DEVELOP], Part.DEVELOP, seed, options.tampered, options.honest) for seed in seeds
    )
    weights = msgspec.json.format(msgspec.json.encode(fit(pages)), indent=1)
    (options.out / "weights.json").write_bytes(weights + b"\n")


if __name__ == "__main__":
    sys.exit(main())
