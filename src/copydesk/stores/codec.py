"""Records as bytes and back, with the hash that names a damaged one."""

import hashlib
from typing import TypeVar

import msgspec

from ..record import StoreError

T = TypeVar("T")

_encoder = msgspec.json.Encoder()


def encode(record: msgspec.Struct) -> tuple[bytes, str]:
    """A record as JSON, and its hash."""
    data = _encoder.encode(record)
    return data, record_hash(data)


def record_hash(data: bytes) -> str:
    """BLAKE2b of 16 bytes, in hexadecimal: enough to name damage, short enough to stand in every row."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def decode(data: object, expected_hash: str, kind: type[T], where: str) -> T:
    """A record back from its JSON; raises `StoreError` where it is not what was kept."""
    if not isinstance(data, bytes) or record_hash(data) != expected_hash:
        raise StoreError(f"{where}: the record is not what was kept (its hash differs)")
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as exc:
        raise StoreError(f"{where}: the record cannot be read back: {exc}") from exc
