"""Captured bytes on disk: `pages/ab/<sha256>.gz`, each once, written aside and renamed."""

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterable
from pathlib import Path

from ..record import StoreError


def digest(content: bytes) -> str:
    """The name under which bytes are kept: their SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


class Blobs:
    """A folder of captured bytes. Equal bytes share one file; a file that is there is whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where the bytes of this digest lie."""
        return self.folder / name[:2] / f"{name}.gz"

    def put(self, contents: Iterable[bytes]) -> list[str]:
        """Keep each of `contents`; when this returns, all of them are on the disk. Gives their digests."""
        names: list[str] = []
        fresh_folders: set[Path] = set()
        for content in contents:
            name = digest(content)
            names.append(name)
            target = self.path(name)
            if target.exists():
                continue
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                aside = target.with_suffix(f".{os.getpid()}.part")
                with aside.open("wb") as out:
                    # Level 6 and no time stamp: the same bytes give the same file.
                    out.write(gzip.compress(content, compresslevel=6, mtime=0))
                    out.flush()
                    os.fsync(out.fileno())
                aside.replace(target)
            except OSError as exc:
                raise StoreError(f"{target}: captured bytes could not be kept: {exc.strerror or exc}") from exc
            fresh_folders.add(target.parent)
        for folder in fresh_folders:
            _sync_folder(folder)
        return names

    def get(self, name: str) -> bytes:
        """The bytes of this digest; raises `StoreError` where they are missing or are not what was kept."""
        try:
            content = gzip.decompress(self.path(name).read_bytes())
        except (OSError, EOFError, zlib.error) as exc:
            raise StoreError(f"{self.path(name)}: captured bytes cannot be read: {exc}") from exc
        if digest(content) != name:
            raise StoreError(f"{self.path(name)}: captured bytes are not what was kept (their hash differs)")
        return content


def _sync_folder(folder: Path) -> None:
    """Make the folder's entries durable; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
