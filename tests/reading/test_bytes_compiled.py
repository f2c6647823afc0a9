"""The compiled looks at all bytes of a page tell what the plain ones tell, whatever the bytes."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.reading import budget, bytes_compiled, charsets, fast

pytest.importorskip("numba", reason="the extra `fast` is not installed")


@pytest.fixture(scope="module", autouse=True)
def only_here() -> Iterator[None]:
    """Other tests run on what they ran on."""
    before = list(fast._loaded)
    assert fast.load()
    yield
    fast._loaded[:] = before


def loops() -> fast.Loops:
    found = fast.loops()
    assert found is not None
    return found


#: Texts, cut letters and controls, with so much between them that whole blocks have none.
PIECES = [
    b"a" * 70, b" " * 64, b"\n\t\r", b"\0", b"\x1f", b"\x7f", b"\x7e", b"\x80", b"\xc3", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xe0\x80\x80", b"\xc0\xaf", b"\xf0\x8f\xbf\xbf", b"\xef\xbb\xbf",
    "Zürich – 島へ 😀".encode(), "щ".encode() * 40,
    b"x",
]  # fmt: skip
contents = st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=9)), max_size=30).map(b"".join)


@given(contents)
@example(b"a" * 63 + b"\x7f")
@example(b"a" * 63 + "é".encode() + b"\0" * 9)
@example(b"\xff" + b"a" * 100 + b"\x01")
@settings(max_examples=400)
def test_bytes_sound_the_same(content: bytes) -> None:
    plain = charsets.has_controls(content), charsets._is_utf8(content)
    assert bytes_compiled.sound(loops(), content) == plain
    assert charsets.sound(content) == plain


def test_every_letter_is_one_and_every_byte_is_told() -> None:
    for code in range(0x110000):
        if code % 7 == 0 or code < 0x3000:  # enough of each plane
            assert bytes_compiled.sound(loops(), chr(code).encode("utf-8", "surrogatepass"))[1] == (
                not 0xD800 <= code <= 0xDFFF
            )
    for byte in range(256):
        for content in (bytes([byte]), b"a" * 80 + bytes([byte]) + b"a" * 80):
            assert bytes_compiled.sound(loops(), content)[0] == charsets.has_controls(content)


TAGS = [
    b"<b>", b"<B/", b"<i x>", b"<em>", b"<EMBED>", b"<strong>", b"<strike>", b"<td>", b"<TH ", b"<template>",
    b"<a href='", b"'>", b'"', b">", b"<", b"</b>", b"<!--", b"text ", b"x" * 40, b"<p class=\"a>b\" id='c'>",
    "<ü".encode(), b"\xbc" * 3,
]  # fmt: skip
pages = st.lists(st.one_of(st.sampled_from(TAGS), st.binary(max_size=5)), max_size=60).map(b"".join)


@given(pages)
@example(b"<" * 80)
@example(b"x" * 8 + b"<b>" + b"\xbc\xbd<td>")
@settings(max_examples=400)
def test_tags_are_counted_the_same(page: bytes) -> None:
    told = fast._loaded[:]
    counted = budget._counted(page)
    fast._loaded.clear()
    try:
        assert budget._counted(page) == counted
    finally:
        fast._loaded[:] = told


@given(pages, st.integers(1, 60))
@example(b"<a '<a \"<a '<a " * 4, 1)
@settings(max_examples=400)
def test_long_tags_are_the_same(page: bytes, least: int) -> None:
    expected = [tag for tag in budget._TAG.findall(page) if len(tag) > least]
    assert bytes_compiled.long_tags(loops(), page, least) == expected
