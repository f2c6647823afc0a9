"""Pages from the rows of a table: JSON Lines."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import msgspec

from ..record import Page, Refusal, RefusalCode
from .files import LARGEST, name_of

#: Kinds of file that hold many pages, a row each.
TABLES = {".jsonl", ".ndjson"}

#: Columns that hold the page where none is named, in the order in which they are looked for.
_TEXT_COLUMNS = ("text", "html")

_row = msgspec.json.Decoder(dict[str, msgspec.Raw])
_string = msgspec.json.Decoder(str)


def rows(path: Path, text_column: str | None, url_column: str, time_column: str) -> Iterator[Page | Refusal]:
    """A page or a refusal for every line; a page is named by the file and its line number (`news.jsonl:17`)."""
    name = name_of(path)
    try:
        with path.open("rb") as raw:
            zipped = path.name.lower().endswith(".gz")
            stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if zipped else raw
            # One byte over the cap is asked for, so that a line of any length is known to be too long.
            number = 0
            while line := stream.readline(LARGEST + 1):
                number += 1
                here = f"{name}:{number}"
                if len(line) > LARGEST:
                    yield Refusal(page=here, code=RefusalCode.TOO_LARGE, reason=f"a row over {LARGEST // 2**20} MiB")
                    _skip_line(stream, line)
                elif line.strip():
                    yield _page(here, line, text_column, url_column, time_column)
    except (OSError, EOFError, zlib.error) as exc:
        reason = f"reading stopped: {getattr(exc, 'strerror', None) or exc}"
        yield Refusal(page=name, code=RefusalCode.UNREADABLE, reason=reason)


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(LARGEST)


def _page(here: str, line: bytes, text_column: str | None, url_column: str, time_column: str) -> Page | Refusal:
    try:
        row = _row.decode(line)
        wanted = (text_column,) if text_column else _TEXT_COLUMNS
        column = next((c for c in wanted if c in row), None)
        if column is None:
            reason = (
                f"no column {' or '.join(wanted)}; name it with --text-column (the row has: {', '.join(row)[:200]})"
            )
            return Refusal(page=here, code=RefusalCode.BAD_ROW, reason=reason)
        text = _string.decode(row[column])
        url = _text_or_none(row.get(url_column))
        captured = _text_or_none(row.get(time_column))
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


def _text_or_none(raw: msgspec.Raw | None) -> str | None:
    if raw is None:
        return None
    value = msgspec.json.decode(raw)
    return value if isinstance(value, str) and value else None
