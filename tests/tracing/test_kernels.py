"""The kernels give what numpy gives, stay away from small inputs and bear folders that they cannot write."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import astuple
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import copydesk
from copydesk.text import fast
from copydesk.text.words import stream
from copydesk.tracing import candidates
from copydesk.tracing.copies import find_copies

PLAIN = fast.Kernels(*fast._FUNCTIONS)
WORD = st.sampled_from("a b c de fgh the of Ångström naïve ferry straightforwardness неделя 島 ' - ß".split())  # noqa: SIM905
TEXTS = st.lists(st.lists(WORD, max_size=40).map(" ".join), max_size=14)
needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="Numba (the extra `fast`) is not installed")


@pytest.fixture(params=["as they are", pytest.param("compiled", marks=[needs_numba, pytest.mark.slow])])
def kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[fast.Kernels]:
    """The kernels in use for inputs of any size."""
    if request.param == "compiled":
        assert fast.load()
        chosen = fast._loaded[0]
    else:
        chosen = PLAIN
    monkeypatch.setattr(fast, "_loaded", [chosen])
    monkeypatch.setattr(fast, "SMALL", 0)
    with np.errstate(over="ignore"):
        yield chosen


def in_numpy(texts: list[str], sites: list[int]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    loaded, fast._loaded = fast._loaded, []
    try:
        return astuple(stream(texts)), astuple(find_copies(texts, sites))
    finally:
        fast._loaded = loaded


@pytest.mark.usefixtures("kernels")
@settings(max_examples=60)
@given(TEXTS)
def test_the_same_words_and_the_same_copies(texts: list[str]) -> None:
    texts = [*texts, *[" ".join((a, b)) for a, b in pairwise(texts)]]
    sites = [i % 3 for i in range(len(texts))]
    words, copies = in_numpy(texts, sites)
    for mine, its in zip(astuple(stream(texts)), words, strict=True):
        assert (mine == its).all()
    for mine, its in zip(astuple(find_copies(texts, sites)), copies, strict=True):
        assert np.array_equal(mine, its)


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize(
    "texts",
    [
        ["one"],
        ["w " * 3_000, "w " * 2_000],
        ["a b " * 1_500, "b a c " * 1_000],
        ["the of and to " * 700, "to the and of a " * 500],
        ["島へのフェリーが再開した。" * 60, "島へのフェリーが再開した。港は喜んだ。" * 30],
        ["", " ", "-", "x" * 5_000],
        [
            f"The ferry to Skerrow sails again on day {i % 40} after {i} months in the dock at Halvick."
            for i in range(90)
        ],
    ],
    ids=["one word", "one word again and again", "(ab)^n", "stop words", "no spaces", "nothing", "many holders"],
)
def test_bad_input_is_the_same(texts: list[str]) -> None:
    words, copies = in_numpy(texts, [0] * len(texts))
    assert all((a == b).all() for a, b in zip(astuple(stream(texts)), words, strict=True))
    mine = astuple(find_copies(texts, [0] * len(texts)))
    assert all(np.array_equal(a, b) for a, b in zip(mine, copies, strict=True))


@pytest.mark.usefixtures("kernels")
@pytest.mark.parametrize("at_once", [1, 3_000, 1 << 20], ids=["a block at a time", "some rounds", "one round"])
def test_pairs_are_the_same_in_any_number_of_rounds(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more texts than a block has, with grams of many holders, two sites' furniture and texts without a site."""
    monkeypatch.setattr(candidates, "PAIRS_WRITTEN", at_once)
    texts = [
        f"More of the ferry at the pier of Skerrow. Day {i % 700} and {i % 450} months in dock {i % 90} at Halvick."
        for i in range(2_300)
    ]
    found = stream(texts)
    sites = [None if i % 7 == 0 else i % 2 for i in range(len(texts))]
    mine = candidates.candidates(found, sites, rate=2)
    loaded, fast._loaded = fast._loaded, []
    its = candidates.candidates(found, sites, rate=2)
    fast._loaded = loaded
    assert len(its.a) > 10_000
    assert its.capped > 0
    assert all(np.array_equal(a, b) for a, b in zip(astuple(mine), astuple(its), strict=True))


def test_a_process_that_asks_for_little_never_loads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_loaded", [])
    monkeypatch.setattr(fast, "_compiled", lambda: pytest.fail("loaded"))
    monkeypatch.setattr(fast, "find_spec", lambda name: name)
    for cached, there, worth in (
        (True, False, fast.WORTH_CACHED),
        (False, True, fast.WORTH_COMPILING),
        (True, True, fast.WORTH_AT_HAND),
    ):
        monkeypatch.setattr(fast, "_asked", [0])
        monkeypatch.setattr(fast, "_in_cache", lambda cached=cached: cached)
        modules = {name: module for name, module in sys.modules.items() if name != "numba"}
        monkeypatch.setattr(sys, "modules", {**modules, "numba": sys} if there else modules)
        assert fast.kernels(worth // 2) is None
        assert fast.kernels(worth // 2 - 1) is None


@needs_numba
def test_a_process_that_asks_for_much_in_small_parts_loads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_loaded", [])
    monkeypatch.setattr(fast, "_asked", [0])
    monkeypatch.setattr(fast, "_compiled", lambda: PLAIN)
    monkeypatch.setattr(fast, "_in_cache", lambda: True)
    for _ in range(fast.WORTH_CACHED // fast.SMALL - 1):
        fast.kernels(fast.SMALL)
    assert fast.kernels(fast.SMALL) is PLAIN
    assert fast.kernels(fast.SMALL - 1) is None


def test_without_numba_numpy_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_loaded", [])
    monkeypatch.setattr(fast, "_compiled", lambda: None)
    monkeypatch.setattr(fast, "_asked", [0])
    assert fast.kernels(fast.WORTH_COMPILING) is None
    assert not fast.load()


FIRST = """
import sys, time
start = time.process_time()  # a machine that is busy with others has no part in it
from copydesk.text.words import stream
from copydesk.tracing.copies import find_copies
texts = [f"The ferry to Skerrow sails on day {i % 7} after nineteen months at Halvick." for i in range(50)]
assert len(list(find_copies(texts).pairs())) > 0
print(time.process_time() - start, "numba" in sys.modules)
"""


def test_the_first_answer_comes_at_once_and_without_numba() -> None:
    taken = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", FIRST], check=True, capture_output=True, text=True)
        seconds, numba = done.stdout.split()
        assert numba == "False"
        taken.append(float(seconds))
    assert min(taken) < 1


@needs_numba
@pytest.mark.slow
def test_folders_that_cannot_be_written_break_nothing(tmp_path: Path) -> None:
    """Package and cache both read-only. Root may write anywhere, so for root the cache is a file, not a folder."""
    package = tmp_path / "site" / "copydesk"
    shutil.copytree(Path(copydesk.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    wall = tmp_path / "wall"
    wall.write_text("no folder")
    (package / "text" / "__pycache__").write_text("no folder either")
    for folder in (package / "text", package):
        folder.chmod(0o555)
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "HOME": str(wall), "XDG_CACHE_HOME": str(wall)}
    environment["NUMBA_CACHE_DIR"] = ""
    script = "import copydesk; from copydesk.text.fast import load; print(copydesk.__file__, load())"
    start = time.monotonic()
    command = [sys.executable, "-B", "-c", script]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    for folder in (package, package / "text"):
        folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(package / "__init__.py"), "True"]
    assert time.monotonic() - start < 300
