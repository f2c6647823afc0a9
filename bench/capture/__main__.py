"""Records a second from WARC to `Page`, beside FastWARC alone on the same file, and what damage costs.

`python -m bench.capture [--records N] [--words W]` makes an archive of invented pages in a temporary folder, measures,
and prints a table; `--warc FILE` measures a file of yours instead.
"""

import argparse
import gzip
import random
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator, WarcRecordType

from copydesk.capture import gather
from copydesk.record import Page

_WORDS = (
    *("harbour", "ferry", "council", "evening", "board", "winter", "bridge", "station", "market", "letter", "captain"),
    *("meeting", "question", "answer", "school", "report", "weather", "morning", "library", "garden", "budget", "road"),
)


def archive(path: Path, records: int, words: int) -> None:
    """Write an archive of invented pages, a gzip member a record. Repeated words make it compress as news pages do."""
    dice = random.Random(3)  # noqa: S311
    with path.open("wb") as out:
        for number in range(records):
            text = " ".join(
                dice.choice(_WORDS) + (f" {dice.randrange(10**6)}" * (dice.random() < 0.3)) for _ in range(words)
            )
            body = f"<!doctype html><title>Page {number}</title><article><p>{text}</p></article>".encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
                f"WARC-Date: 2024-03-14T18:02:11Z\r\nWARC-Target-URI: https://h{number % 50}.example/{number}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            )
            out.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 6))


def _word(dice: random.Random) -> str:
    return f"{dice.choice(_WORDS)} {dice.randrange(10**6)}" if dice.random() < 0.3 else dice.choice(_WORDS)


def ours(path: Path) -> tuple[int, int]:
    """Pages and their bytes, through the door that everybody uses."""
    sizes = [len(found.content) for found in gather([str(path)]) if isinstance(found, Page)]
    return len(sizes), sum(sizes)


def fastwarc_alone(path: Path) -> tuple[int, int]:
    """The same records with nothing done to them: no damage is looked for, nothing is held back or accounted for."""
    number = size = 0
    with path.open("rb") as file:
        for record in ArchiveIterator(GzipReader(file), record_types=WarcRecordType.response, parse_http=True):
            size += len(record.reader.read())
            number += 1
    return number, size


def measure(what: Callable[[Path], tuple[int, int]], path: Path) -> tuple[int, float, float]:
    """Records, seconds of this process's time (best of three), MB a second."""
    best, number, size = float("inf"), 0, 0
    for _ in range(3):
        started = time.process_time()
        number, size = what(path)
        best = min(best, time.process_time() - started)
    return number, best, size / best / 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=2_000)
    parser.add_argument("--words", type=int, default=9_000)
    parser.add_argument("--warc", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.warc or Path(folder) / "bench.warc.gz"
        if given.warc is None:
            archive(path, given.records, given.words)
        hurt = Path(folder) / "hurt.warc.gz"
        data = bytearray(path.read_bytes())
        dice = random.Random(5)  # noqa: S311
        for _ in range(20):
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        hurt.write_bytes(data)
        print("| | records | records/s | MB/s (decoded) |\n|---|---|---|---|")
        rows: tuple[tuple[str, Callable[[Path], tuple[int, int]], Path], ...] = (
            ("copydesk, WARC to pages", ours, path),
            ("FastWARC alone", fastwarc_alone, path),
            ("copydesk, 20 flipped bits", ours, hurt),
        )
        for name, what, where in rows:
            number, seconds, rate = measure(what, where)
            print(f"| {name} | {number:,} | {number / seconds:,.0f} | {rate:,.0f} |")
        print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
