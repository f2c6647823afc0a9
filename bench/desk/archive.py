"""A WARC of news pages onto a desk, and through the loop that one would write without copydesk, on the same pages."""

import gzip
import importlib
import importlib.metadata
import io
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from bench.clock import cpu_seconds
from bench.reading.pages import CORPORA, examples
from copydesk.capture import gather
from copydesk.desk import Desk, line
from copydesk.inspection import fast as inspection_loops
from copydesk.reading import fast as reading_loops
from copydesk.record import Page, Reading
from copydesk.relating.terms import MEMORY
from copydesk.text import fast as kernels

#: Each side goes over the archive so often, in turn; the quickest counts, as others are busy on the machine.
_ROUNDS = 3


def measured(folder: Path) -> dict[str, float]:
    """Pages a CPU second of one core, ours and the peers' that are installed; empty without the corpora.

    The pages are those of `bench.reading` that no model was trained on.
    """
    if not CORPORA.is_dir():
        return {}
    path = folder / "pages.warc.gz"
    count = _write(path)
    # As a process does by itself that goes through many pages; the peers' modules are loaded, too.
    compiled = all(room.load() for room in (reading_loops, inspection_loops, kernels))
    peers = _peers()
    ours, theirs = float("inf"), dict.fromkeys(peers, float("inf"))
    for number in range(_ROUNDS):
        ours = min(ours, _cpu(partial(_take, path, folder / f"own{number}")))
        for name, extract in peers.items():
            theirs[name] = min(theirs[name], _cpu(partial(_loop, path, extract)))
    found = {"pages": float(count), "on compiled loops": float(compiled)}
    found |= {"WARC to stories on a desk, pages a CPU s": count / ours}
    found |= {f"FastWARC and {name}, pages a CPU s": count / took for name, took in theirs.items()}
    found |= {f"times as fast as FastWARC and {name}": took / ours for name, took in theirs.items()}
    return found | _shares(path, ours)


def _shares(path: Path, whole: float) -> dict[str, float]:
    """What the rooms' work takes of the whole, each measured by itself; the rest is storing and making stories."""
    pages = [p for p in gather([str(path)]) if isinstance(p, Page)]
    readings = [r for r in line().read.run(pages) if isinstance(r, Reading)]
    took = {
        "capture": min(_cpu(lambda: _drain(gather([str(path)]))) for _ in range(_ROUNDS)),
        "reading": min(_cpu(lambda: _drain(line().read.run(pages))) for _ in range(_ROUNDS)),
        "inspection": min(_cpu(lambda: _drain(line(memory={}).inspect.run(readings))) for _ in range(_ROUNDS)),
    }
    shares = {f"of the whole: {name}, %": 100 * seconds / whole for name, seconds in took.items()}
    return shares | {"of the whole: storing and making stories, %": 100 * (1 - sum(took.values()) / whole)}


def _write(path: Path) -> int:
    """The pages as a crawler would have kept them: a response each, each compressed by itself; gives their number."""
    kept = [page for page in examples() if page.is_test]
    with path.open("wb") as file:
        for number, page in enumerate(kept):
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.content
            head = (
                f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:example:{number}>\r\n"
                f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: {page.url or f'https://news{number}.example/'}\r\n"
                f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            file.write(gzip.compress(head.encode() + answer + b"\r\n\r\n", 6))
    return len(kept)


def _take(path: Path, folder: Path) -> None:
    MEMORY.forget()  # the rounds have the same stories; a desk meets each for the first time
    desk = Desk.open(folder, create=True)
    desk.take(gather([str(path)]))
    desk.store.close()


def _loop(path: Path, extract: Callable[[bytes], object]) -> None:
    for record in ArchiveIterator(io.BytesIO(path.read_bytes()), record_types=WarcRecordType.response):
        extract(record.reader.read())


def _peers() -> dict[str, Callable[[bytes], object]]:
    try:
        trafilatura = importlib.import_module("trafilatura")
    except ImportError:
        return {}
    name = f"trafilatura {importlib.metadata.version('trafilatura')}"
    return {
        name: trafilatura.extract,
        f"{name} with metadata": lambda page: trafilatura.bare_extraction(page, with_metadata=True),
    }


def _cpu(work: Callable[[], object]) -> float:
    began = cpu_seconds()
    work()
    return cpu_seconds() - began


def _drain(results: Iterable[object]) -> None:
    deque(results, maxlen=0)
