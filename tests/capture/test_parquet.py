"""Rows of a Parquet table become pages, batch by batch, from wherever fsspec reaches."""

from datetime import UTC, date, datetime
from pathlib import Path

import fsspec  # type: ignore[import-untyped]
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from copydesk.capture import Columns, Options, gather, parquet
from copydesk.record import Page, Refusal, RefusalCode

HTML = "<p>The ferry runs.</p>"


def write(path: Path, columns: dict[str, object], **options: int) -> Path:
    pq.write_table(pa.table(columns), path, **options)
    return path


def codes(found: list[Page | Refusal]) -> list[RefusalCode]:
    return [f.code for f in found if isinstance(f, Refusal)]


def test_a_row_becomes_a_page(tmp_path: Path) -> None:
    path = write(
        tmp_path / "news.parquet",
        {
            "html": [HTML, HTML.encode().decode(), None],
            "url": ["https://a.example/1", None, "https://a.example/3"],
            "captured": [datetime(2024, 3, 14, 18, 2, 11, tzinfo=UTC)] * 3,
            "other": [1, 2, 3],
        },
    )
    found = list(gather([str(path)]))
    first = found[0]
    assert isinstance(first, Page)
    assert (first.name, first.content, first.url) == (f"{path}:1", HTML.encode(), "https://a.example/1")
    assert (first.captured, first.media_type) == ("2024-03-14T18:02:11Z", "text/html; charset=utf-8")
    assert (first.via, first.at) == (str(path), 0)
    assert codes(found) == [RefusalCode.BAD_ROW]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())]
)
def test_text_may_be_stored_as_any_kind_of_text(tmp_path: Path, kind: object) -> None:
    path = write(
        tmp_path / "a.parquet", {"body": pa.array([HTML, HTML], pa.string()).cast(kind), "day": [date(2024, 1, 2)] * 2}
    )
    found = list(gather([str(path)], Options(columns=Columns(text="body", time="day"))))
    assert [(f.content, f.captured) for f in found if isinstance(f, Page)] == [(HTML.encode(), "2024-01-02")] * 2


def test_bytes_that_are_no_utf8_are_kept(tmp_path: Path) -> None:
    raw = pa.StringArray.from_buffers(1, pa.py_buffer(b"\0\0\0\0\4\0\0\0"), pa.py_buffer(b"a\xffb "))
    (page,) = list(gather([str(write(tmp_path / "a.parquet", {"text": raw}))]))
    assert isinstance(page, Page)
    assert page.content == b"a\xffb "


def test_a_table_without_the_column_says_what_it_has(tmp_path: Path) -> None:
    (refusal,) = list(gather([str(write(tmp_path / "a.parquet", {"body": [HTML]}))]))
    assert isinstance(refusal, Refusal)
    assert refusal.code is RefusalCode.BAD_ROW
    assert "--text-column (the row has: body)" in refusal.reason


def test_a_table_without_its_footer_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": [HTML] * 50})
    whole = path.read_bytes()
    for cut in (0, 3, 20, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert codes(list(gather([str(path)]))) == [RefusalCode.UNREADABLE]


def test_a_table_damaged_in_the_middle_gives_what_it_can_and_says_where_it_stopped(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": [f"{HTML}{n}" for n in range(600)]}, row_group_size=200)
    whole = bytearray(path.read_bytes())
    where = len(whole) * 6 // 10
    whole[where : where + 64] = bytes(64)
    path.write_bytes(whole)
    found = list(gather([str(path)]))
    assert len([f for f in found if isinstance(f, Page)]) + len(codes(found)) >= 200


def test_a_table_is_gone_on_with_from_a_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": [str(n) for n in range(700)]}, row_group_size=100)
    found = list(gather([str(path)], Options(resume={str(path): 350})))
    assert [f.content for f in found if isinstance(f, Page)] == [str(n).encode() for n in range(350, 700)]


def test_a_row_over_the_cap_is_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "LARGEST", 100)
    found = list(gather([str(write(tmp_path / "a.parquet", {"text": ["x" * 101, "y"]}))]))
    assert codes(found) == [RefusalCode.TOO_LARGE]
    assert len(found) == 2


def test_tables_and_archives_lie_wherever_fsspec_reaches() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/shelf/a.jsonl", b'{"text": "One."}\n')
    memory.pipe("/shelf/b.txt", b"Two.")
    with memory.open("/shelf/c.parquet", "wb") as out:
        pq.write_table(pa.table({"text": ["Three."]}), out)
    found = list(gather(["memory://shelf"]))
    assert [f.content for f in found if isinstance(f, Page)] == [b"One.", b"Three."]
    assert codes(found) == [RefusalCode.UNSUPPORTED]
    assert [f.content for f in gather(["memory://shelf/*.jsonl"]) if isinstance(f, Page)] == [b"One."]
    assert (
        codes(list(gather(["memory://shelf/none.jsonl", "nosuchscheme://a/b.parquet"]))) == [RefusalCode.UNREADABLE] * 2
    )


def test_an_address_in_an_address_is_not_opened() -> None:
    """Fsspec would fetch what lies behind `::` without any of the guards that fetching has here."""
    assert codes(
        list(gather(["simplecache::http://127.0.0.1:1/a.parquet", "memory://a::http://127.0.0.1:1/b.jsonl"]))
    ) == [
        RefusalCode.UNREADABLE,
        RefusalCode.UNSUPPORTED,
    ]
