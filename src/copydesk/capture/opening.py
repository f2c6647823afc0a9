"""Where a file that holds many pages lies: on this machine, or wherever fsspec reaches (`s3://`, `gs://`, `memory://`)."""

import re
from collections.abc import Iterator
from typing import IO, cast

from ..record import CaptureError

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{1,15})://")

#: Schemes that are fetched as pages of the web are, with all of its guards, and never through fsspec.
WEB = {"http", "https"}


def scheme_of(source: str) -> str | None:
    """The scheme of `source` in lower case where it is an address (`https`, `s3`), None where it is a path."""
    found = _SCHEME.match(source)
    return found[1].lower() if found else None


def remote_files(address: str) -> Iterator[str]:
    """The files that `address` names: itself, what its `*` stands for, or what lies below it if it is a folder.

    Raises `CaptureError` where fsspec cannot get there.
    """
    import fsspec  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        system, path = fsspec.core.url_to_fs(address)
        if "*" in path:
            found = sorted(system.glob(path))
        elif system.isdir(path):
            found = sorted(system.find(path))
        else:
            found = [path]
        yield from (str(system.unstrip_protocol(p)) for p in found)
    except (OSError, ValueError, ImportError) as exc:
        raise CaptureError(f"{address}: cannot be reached: {exc}") from exc


def remote(address: str) -> IO[bytes]:
    """The file at `address`, opened through fsspec for reading and seeking; raises `CaptureError`."""
    import fsspec  # noqa: PLC0415

    try:
        return cast(IO[bytes], fsspec.open(address, "rb").open())
    except (OSError, ValueError, ImportError) as exc:
        raise CaptureError(f"{address}: cannot be opened: {exc}") from exc
