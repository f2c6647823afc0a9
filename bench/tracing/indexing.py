"""The index on disk as it grows: articles per CPU second, the longest commit, look-ups, bytes a posting."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from copydesk.tracing.index import GramIndex
from copydesk.tracing.index_sqlite import SqliteShelf

#: Sampled grams of an article, as counted on 10,817 news texts.
GRAMS = 53
BATCH = 64


def growth(pages: int, folder: Path | None = None) -> dict[str, float]:
    """Take `pages` articles in batches of 64, one commit each, tending in between; then look up 2,000."""
    with TemporaryDirectory(dir=folder) as place:
        connection = sqlite3.connect(Path(place) / "grams.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        figures = _grow(connection, pages)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        figures["bytes a posting"] = (Path(place) / "grams.db").stat().st_size / (pages * GRAMS)
        connection.close()
    return figures


def _grow(connection: sqlite3.Connection, pages: int) -> dict[str, float]:
    index = GramIndex(SqliteShelf(connection))
    longest = cpu = 0.0
    for start, batch in _batches(pages):
        begun, used = perf_counter(), process_time()
        connection.execute("BEGIN IMMEDIATE")
        index.add((start + i, row) for i, row in enumerate(batch))
        connection.execute("COMMIT")
        longest = max(longest, perf_counter() - begun)
        begun = perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        index.tend()
        connection.execute("COMMIT")
        longest = max(longest, perf_counter() - begun)
        cpu += process_time() - used
    times = []
    asked = np.random.default_rng(2)
    for _, batch in _batches(2_000, seed=1):
        for row in batch:
            wanted = np.where(
                asked.random(GRAMS) < 0.5, row, asked.integers(0, 1 << 61, GRAMS, dtype=np.uint64) << np.uint64(3)
            )
            begun, used = perf_counter(), process_time()
            index.candidates(wanted)
            times.append((1000 * (perf_counter() - begun), 1000 * (process_time() - used)))
    wall, used_cpu = np.array(times).T
    return {
        "articles": pages,
        "articles per CPU s": pages / cpu,
        "longest transaction, s": longest,
        "look-up, median ms": float(np.median(wall)),
        "look-up, p99 ms": float(np.percentile(wall, 99)),
        "look-up, p99 ms of CPU": float(np.percentile(used_cpu, 99)),
    }


def _batches(pages: int, seed: int = 1) -> Iterator[tuple[int, NDArray[np.uint64]]]:
    rng = np.random.default_rng(seed)
    for start in range(0, pages, BATCH):
        yield start, rng.integers(0, 1 << 61, (min(BATCH, pages - start), GRAMS), dtype=np.uint64) << np.uint64(3)
