"""Taking pages in while others write and read."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from random import Random

from copydesk.desk import Desk
from copydesk.record import Page
from copydesk.stores.sql import SqlStore

from .pages import terms


def taken(desk: Desk, pages: Iterable[Page], at_once: int, cores: int) -> dict[str, float]:
    """Take pages in runs of so many, as `watch` does, while another writer keeps account of a run now and then.

    CPU seconds are those of this process, with one core; the machine may be busy with others.
    """
    rates: list[float] = []
    tells: list[float] = []
    cpu_rates: list[float] = []
    stream = iter(pages)
    with _other_writer(desk.store) as waits:
        began = time.perf_counter()
        count = 0
        while some := list(islice(stream, at_once)):
            start, start_cpu = time.perf_counter(), time.process_time()
            last_cpu = start_cpu

            def kept(account: object) -> None:
                nonlocal last_cpu
                last_cpu = time.process_time()

            desk.take(some, cores=cores, progress=kept)
            tells.append(time.process_time() - last_cpu)
            rates.append(len(some) / (time.perf_counter() - start))
            cpu_rates.append(len(some) / (time.process_time() - start_cpu))
            count += len(some)
        whole = time.perf_counter() - began
    return {
        "pages": count,
        "pages a second, all in all": count / whole,
        "pages a second, first run": rates[0],
        "pages a second, last run": rates[-1],
        "pages a CPU s, first run": cpu_rates[0],
        "pages a CPU s, run in the middle": cpu_rates[len(cpu_rates) // 2],
        "pages a CPU s, last run": cpu_rates[-1],
        "telling after the run in the middle, CPU s": tells[len(tells) // 2],
        "telling after the last run, CPU s": tells[-1],
        "another writer waits, median, ms": 1000 * _at(waits, 0.5),
        "another writer waits, p99, ms": 1000 * _at(waits, 0.99),
        "another writer waits, at most, ms": 1000 * max(waits),
    }


def looked_up(store: SqlStore, times: int = 1_000) -> dict[str, float]:
    """How long questions take, one after another."""
    dice = Random(1)  # noqa: S311 (a benchmark must repeat itself)
    ids = sorted(set(store.story_ids().values()))
    sites = [s.site for s in store.sites()]
    keys = list(store.story_ids())
    words = terms(times)
    asked: dict[str, Callable[[int], object]] = {
        "a story by its id": lambda n: store.story(dice.choice(ids)),
        "its articles": lambda n: store.checked(dice.choice(ids)),
        "is a page known": lambda n: store.known([dice.choice(keys)]),
        "50 newest stories": lambda n: store.stories(limit=50),
        "50 newest stories of a site": lambda n: store.stories(site=dice.choice(sites), limit=50),
        "a search for one word": lambda n: store.search(words[n], 20, 0),
        "a search for two words": lambda n: store.search(f"{words[n]} {words[n - 1]}", 20, 0),
        "counts": lambda n: store.counts(),
    }
    out: dict[str, float] = {}
    for what, ask in asked.items():
        took = []
        for n in range(times if not what.startswith("50") else times // 5):
            start = time.perf_counter()
            ask(n)
            took.append(time.perf_counter() - start)
        out[f"{what}, median, ms"] = 1000 * _at(took, 0.5)
        out[f"{what}, p99, ms"] = 1000 * _at(took, 0.99)
    return out


@contextmanager
def _other_writer(store: SqlStore) -> Iterator[list[float]]:
    """Somebody who writes a little, ten times a second; gives how long each time took."""
    waits: list[float] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.wait(0.1):
            start = time.perf_counter()
            store.subscribe("https://feed.example/", b"{}")
            waits.append(time.perf_counter() - start)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield waits
    finally:
        stop.set()
        writer.join()
        waits.append(0.0)


def _at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
