"""The compiled features and trees give what numpy gives, whatever the page."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import copydesk
from copydesk.reading import fast, model
from copydesk.reading.characters import CAPITAL, SMALL, kinds_and_cases
from copydesk.reading.dom import Outline, outline
from copydesk.reading.features import Hints, Sight, look
from copydesk.reading.features_again import look_again
from copydesk.reading.features_compiled import ground, judged
from copydesk.reading.features_table import FIRST, PLACES, Floats
from copydesk.reading.html import choose, hints
from copydesk.text import compiling

pytest.importorskip("numba", reason="the extra `fast` is not installed")

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
NAMES = list(PLACES)


@pytest.fixture(scope="module", autouse=True)
def only_here() -> Iterator[None]:
    """Other tests run on what they ran on."""
    before = list(fast._loaded)
    assert fast.load()
    yield
    fast._loaded[:] = before


def by_numpy(page: Outline, told: Hints) -> tuple[Floats, Floats, int]:
    """The scores, the table, and how many of its features are set."""
    of = model.load()
    sight = Sight(page, of.vocabulary, told)
    rows = look(sight)
    score = of.first.chance(rows.table)
    hopeful = np.flatnonzero(score >= model.HOPELESS)
    if not len(hopeful):
        return score, rows.table, len(FIRST)
    look_again(sight, rows, score)
    again = of.second.chance(rows.table.take(hopeful, axis=1))
    score = np.minimum(score, np.float32(model.HOPELESS))
    score[hopeful] = again
    return score, rows.table, len(PLACES)


def assert_same(html: str | bytes, told: Hints | None = None) -> None:
    tree = LexborHTMLParser(html)
    page = outline(tree)
    if not page.texts:
        return
    told = told or hints(tree, None)
    of, loops = model.load(), fast.loops()
    assert loops is not None
    on = ground(page, of.vocabulary.score_names(page.names), of.vocabulary.score_texts(page.texts))
    forests = of.first.flat, of.second.flat
    mine, table = judged(loops, on, page.texts, told, forests, model.HOPELESS)
    its, expected, several = by_numpy(page, told)
    for name, row, expects in zip(NAMES[:several], table, expected, strict=False):
        np.testing.assert_allclose(row, expects, rtol=1e-6, atol=1e-6, err_msg=name)
    np.testing.assert_allclose(mine, its, atol=1e-5)
    size = np.array([len(t) for t in page.texts], dtype=np.float32)
    assert (choose(mine, size) == choose(its, size)).all()
    assert (model.scores(page, told) == mine).all()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_pages_are_the_same(path: Path) -> None:
    html = path.read_bytes()
    assert_same(html)
    texts = outline(LexborHTMLParser(html)).texts
    assert_same(html, Hints(tuple(texts[:3]), " ".join(texts[4:6]), "\n".join(texts[3:20])))


TAGS = ["p", "div", "span", "a href=/x", "b", "li", "ul", "br", "img src=a.jpg", "h2", "table", "td", "figure", "nav"]
WORDS = [
    "Ferry",
    "THE PIER",
    "the",
    "Ines Maro said.",
    "©",
    "“No.”",
    "ΝΗΣΙ",
    "ß",
    "ǅ",
    "ⓐ",
    "島へ。",
    "1961,",
    "😀",
    "𐐀",
    "|",
]
words = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
texts = st.one_of(words, st.text(st.characters(exclude_categories=["Cs"]), max_size=90)).map(escape)
tags = st.one_of(
    st.sampled_from(TAGS).map("<{}>".format),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag.split()[0]}>"),
    st.sampled_from(["article-body", "related", "nav-item", "lead"]).map("<div class={}>".format),
)
pages = st.lists(st.one_of(texts, tags), max_size=60).map("".join)


@given(pages, st.builds(Hints, st.lists(words, max_size=2).map(tuple), words, words.map(lambda text: text * 3)))
@settings(deadline=None, max_examples=150)
@example("<p>" + "<p>".join(["one and the same line of text"] * 70 + ["another"]), Hints())
@example("<div>" * 300 + "deep", Hints())
@example("<h1>" + "A" * 70_000, Hints(("a" * 70_000,)))
def test_any_markup_is_the_same(html: str, told: Hints) -> None:
    assert_same("<body>" + html, told)


@pytest.mark.parametrize("stage", ["first", "second"])
@pytest.mark.parametrize("blocks", [1, 63, 64, 65, 200])
def test_trees_are_the_same_for_any_number_of_blocks(stage: str, blocks: int) -> None:
    from copydesk.reading.kernels_trees import chance

    forest: model.Forest = getattr(model.load(), stage)
    flat: Any = forest.flat
    random = np.random.default_rng(blocks)
    table = np.zeros((len(PLACES), blocks), dtype=np.float32)
    for asks in random.permutation(len(forest.asked)):
        table[forest.asked[asks]] = forest.borders[asks, 0] + random.integers(-2, 3, blocks)
    np.testing.assert_allclose(chance(table, *flat), forest.chance(table), atol=1e-6)


def test_capitals_are_those_of_str() -> None:
    kinds = kinds_and_cases()
    for code in range(sys.maxunicode + 1):
        kind = kinds[min(code, len(kinds) - 1)]
        letter = chr(code)
        assert bool(kind & CAPITAL) == letter.isupper()
        assert bool(kind & SMALL) != f"A{letter}".isupper()


@pytest.mark.parametrize("name", ["features_table", "characters", "dom", "kernels_again", "kernels"])
def test_a_change_of_any_module_that_takes_part_is_another_function(name: str, tmp_path: Path) -> None:
    """Else a table whose rows have moved would be read as an older version's."""
    here = Path(fast.__file__).parent
    for path in here.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = compiling.sources.__wrapped__(tmp_path / "kernels.py")
    for changed, differs in (("structured", False), (name, True)):
        with (tmp_path / f"{changed}.py").open("a") as file:
            file.write("# moved\n")
        assert (compiling.sources.__wrapped__(tmp_path / "kernels.py") != before) == differs


def test_trees_of_another_depth_are_refused() -> None:
    other = model.Forest(
        features=("size",), asked=np.zeros(1, dtype=np.int64), borders=np.zeros((1, 1), dtype=np.float32),
        question=np.zeros((2, 1), dtype=np.int64), leaves=np.zeros(4, dtype=np.int32),
        first_leaf=np.zeros((1, 1), dtype=np.int64), starts=np.array([0]), step=np.ones((1, 1)), bias=np.zeros((1, 1)),
    )  # fmt: skip
    with pytest.raises(ValueError, match="6 levels"):
        _ = other.flat


def test_without_numba_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_loaded", [])
    monkeypatch.setattr(fast, "find_spec", lambda _: None)
    assert not fast.load()
    assert fast.loops() is None


@pytest.mark.slow
def test_folders_that_cannot_be_written_break_nothing(tmp_path: Path) -> None:
    """Package and cache both read-only. Root may write anywhere, so for root the cache is a file, not a folder."""
    package = tmp_path / "site" / "copydesk"
    shutil.copytree(Path(copydesk.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    wall = tmp_path / "wall"
    wall.write_text("no folder")
    (package / "reading" / "__pycache__").write_text("no folder either")
    (package / "reading").chmod(0o555)
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "HOME": str(wall), "XDG_CACHE_HOME": str(wall)}
    environment["NUMBA_CACHE_DIR"] = ""
    script = "import copydesk; from copydesk.reading.fast import load; print(copydesk.__file__, load())"
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], check=False, capture_output=True, text=True, env=environment
    )
    (package / "reading").chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(package / "__init__.py"), "True"]
