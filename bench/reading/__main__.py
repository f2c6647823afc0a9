"""`python -m bench.reading [--only NAME…] [--pages N]`: ourselves and the peers on the same pages, in one run, in turn.

Each page goes through every system before the next page is opened, so that a busy machine is busy for all of them; the
order of the systems turns with every page. Times are CPU seconds of this process. Peers that are not installed are left
out (`pip install trafilatura readability-lxml resiliparse newspaper4k`). We run on compiled loops where the extra
`fast` is installed, loaded before the clock starts, and with `--numpy` without; the table says which. Only pages kept
for the test are scored (see `pages.py`); the slowest page is looked for among all of them.
"""

import argparse
import gzip
import json
import sys
import warnings
from pathlib import Path
from subprocess import check_output
from tempfile import TemporaryDirectory

from bench.clock import cpu_seconds
from copydesk.reading.fast import load

from .pages import SETS, Example, examples, pages_hash, scorer
from .peers import Answer, System, systems
from .score import Tally

RESULTS = Path(__file__).resolve().parents[1] / "results"
FIGURES = ("f1", "precision", "recall", "exact", "pages_per_cpu_second", "slowest_cpu_seconds")
META = ("headline", "byline", "no byline invented", "published")
#: What the speed is compared with.
RECORD = "trafilatura with metadata"


def main() -> None:
    """Measure, and write `bench/results/reading.md` and `.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", help="names of systems; all that are installed otherwise")
    parser.add_argument("--pages", type=int, help="at most so many test pages of each set")
    parser.add_argument("--numpy", action="store_true", help="without the compiled loops")
    asked = parser.parse_args()
    runs_on = "[fast]" if not asked.numpy and load() else "numpy"
    every = examples()
    tested = [p for p in every if p.is_test]
    if asked.pages:
        tested = [p for s in SETS for p in [q for q in tested if q.corpus == s][: asked.pages]]
    chosen = [s for s in systems() if not asked.only or s.name in asked.only]
    tallies = measure(chosen, tested)
    slowest = slowest_of(chosen[0], every) if not asked.pages else None
    found: dict[str, object] = {
        "pages_sha256": pages_hash(tested),
        "versions": {s.name: s.version for s in chosen},
        "python": sys.version.split()[0],
        "copydesk_runs_on": runs_on,
        "figures": {s: {n: t.row() for n, t in by_name.items()} for s, by_name in tallies.items()},
        "times_trafilatura": ratios(tallies),
        "slowest_page_of_all": slowest,
        "first_page_of_a_process": first_pages(),
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "reading.json").write_text(json.dumps(found, indent=1) + "\n")
    (RESULTS / "reading.md").write_text(table(found, tallies))


def measure(chosen: list[System], tested: list[Example]) -> dict[str, dict[str, Tally]]:
    """Every system on every page, in turn."""
    warnings.simplefilter("ignore")
    score = scorer()
    tallies: dict[str, dict[str, Tally]] = {s: {system.name: Tally() for system in chosen} for s in SETS}
    with TemporaryDirectory() as folder:
        first = [tested[0], *_firsts(Path(folder))]
        for system in chosen:  # what is loaded at first use is no page's cost; `first_pages` tells what it costs us
            for page in first:
                answered(system, page)
    for number, page in enumerate(tested):
        turn = number % len(chosen)
        for system in chosen[turn:] + chosen[:turn]:
            page.content  # noqa: B018 -- unpacked before the clock starts
            start = cpu_seconds()
            answer = answered(system, page)
            seconds = cpu_seconds() - start
            tally = tallies[page.corpus][system.name]
            tally.add(score, page, answer.text, seconds)
            if system.has_meta:
                tally.add_meta(score, page, answer.headline, answer.byline, answer.published)
        if number % 50 == 0:
            print(f"{number} of {len(tested)} pages", file=sys.stderr)
    return tallies


def _firsts(folder: Path) -> list[Example]:
    """A page that declares neither language nor time, so that whatever guesses either is loaded; and it as a page of so
    many bytes that our guarded worker reads it, whose CPU time counts as ours.
    """
    found = []
    for name, page in (("bare", BARE), ("large", BARE + f"<!--{' ' * 4_000_000}-->")):
        (folder / f"{name}.html.gz").write_bytes(gzip.compress(page.encode()))
        found.append(Example("none", name, folder / f"{name}.html.gz", "", "", "", {}))
    return found


BARE = (
    "<html><body><h1>Mashua mpya bandarini</h1><p>"
    + "Mvuvi wa Velden aliona mashua mpya bandarini asubuhi ya leo, na watu wengi walifika kuitazama pamoja naye. " * 3
    + "</p></body></html>"
)
#: Reads a page in a process that has read none, and one that declares its language before it or not.
_FIRST = """
import sys, time
from copydesk.reading import read_page
from copydesk.record import Page
start = time.process_time()
read_page(Page(name="first.html", content=sys.argv[1].encode()))
print(time.process_time() - start)
"""


def first_pages() -> dict[str, float]:
    """CPU seconds of our first page in a fresh process, beyond the import: its language declared, and not."""
    declared = BARE.replace("<html>", "<html lang=sw>").replace("Mvuvi wa Velden", "The fisher and the sea of it")
    return {
        name: round(min(float(check_output([sys.executable, "-c", _FIRST, page])) for _ in range(3)), 3)
        for name, page in (("language declared", declared), ("language to be guessed", BARE))
    }


def answered(system: System, page: Example) -> Answer:
    """A system's answer; an empty one where it gives up with an error of its own (no error of ours is caught)."""
    if system.name.startswith("copydesk"):
        return system.run(page)
    try:
        return system.run(page)
    except (ImportError, ValueError, TypeError, LookupError, AttributeError, SyntaxError) as exc:
        print(f"{system.name} on {page.key}: {type(exc).__name__}", file=sys.stderr)
        return Answer("")


