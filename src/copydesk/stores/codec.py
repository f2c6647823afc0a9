"""Records as bytes and back, with the hash that names a damaged row."""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import msgspec
import zstandard
from sqlalchemy import Table

from ..record import StoreError
from .keys import clean, digest

T = TypeVar("T")

_json = msgspec.json.Encoder()
_packed = msgspec.msgpack.Encoder()

#: zstd, quickest of its plain levels: 513 news pages (114 MB) became 5.2 times smaller at 440 MB a second; at 3, its
#: default, 5.5 times at 300 MB, and at 270 MB with a new compressor for each page.
LEVEL = 1


def encode(record: msgspec.Struct) -> bytes:
    """A record as JSON; raises `StoreError` where its text is no valid Unicode."""
    try:
        return _json.encode(record)
    except UnicodeEncodeError as exc:
        raise StoreError(f"a record cannot be written, its text is no valid Unicode: {exc}") from exc


def row_hash(values: Sequence[object]) -> str:
    """BLAKE2b of 16 bytes over a row's columns: enough to name damage, short enough to stand in every row."""
    return hashlib.blake2b(_packed.encode(values), digest_size=16).hexdigest()


def seal(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A whole row of `table` from its columns, texts made fit to be kept and the hash added; absent ones are None."""
    values = {name: clean(row.get(name)) for name in column_names(table)}
    return {**values, "hash": row_hash(list(values.values()))}


def intact(table: Table, row: Mapping[Any, Any]) -> bool:
    """Whether a row as read back is what was kept."""
    try:
        return bool(row_hash([row[name] for name in column_names(table)]) == row["hash"])
    except (TypeError, UnicodeEncodeError, OverflowError):
        return False  # a value of a kind that no row has


@cache
def column_names(table: Table) -> tuple[str, ...]:
    """The columns that the hash is made of, in their order."""
    return tuple(column.name for column in table.columns if column.name != "hash")


def decode(table: Table, row: Mapping[Any, Any], kind: type[T], where: str) -> T:
    """The record in a row; raises `StoreError` where the row is not what was kept."""
    if not intact(table, row):
        raise StoreError(f"{where}: the record is not what was kept (its hash differs); `copydesk verify` names all")
    try:
        return msgspec.json.decode(row["record"], type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as exc:
        raise StoreError(f"{where}: the record cannot be read back: {exc}") from exc


# -- captured bytes


def pack(content: bytes) -> bytes:
    """Captured bytes, compressed; the same bytes give the same result."""
    return _compressor.of_thread.compress(content)


class _Compressor(threading.local):
    """A compressor for each thread: making one costs, and two threads must not share one."""

    def __init__(self) -> None:
        self.of_thread = zstandard.ZstdCompressor(level=LEVEL)


_compressor = _Compressor()


def unpack(packed: object, size: object, name: str) -> bytes:
    """Captured bytes back; raises `StoreError` where they are not what was kept."""
    if packed is None:
        raise StoreError(f"captured bytes {name}: missing")
    if not isinstance(packed, bytes) or not isinstance(size, int):
        raise StoreError(f"captured bytes {name}: not what was kept")
    try:
        if zstandard.frame_content_size(packed) != size:
            raise StoreError(f"captured bytes {name}: not what was kept (their size differs)")
        content = zstandard.ZstdDecompressor().decompress(packed)
    except (zstandard.ZstdError, MemoryError) as exc:
        raise StoreError(f"captured bytes {name}: cannot be read: {exc}") from exc
    if digest(content) != name:
        raise StoreError(f"captured bytes {name}: not what was kept (their hash differs)")
    return content
