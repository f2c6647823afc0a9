"""Every input of a source becomes one page or one refusal that names it; nothing raises."""

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest

from copydesk.capture import Columns, Options, files, gather
from copydesk.record import Page, Refusal, RefusalCode

HTML = b"<!doctype html><title>Ferry</title><p>The ferry runs.</p>"


def codes(found: list[Page | Refusal]) -> list[RefusalCode]:
    return [f.code for f in found if isinstance(f, Refusal)]


def pages(found: list[Page | Refusal]) -> list[Page]:
    return [f for f in found if isinstance(f, Page)]


def test_a_folder_gives_its_pages_in_order_with_what_stands_beside_them(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(HTML)
    (tmp_path / "b.url").write_text("https://ferry.example/b\n2024-03-01T10:00:00Z\n")
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"A text."))
    (tmp_path / "a.url").write_text("https://ferry.example/a")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.htm").write_bytes(HTML)
    (tmp_path / "style.css").write_text("p{}")
    told: list[str] = []
    found = pages(list(gather([str(tmp_path)], Options(notice=told.append))))
    assert [(p.name.rsplit("/", 1)[-1], p.url, p.captured) for p in found] == [
        ("a.txt.gz", "https://ferry.example/a", None),
        ("b.html", "https://ferry.example/b", "2024-03-01T10:00:00Z"),
        ("c.htm", None, None),
    ]
    assert found[0].content == b"A text."
    assert told == [f"{tmp_path}: 1 other files passed over (.css)"]


def test_the_url_given_is_the_pages_address(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(HTML)
    (page,) = pages(list(gather([str(tmp_path / "a.html")], Options(url="https://ferry.example/x"))))
    assert (page.url, page.media_type) == ("https://ferry.example/x", "text/html")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    missing = tmp_path / "missing.html"
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    dangling = tmp_path / "dangling.html"
    dangling.symlink_to(missing)
    found = list(gather([str(missing), str(pipe), str(dangling)]))
    assert codes(found) == [RefusalCode.UNREADABLE, RefusalCode.NOT_A_FILE, RefusalCode.NOT_A_FILE]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.html"
    outside.write_bytes(HTML)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "in.html").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    assert codes(list(gather([str(folder)]))) == [RefusalCode.NOT_A_FILE]


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(HTML)

    def denied(self: Path, mode: str = "r") -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    (refusal,) = list(gather([str(page)]))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.reason) == (RefusalCode.UNREADABLE, "cannot be read: Permission denied")


def test_a_gzip_stream_that_ends_early_gives_what_could_be_had(tmp_path: Path) -> None:
    whole = gzip.compress(os.urandom(5000) + HTML)
    (tmp_path / "a.html.gz").write_bytes(whole[: len(whole) // 2])
    (page,) = pages(list(gather([str(tmp_path)])))
    assert page.cut is not None
    assert len(page.content) > 2000


def test_a_gzip_file_may_have_several_members(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(HTML[:20]) + gzip.compress(HTML[20:]))
    (page,) = pages(list(gather([str(tmp_path)])))
    assert (page.content, page.cut) == (HTML, None)


def test_bytes_that_are_no_gzip_are_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(HTML)
    (page,) = pages(list(gather([str(tmp_path)])))
    assert page.cut is not None
    assert "damaged" in page.cut


def test_a_gzip_bomb_stops_at_the_cap(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"\0" * (files.LARGEST + 10**6)))
    assert codes(list(gather([str(tmp_path)]))) == [RefusalCode.TOO_LARGE]


def test_a_name_that_is_not_utf8_is_written_so_that_it_is(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.html"
    with open(raw, "wb") as out:  # noqa: PTH123 (the name is bytes)
        out.write(HTML)
    (page,) = pages(list(gather([str(tmp_path)])))
    page.name.encode()
    assert page.name.endswith("caf\\xe9.html")


def test_rows_of_a_table_become_pages(tmp_path: Path) -> None:
    table = tmp_path / "news.jsonl"
    rows = [
        json.dumps({"text": "One.", "url": "https://a.example/1", "captured": "2024-01-01"}),
        "",
        json.dumps({"html": "<p>Two.", "url": None}),
        json.dumps({"body": "Three."}),
        "{broken",
        json.dumps({"text": 4}),
        json.dumps([1]),
    ]
    table.write_text("\n".join(rows))
    found = list(gather([str(table)]))
    assert [(p.name, p.content, p.url, p.captured) for p in pages(found)] == [
        (f"{table}:1", b"One.", "https://a.example/1", "2024-01-01"),
        (f"{table}:3", b"<p>Two.", None, None),
    ]
    assert codes(found) == [RefusalCode.BAD_ROW] * 4
    named = list(gather([str(table)], Options(columns=Columns(text="body"))))
    assert [p.content for p in pages(named)] == [b"Three."]


def test_a_row_longer_than_the_cap_is_refused_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copydesk.capture.tables.LARGEST", 100)
    table = tmp_path / "news.jsonl"
    table.write_text(json.dumps({"text": "x" * 450}) + "\n" + json.dumps({"text": "short"}) + "\n")
    found = list(gather([str(table)]))
    assert codes(found) == [RefusalCode.TOO_LARGE]
    assert [p.content for p in pages(found)] == [b"short"]


def test_lone_surrogates_in_a_row_do_not_stop_the_table(tmp_path: Path) -> None:
    table = tmp_path / "news.jsonl"
    table.write_bytes(b'{"text": "a \\ud800 b"}\n{"text": "c"}\n')
    found = list(gather([str(table)]))
    assert len(found) == 2
    assert isinstance(found[1], Page)


def test_a_table_that_ends_early_says_so_after_its_rows(tmp_path: Path) -> None:
    rows = b"".join(json.dumps({"text": os.urandom(40).hex()}).encode() + b"\n" for _ in range(2000))
    whole = gzip.compress(rows)
    (tmp_path / "news.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    found = list(gather([str(tmp_path)]))
    assert len(pages(found)) > 100
    assert codes(found)[-1] is RefusalCode.UNREADABLE


def test_standard_input_is_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(HTML)

    monkeypatch.setattr(sys, "stdin", Stdin())
    (page,) = pages(list(gather(["-"], Options(url="https://a.example/"))))
    assert (page.name, page.content, page.url) == ("-", HTML, "https://a.example/")