def slowest_of(system: System, every: list[Example]) -> dict[str, object]:
    """The page of all sets that takes the most CPU seconds (the better of two goes, since other work disturbs)."""
    worst: tuple[float, str] = (0.0, "")
    for page in every:
        best = min(_seconds(system, page) for _ in range(2))
        worst = max(worst, (best, f"{page.corpus}/{page.key}"))
    return {"system": system.name, "page": worst[1], "cpu_seconds": round(worst[0], 4), "of": len(every)}


def _seconds(system: System, page: Example) -> float:
    page.content  # noqa: B018 -- unpacked before the clock starts
    start = cpu_seconds()
    system.run(page)
    return cpu_seconds() - start


def ratios(tallies: dict[str, dict[str, Tally]]) -> dict[str, float]:
    """How many of our pages go into the CPU time of one page of trafilatura's body and metadata, by set."""
    found = {}
    for name, by_name in tallies.items():
        ours, theirs = by_name.get("copydesk"), by_name.get(RECORD)
        if ours and theirs and ours.seconds:
            found[name] = round(theirs.seconds / ours.seconds, 2)
    return found


def table(found: dict[str, object], tallies: dict[str, dict[str, Tally]]) -> str:
    """The report in Markdown."""
    lines = [
        "# Reading, measured",
        "",
        "Written by `python -m bench.reading`. Bodies are scored as bags of word 4-grams, each page weighing the same,",
        "with the share of pages whose words are exactly right. Times are CPU seconds of one core; all systems ran",
        "on the same pages in one process, in turn. Pages: all of aeb, the fundus publishers and wcxb hosts that the",
        f"model was not trained on (SHA-256 `{found['pages_sha256']}`). Copydesk ran on {found['copydesk_runs_on']}.",
    ]
    versions = found["versions"]
    assert isinstance(versions, dict)
    for name, by_name in tallies.items():
        lines += ["", f"## {name}, {next(iter(by_name.values())).pages} pages", ""]
        lines.append("| system | version | F1 | precision | recall | exact | pages per CPU s | slowest, CPU s |")
        lines.append("|---|---|---|---|---|---|---|---|")
        for system, tally in by_name.items():
            row = tally.row()
            lines.append(f"| {system} | {versions[system]} | " + " | ".join(str(row[f]) for f in FIGURES) + " |")
        if any(t.asked for t in by_name.values()):
            lines += ["", "| system | headline | byline | no byline invented | published |", "|---|---|---|---|---|"]
            for system, tally in by_name.items():
                row = tally.row()
                if tally.asked:
                    lines.append(f"| {system} | " + " | ".join(str(row.get(m, "–")) for m in META) + " |")
    lines += ["", "## Speed", ""]
    lines.append(f"Pages in the time of one of trafilatura's, with metadata: {found['times_trafilatura']}.")
    if found["slowest_page_of_all"]:
        lines.append(f"Slowest page of all sets: {found['slowest_page_of_all']}.")
    lines.append(f"First page of a fresh process, in numpy, CPU s: {found['first_page_of_a_process']}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
