"""`python -m bench.desk [--pages N] [--at-once N] [--desk ADDRESS]`: measure, and write the results.

To have the loop of FastWARC and trafilatura beside the desk, run it in a virtual environment that has both copydesk and
trafilatura.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from bench.tracing.__main__ import write
from copydesk.desk import Desk
from copydesk.stores.verifying import verify

from . import archive
from .load import looked_up, taken
from .pages import pages


def main() -> None:
    """Take generated pages into a new desk, then ask it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=1_000, help="pages a run; stories are made after each")
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--desk", help="postgresql://... with an empty schema; default: SQLite in a temporary folder")
    parser.add_argument("--name", default="desk", help="of the files of results")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="copydesk-bench-"))
    try:
        warc = archive.measured(folder)
        desk = Desk.open(asked.desk or folder / "desk", create=True)
        found = {"taking": taken(desk, pages(asked.pages), asked.at_once, asked.cores), "asking": looked_up(desk.store)}
        size = sum(p.stat().st_size for p in (folder / "desk").glob("desk.db*")) / 1e6
        began = time.perf_counter()
        damage = len(list(verify(desk.store)))
        counts = desk.store.counts()
        found["holding"] = {
            "stories": float(counts.stories),
            "MB on disk": size,
            "verify, s": time.perf_counter() - began,
            "damage named": float(damage),
        }
        if warc:
            found["a WARC onto a desk, one core"] = warc
        desk.store.close()
    finally:
        shutil.rmtree(folder)
    write(asked.name, "A desk under load, measured", found)


if __name__ == "__main__":
    main()
