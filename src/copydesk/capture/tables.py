"""Pages from the rows of a table: JSON Lines and Parquet."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, cast

import msgspec

from ..record import Page, Refusal, RefusalCode
from .files import LARGEST

#: Kinds of file that hold many pages: as lines, a row each; as a Parquet table; as records.
LINES = {".jsonl", ".ndjson"}
PARQUET = {".parquet"}
ARCHIVES = {".warc", ".wet"}

#: Columns that hold the page where none is named, in the order in which they are looked for.
TEXT_COLUMNS = ("text", "html")

_row = msgspec.json.Decoder(dict[str, msgspec.Raw])
_string = msgspec.json.Decoder(str)


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns. `text` None stands for the first of `text` and `html` that a row has."""

    text: str | None = None
    url: str = "url"
    time: str = "captured"

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns that may hold the page, in the order in which they are looked for."""
        return (self.text,) if self.text else TEXT_COLUMNS


def lines(raw: IO[bytes], name: str, columns: Columns, start: int = 0) -> Iterator[Page | Refusal]:
    """A page or a refusal for every line from line `start` (counted from 0) on.

    A page is named by the file and its line number (`news.jsonl:17`, counted from 1). `raw` may be gzipped.
    """
    try:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if zipped else raw
        # One byte over the cap is asked for, so that a line of any length is known to be too long.
        number = 0
        while line := stream.readline(LARGEST + 1):
            number += 1
            here = f"{name}:{number}"
            if len(line) > LARGEST:
                _skip_line(stream, line)
            if number <= start:
                continue
            if len(line) > LARGEST:
                yield Refusal(page=here, code=RefusalCode.TOO_LARGE, reason=f"a row over {LARGEST // 2**20} MiB")
            elif line.strip():
                result = _page(here, line, columns)
                if isinstance(result, Page):
                    result = msgspec.structs.replace(result, via=name, at=number - 1)
                yield result
    except (OSError, EOFError, zlib.error) as exc:
        reason = f"reading stopped: {getattr(exc, 'strerror', None) or exc}"
        yield Refusal(page=name, code=RefusalCode.UNREADABLE, reason=reason)


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(LARGEST)


def _page(here: str, line: bytes, columns: Columns) -> Page | Refusal:
    try:
        row = _row.decode(line)
        column = next((c for c in columns.texts if c in row), None)
        if column is None:
            return Refusal(page=here, code=RefusalCode.BAD_ROW, reason=no_column(columns, row))
        text = _string.decode(row[column])
        url = _text_or_none(row.get(columns.url))
        captured = _text_or_none(row.get(columns.time))
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        return Refusal(page=here, code=RefusalCode.BAD_ROW, reason=f"not a row of JSON with a text: {exc}")
    media_type = "text/html; charset=utf-8" if column == "html" else "charset=utf-8"
    return Page(
        name=here,
        content=text.encode("utf-8", "surrogatepass"),
        url=url,
        captured=captured,
        media_type=media_type,
    )


def no_column(columns: Columns, there: Iterable[str]) -> str:
    """What to say where no column with the page is there."""
    wanted = " or ".join(columns.texts)
    return f"no column {wanted}; name it with --text-column (the row has: {', '.join(there)[:200]})"


def _text_or_none(raw: msgspec.Raw | None) -> str | None:
    if raw is None:
        return None
    value = msgspec.json.decode(raw)
    return value if isinstance(value, str) and value else None
