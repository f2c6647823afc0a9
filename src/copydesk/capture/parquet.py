"""Pages from the rows of a Parquet table, batch by batch: no more than a batch is in memory."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import IO

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from ..record import Page, Refusal, RefusalCode
from .files import LARGEST
from .tables import Columns, no_column

#: Rows that are read at once. A page of news has about 200 kB of HTML, so a batch has about 25 MB.
_BATCH = 128

_Value = bytes | date | datetime | int | float | None


def rows(raw: IO[bytes], name: str, columns: Columns, start: int = 0) -> Iterator[Page | Refusal]:
    """A page or a refusal for every row from row `start` (counted from 0) on, named `news.parquet:17` (from 1)."""
    try:
        table = pq.ParquetFile(raw, memory_map=False)
    except (pa.ArrowException, OSError) as exc:
        # A file that was cut has no footer, and nothing before the footer can be found without it.
        yield Refusal(page=name, code=RefusalCode.UNREADABLE, reason=f"no Parquet table: {_first_line(exc)}")
        return
    there = table.schema_arrow.names
    column = next((c for c in columns.texts if c in there), None)
    if column is None:
        yield Refusal(page=name, code=RefusalCode.BAD_ROW, reason=no_column(columns, there))
        return
    wanted = [c for c in (column, columns.url, columns.time) if c in there]
    media_type = _media_type(column, table.schema_arrow.field(column).type)
    number = 0
    try:
        for group in range(table.num_row_groups):
            size = table.metadata.row_group(group).num_rows
            if number + size <= start:  # a row group that was read before is not read again
                number += size
                continue
            for batch in table.iter_batches(_BATCH, row_groups=[group], columns=wanted):
                for row in _rows(batch, [column, columns.url, columns.time]):
                    number += 1
                    if number > start:
                        yield _page(name, number, column, media_type, row)
    except (pa.ArrowException, OSError) as exc:
        reason = f"reading stopped after row {number}: {_first_line(exc)}"
        yield Refusal(page=name, code=RefusalCode.DAMAGED, reason=reason)


def _media_type(column: str, kind: pa.DataType) -> str | None:
    """Text in a table is UTF-8; bytes in one are as they were captured, and declare nothing."""
    charset = None if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) else "charset=utf-8"
    return "; ".join(part for part in ("text/html" if column == "html" else None, charset) if part) or None


def _rows(batch: pa.RecordBatch, names: list[str]) -> Iterator[tuple[_Value, ...]]:
    return zip(*(_values(batch, n) for n in names), strict=True)


def _values(batch: pa.RecordBatch, name: str) -> list[_Value]:
    """A column's values; text as its bytes, which need not be the UTF-8 that the table says they are."""
    if name not in batch.schema.names:
        return [None] * batch.num_rows
    column = batch.column(batch.schema.names.index(name))
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_large_string(column.type):
        column = column.view(pa.large_binary())
    elif pa.types.is_string(column.type):
        column = column.view(pa.binary())
    values: list[_Value] = column.to_pylist()
    return values


def _page(name: str, number: int, column: str, media_type: str | None, row: tuple[_Value, ...]) -> Page | Refusal:
    here = f"{name}:{number}"
    text, url, captured = row
    if not isinstance(text, bytes):
        reason = f"column {column} has no text ({type(text).__name__})"
        return Refusal(page=here, code=RefusalCode.BAD_ROW, reason=reason)
    if len(text) > LARGEST:
        return Refusal(page=here, code=RefusalCode.TOO_LARGE, reason=f"a row over {LARGEST // 2**20} MiB")
    return Page(
        name=here,
        content=text,
        url=_words(url),
        captured=_time(captured),
        media_type=media_type,
        via=name,
        at=number - 1,
    )


def _time(value: _Value) -> str | None:
    if isinstance(value, datetime):
        zoned = value.astimezone(UTC) if value.tzinfo is not None else value
        return zoned.replace(microsecond=0).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return _words(value)


def _words(value: _Value) -> str | None:
    return value.decode("utf-8", "replace") or None if isinstance(value, bytes) else None


def _first_line(exc: BaseException) -> str:
    return (str(exc).strip() or type(exc).__name__).splitlines()[0][:300]
