"""Pages made to hurt parsers: none crashes reading, none takes more than the budget, the next page goes on."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from copydesk.reading import read, read_page
from copydesk.reading.budget import CPU_SECONDS, _ends_of_long_runs, is_harmless
from copydesk.reading.budget_guard import Guard
from copydesk.record import Page, Reading, Refusal, RefusalCode

STORY = (
    "<html><body><article><h1>Tram to run on Sundays</h1>"
    "<p>The tram along the old quay will run on Sundays from April, the city said on Tuesday, ending a pause of six "
    "years that nobody in the outer districts had liked.</p>"
    "<p>“People wrote to us in pencil and in crayon,” said Ines Okafor, who leads the transport office.</p></article>"
)

COSTLY = {
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">x</p>",
    "attributes that hide their end": "<p " + " ".join(f'a{n}=">"' for n in range(60_000)) + ">x</p>",
    "depth": "<div>" * 60_000 + "x" + "</div>" * 60_000,
    "formatting elements closed in the wrong order": "".join(f"<{tag} {n}>" for tag in "bi" for n in range(2_000))
    + "x</b>" * 2_000,
    "formatting elements reopened": "<p>" + "".join(f"<i {n}>" for n in range(3_000)) + "<p>x" * 4_000,
    "a long link reopened": f'<p><a href="{"A" * 40_000}">' + "<p>x" * 11_000,
}


def page(name: str, body: str) -> Page:
    return Page(name=name, content=f"{STORY}{body}</body></html>".encode(), media_type="text/html")


@pytest.mark.parametrize("name", COSTLY)
def test_a_costly_page_is_not_read_unguarded(name: str) -> None:
    assert not is_harmless(page(name, COSTLY[name]).content)


def test_an_ordinary_page_is_read_where_it_is() -> None:
    assert is_harmless((STORY * 200).encode())


NAMES = "b i s u em tt big code font nobr strong strike small".split()  # noqa: SIM905


def test_formatting_elements_without_attributes_are_copied_three_times_and_no_more() -> None:
    """So a page may have many of them: what copies costs lies in those that differ."""
    bare = "<p>" + "".join(f"<{NAMES[n % 13]}>" for n in range(590)) + "<p>x" * 9_000
    assert is_harmless(page("bare", bare).content)
    tree = LexborHTMLParser(page("bare", bare).content)
    assert 30 < len(tree.css("p:last-of-type *")) <= 3 * len(NAMES)  # a `nobr` closes the one before
    cells = f"<p><table>{'<td>'.join('<i>' * 9 for _ in range(60))}</table>" + "<p>x" * 9_000
    assert len(LexborHTMLParser(page("cells", cells).content).css("p:last-of-type i")) == 3
    differing = "".join(f"<{NAMES[n % 13]} id={n}>" for n in range(590)) + "<p>x" * 9_000
    assert not is_harmless(page("differing", differing).content)


@pytest.mark.parametrize("name", ["attributes", "formatting elements closed in the wrong order"])
@pytest.mark.slow
def test_over_the_budget_a_page_is_quarantined_and_the_next_goes_on(name: str) -> None:
    began = time.monotonic()
    costly, after = read([page("costly.html", COSTLY[name]), page("after.html", "")])
    assert isinstance(costly, Refusal)
    assert costly.code is RefusalCode.TOO_COSTLY
    assert costly.outcome.value == "quarantined"
    assert isinstance(after, Reading)
    assert time.monotonic() - began < 12 * CPU_SECONDS


def test_the_guard_reads_as_reading_does() -> None:
    guard = Guard()
    try:
        story = page("story.html", "")
        assert guard.read(story) == read_page(story)
        empty = guard.read(Page(name="nothing.html", content=b"<html><body></body></html>"))
        assert isinstance(empty, Refusal)
        assert empty.code is RefusalCode.NO_TEXT
    finally:
        guard.close()


def test_the_guard_replaces_a_worker_that_died() -> None:
    guard = Guard()
    try:
        story = page("story.html", "")
        first = guard.read(story)
        worker = guard._worker
        assert worker is not None
        worker.kill()
        worker.wait()
        assert guard.read(story) == first
        assert guard._worker is not worker
    finally:
        guard.close()


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_the_scan_takes_anything(content: bytes) -> None:
    is_harmless(content * 60)


@given(
    st.lists(st.tuples(st.sampled_from([b">", b"x", b"<b "]), st.sampled_from([1, 900, 8_000, 16_001])), max_size=12)
)
@settings(max_examples=60, deadline=None)
def test_each_long_stretch_without_an_end_of_a_tag_is_found(parts: list[tuple[bytes, int]]) -> None:
    """The windows that are looked into miss none."""
    content = b"".join(piece * times for piece, times in parts)
    ends = [at for at, byte in enumerate(content) if byte == ord(">")]
    stretches = zip([-1, *ends], [*ends, len(content)], strict=True)
    assert list(_ends_of_long_runs(content)) == [end for before, end in stretches if end - before > 16_000]


HOSTILE = Path(__file__).resolve().parents[2] / "../shared/attacks/hostile_html"


@pytest.mark.skipif(not HOSTILE.exists(), reason="the hostile pages are not on this machine (../shared/attacks)")
@pytest.mark.slow
def test_every_hostile_page_ends_within_the_budget() -> None:
    for path in sorted(HOSTILE.iterdir()):
        began = time.monotonic()
        result = read_page(Page(name=path.name, content=path.read_bytes()))
        assert isinstance(result, Reading | Refusal)
        assert time.monotonic() - began < 12 * CPU_SECONDS, path.name
