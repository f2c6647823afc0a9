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

from bench.reading.pages import CORPORA, examples
from copydesk.capture import gather
from copydesk.desk import Desk, line
from copydesk.inspection import fast as inspection_loops
from copydesk.reading import fast as reading_loops
from copydesk.record import Page
from copydesk.relating.terms import MEMORY
from copydesk.text import fast as kernels

from .aside import Aside

#: Each side goes over the archive so often, in turn; the quickest counts, as others are busy on the machine.
_ROUNDS = 5


def measured(folder: Path) -> dict[str, float]:
    """Pages a CPU second of one core, ours and the peers' that are installed; empty without the corpora.

    The pages are those of `bench.reading` that no model was trained on. Each side has a process of its own, as it would
    have with its user; they take turns.
    """
    if not CORPORA.is_dir():
        return {}
    path = folder / "pages.warc.gz"
    count = _write(path)
    own = Aside(_load)
    peers = {name: Aside(partial(_load_peer, name)) for name in _peers()}
    ours, theirs = float("inf"), dict.fromkeys(peers, float("inf"))
    for number in range(_ROUNDS):
        ours = min(ours, own.seconds(partial(_take, path, folder / f"own{number}")))
        for name, peer in peers.items():
            theirs[name] = min(theirs[name], peer.seconds(partial(_loop, path, name)))
    found = {"pages": float(count), "on compiled loops": float(bool(own.ready))}
    found |= {"WARC to stories on a desk, pages a CPU s": count / ours}
    found |= {f"FastWARC and {name}, pages a CPU s": count / took for name, took in theirs.items()}
    found |= {f"times as fast as FastWARC and {name}": took / ours for name, took in theirs.items()}
    found |= _shares(own, path, ours)
    for side in (own, *peers.values()):
        side.close()
    return found


def _load() -> bool:
    """As a process does by itself that goes through many pages."""
    return all(room.load() for room in (reading_loops, inspection_loops, kernels))


def _shares(own: Aside, path: Path, whole: float) -> dict[str, float]:
    """What the rooms' work takes of the whole, each measured by itself; the rest is storing and making stories."""
    took: dict[str, float] = {}
    for name in ("capture", "reading", "inspection"):
        upto = min(own.seconds(partial(_part, name, path)) for _ in range(_ROUNDS))
        took[name] = upto - sum(took.values())
    shares = {f"of the whole: {name}, %": 100 * seconds / whole for name, seconds in took.items()}
    return shares | {"of the whole: storing and making stories, %": 100 * (1 - sum(took.values()) / whole)}


def _part(last: str, path: Path) -> None:
    """The line up to a room's work, without keeping anything."""
    pages = (p for p in gather([str(path)]) if isinstance(p, Page))
    if last == "capture":
        _drain(pages)
    elif last == "reading":
        _drain(line().read.run(pages))
    else:
        _drain(line(memory={}).check(pages))


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


def _loop(path: Path, name: str) -> None:
    extract = _peers()[name]
    for record in ArchiveIterator(io.BytesIO(path.read_bytes()), record_types=WarcRecordType.response):
        extract(record.reader.read())


def _load_peer(name: str) -> None:
    """Load a peer, by a page."""
    _peers()[name](b"<html><body><p>The ferry to Skerrow sails again.</p></body></html>")


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


def _drain(results: Iterable[object]) -> None:
    deque(results, maxlen=0)
