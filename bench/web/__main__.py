"""`python -m bench.web [--pages N] [--readers N] [--seconds S]`: measure, and write the results.

The site is served as `copydesk serve` serves it, by a process of its own; readers ask it from this one, first
alone, then while a third process takes pages into the same desk.
"""

import argparse
import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from bench.desk.pages import pages, terms
from bench.tracing.__main__ import write
from copydesk.desk import Desk

from .readers import Choice, read

#: Pages that the writer takes at once, as `watch` does.
_AT_ONCE = 64

WRITER = """
import sys
from itertools import islice
from bench.desk.pages import pages
from copydesk.desk import Desk
desk, stream = Desk.open(sys.argv[1]), islice(pages(10**6), int(sys.argv[2]), None)
while batch := list(islice(stream, int(sys.argv[3]))):
    print(desk.take(batch).inputs, flush=True)
"""


@contextmanager
def served(desk: Path) -> Iterator[str]:
    """The address of the desk's site."""
    command = [sys.executable, "-m", "copydesk", "serve", "--desk", str(desk), "--port", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().split(" is at ")[1].split("/ ")[0]
        finally:
            server.send_signal(signal.SIGINT)


@contextmanager
def writing(desk: Path, after: int) -> Iterator[list[float]]:
    """A writer at its work; when it has ended, the list holds how many pages a second it took."""
    rate: list[float] = []
    command = [sys.executable, "-c", WRITER, str(desk), str(after), str(_AT_ONCE)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()  # it is at work
        began = time.perf_counter()
        try:
            yield rate
        finally:
            writer.terminate()
            rate.append(sum(map(int, writer.stdout.read().split())) / (time.perf_counter() - began))


def main() -> None:
    """Fill a desk, serve it, read it with and without a writer beside."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3_000)
    parser.add_argument("--readers", type=int, nargs="+", default=[8, 64])
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--name", default="web", help="of the files of results")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="copydesk-bench-"))
    try:
        desk = Desk.open(folder / "desk", create=True)
        desk.take(islice(pages(10**6), asked.pages), cores=2)
        ids, sites = sorted(set(desk.store.story_ids().values())), [s.site for s in desk.store.sites()]
        desk.store.close()
        found: dict[str, dict[str, float]] = {"the desk": {"pages": float(asked.pages), "stories": float(len(ids))}}
        found["the machine"] = {"cores": float(os.cpu_count() or 1), "load average before": os.getloadavg()[0]}
        with served(folder / "desk") as address:
            for readers in asked.readers:
                choices = [Choice(ids, sites, terms(500), n) for n in range(readers)]
                found[f"{readers} readers"] = asyncio.run(read(address, choices, asked.seconds))
                with writing(folder / "desk", asked.pages) as rate:
                    figures = asyncio.run(read(address, choices, asked.seconds))
                found[f"{readers} readers while a writer takes"] = figures | {"pages a second taken": rate[0]}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    write(asked.name, "The site under load, measured", found)


if __name__ == "__main__":
    main()
