"""Texts per CPU second, ours and a peer's in turn in one process; memory; alignments; growth."""

import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from statistics import median
from time import process_time

from rapidfuzz.distance import Indel

from copydesk.text import fast
from copydesk.text.alignment import align
from copydesk.text.fast import load
from copydesk.text.words import stream, words
from copydesk.tracing.copies import find_copies

from .corpus import Reuse

ROUNDS = 3
#: Texts that the peer takes in one round; its time per text does not change with their number.
PEER_TEXTS = 2_000


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    start = process_time()
    work()
    return process_time() - start


def against_datasketch(corpus: Reuse) -> dict[str, float]:
    """Texts per CPU second from raw strings on, with the kernels too; datasketch's only where it is installed."""
    peer: list[float] = []
    alone = _speed(corpus, peer)
    ours = {"": alone} | ({"[fast], ": _speed(corpus, peer)} if load() else {})
    figures = {f"{which}texts per CPU s": speed for which, speed in ours.items()}
    if peer:
        figures["datasketch LSH 128, texts per CPU s"] = median(peer)
        figures |= {f"{which}times datasketch": speed / median(peer) for which, speed in ours.items()}
    return figures


def _speed(corpus: Reuse, peer: list[float]) -> float:
    """Our texts per CPU second, the peer's rounds between ours."""
    ours = []
    for _ in range(ROUNDS):
        ours.append(len(corpus.texts) / cpu(lambda: find_copies(corpus.texts, corpus.sites)))
        if (seconds := _datasketch(corpus.texts[:PEER_TEXTS])) is not None:
            peer.append(PEER_TEXTS / seconds)
    return median(ours)


def _datasketch(texts: Sequence[str]) -> float | None:
    if find_spec("datasketch") is None:
        return None
    peer = import_module("datasketch")
    word = re.compile(r"\w+")

    def run() -> None:
        index = peer.MinHashLSH(threshold=0.5, num_perm=128)
        for number, text in enumerate(texts):
            found = word.findall(text.lower())
            sketch = peer.MinHash(num_perm=128)
            sketch.update_batch([" ".join(found[i : i + 5]).encode() for i in range(max(1, len(found) - 4))])
            index.query(sketch)
            index.insert(number, sketch)

    return cpu(run)


_MEMORY = """
import sys
from bench.tracing.corpus import reuse
from copydesk.tracing.copies import find_copies
from pathlib import Path
corpus = reuse(Path(sys.argv[1]))
def held(line):
    return next(int(l.split()[1]) for l in Path("/proc/self/status").read_text().splitlines() if l.startswith(line))
Path("/proc/self/clear_refs").write_text("5")
before = held("VmRSS")
find_copies(corpus.texts, corpus.sites)
print((held("VmHWM") - before) / 1024)
"""


def memory(folder: Path) -> dict[str, float]:
    """Megabytes above the texts, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", _MEMORY, str(folder)], check=True, capture_output=True, text=True)
    return {"MB above the texts": float(done.stdout)}


def alignments(corpus: Reuse) -> dict[str, float]:
    """Pairs of texts of 3–5 kB aligned per CPU second, tokenising included; and the worst texts, in milliseconds."""
    pairs = [
        (text, corpus.texts[original])
        for text, original in zip(corpus.texts, corpus.originals, strict=True)
        if original >= 0 and 3000 <= len(text) <= 5000 and 3000 <= len(corpus.texts[original]) <= 5000
    ]
    pairs = Random(5).sample(pairs, min(2000, len(pairs)))  # noqa: S311
    figures = {
        "pairs per CPU s": len(pairs) / min(cpu(lambda: _align_all(pairs)) for _ in range(ROUNDS)),
        "rapidfuzz Indel on word lists, similarity alone, pairs per CPU s": len(pairs)
        / min(cpu(lambda: _indel(pairs)) for _ in range(ROUNDS)),
    }
    for name, a, b in worst():
        x, y = words(a).ids, words(b).ids
        figures[f"ms, {name}"] = 1000 * min(cpu(lambda x=x, y=y: align(x, y)) for _ in range(ROUNDS))  # type: ignore[misc]
    return figures


def _align_all(pairs: Sequence[tuple[str, str]]) -> None:
    found = stream([text for pair in pairs for text in pair])
    for i in range(0, len(found), 2):
        align(found.of(i), found.of(i + 1))


def _indel(pairs: Sequence[tuple[str, str]]) -> None:
    word = re.compile(r"\w+")
    for a, b in pairs:
        Indel.normalized_similarity(word.findall(a.lower()), word.findall(b.lower()))


def worst() -> Iterator[tuple[str, str, str]]:
    """Texts of 32,000 words made to be slow."""
    yield "(ab)^n against (bac)^n", "a b " * 16_000, "b a c " * 10_600
    yield "one word 32,000 times against 16,000 and another", "w " * 32_000, "w " * 16_000 + "v " * 16_000
    yield "numbers against themselves moved by half", _numbers(range(32_000)), _numbers(range(16_000, 48_000))
    yield "numbers backwards", _numbers(range(32_000)), _numbers(range(32_000, 0, -1))
    yield "stop words", "the of and to " * 8_000, "to the and of a " * 6_400


def _numbers(found: range) -> str:
    return " ".join(map(str, found))


def generated(count: int, seed: int = 1) -> list[str]:
    """Texts of about 400 words: one in two new, the others copies of an earlier one with some words changed."""
    rng = Random(seed)  # noqa: S311
    vocabulary = [
        f"{a}{b}{c}" for a in "bdfgklmnprstvz" for b in ("a", "ei", "o", "u", "ira") for c in ("n", "s", "ter", "ly")
    ]
    vocabulary = [f"{v}{w}" for v in vocabulary for w in ("", "al", "ing", "ed", "um", "ic", "os", "ev", "ab", "ot")]
    weights = [1 / (i + 3) for i in range(len(vocabulary))]
    fresh = rng.choices(vocabulary, weights, k=4_000_000)
    texts: list[str] = []
    for i in range(count):
        if i % 2 and i > 10:
            found = texts[rng.randrange(max(0, i - 2000), i)].split()
            for _ in range(rng.randrange(12)):
                found[rng.randrange(len(found))] = rng.choice(vocabulary)
            del found[rng.randrange(200, len(found)) :][:0]
        else:
            start = rng.randrange(len(fresh) - 500)
            found = fresh[start : start + rng.randrange(300, 500)]
            rng.shuffle(found)
        texts.append(" ".join(found))
    return texts


def growth(sizes: Sequence[int]) -> dict[str, float]:
    """Microseconds of CPU per text by number of texts, and per identical page: with numpy alone, then with kernels."""
    figures: dict[str, float] = {}
    for size in sizes:
        texts = generated(size)
        sites = [i % 300 for i in range(size)]
        for which, ready in (("", _numpy_alone), ("[fast], ", _with_kernels)):
            if ready():
                figures[f"{which}µs per text, {size:,} texts"] = _per_text(texts, sites)
                figures[f"{which}µs per text, {size:,} identical texts"] = _per_text([texts[0]] * size, sites)
    return figures | {"peak, MB": peak_mb()}


def _numpy_alone() -> bool:
    """Keep inputs of any size from the kernels, so that all sizes are measured alike."""
    fast.WORTH_CACHED = fast.WORTH_COMPILING = fast.SMALL = sys.maxsize
    return True


def _with_kernels() -> bool:
    fast.SMALL = 0
    return load()


def _per_text(texts: Sequence[str], sites: Sequence[int]) -> float:
    return 1e6 * cpu(lambda: find_copies(texts, sites)) / len(texts)


def peak_mb() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
