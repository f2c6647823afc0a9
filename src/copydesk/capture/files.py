"""Pages from files and folders, and from standard input."""

import os
import stat
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from ..record import Page, Refusal, RefusalCode
from .decoding import DECODED_CAP, PIECE, CutStream, gunzip

#: Kinds of file that are one page each, with the content type that their name declares.
PAGES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain"}

#: The largest page that is taken, decoded: the same as a fetch's cap.
LARGEST = DECODED_CAP


def kind_of(path: Path) -> str:
    """The suffix that says what a file is, in lower case, a trailing `.gz` taken off."""
    name = path.name.lower()
    return Path(name.removesuffix(".gz")).suffix


def name_of(path: Path) -> str:
    """The path as valid UTF-8: bytes of a file name that are none are written as hexadecimal escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def walk(folder: Path) -> Iterator[Path]:
    """The files below `folder` in a fixed order; linked folders are not entered, so that no loop can be walked."""
    for here, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield Path(here) / name


def page(path: Path, url: str | None = None, inside: Path | None = None) -> Page | Refusal:
    """The page in a file, with what `NAME.url` beside it says; a refusal where it cannot be had.

    `inside` is the folder that was given as source: a link that leads out of it is not followed.
    """
    name = name_of(path)
    if trouble := not_a_file(path, inside):
        return Refusal(page=name, code=trouble[0], reason=trouble[1], url=url)
    beside_url, captured = _beside(path)
    url = url or beside_url
    try:
        with path.open("rb") as raw:
            content, cut = _read(raw, zipped=path.name.lower().endswith(".gz"))
    except OSError as exc:
        reason = f"cannot be read: {exc.strerror or exc}"
        return Refusal(page=name, code=RefusalCode.UNREADABLE, reason=reason, url=url)
    return _page(name, content, cut, url, captured, PAGES.get(kind_of(path)))


def standard_input(url: str | None) -> Page | Refusal:
    """The page that comes in on standard input."""
    content, cut = _read(sys.stdin.buffer, zipped=False)
    return _page("-", content, cut, url, None, None)


def _page(
    name: str, content: bytes, cut: str | None, url: str | None, captured: str | None, media_type: str | None
) -> Page | Refusal:
    if len(content) > LARGEST:
        reason = f"larger than {LARGEST // 2**20} MiB"
        return Refusal(page=name, code=RefusalCode.TOO_LARGE, reason=reason, url=url)
    return Page(name=name, content=content, url=url, captured=captured, media_type=media_type, cut=cut)


def _read(raw: IO[bytes], *, zipped: bool) -> tuple[bytes, str | None]:
    """At most the cap and a little more, and what was amiss where the stream ended before its end."""
    if not zipped:
        return raw.read(LARGEST + 1), None
    out = BytesIO()
    try:
        for piece in gunzip(iter(lambda: raw.read(PIECE), b"")):
            out.write(piece)
            if out.tell() > LARGEST:
                break
    except CutStream as exc:
        return out.getvalue(), str(exc)
    return out.getvalue(), None


def not_a_file(path: Path, inside: Path | None) -> tuple[RefusalCode, str] | None:
    """Why `path` is not opened: it is missing, a device, or a link that leads out of `inside`; None for a file."""
    try:
        mode = path.stat().st_mode
        if path.is_symlink() and inside is not None and not path.resolve().is_relative_to(inside.resolve()):
            return RefusalCode.NOT_A_FILE, "a link that leads out of the folder; give the file itself"
    except OSError as exc:
        if path.is_symlink():
            return RefusalCode.NOT_A_FILE, "a link that leads nowhere"
        return RefusalCode.UNREADABLE, f"cannot be read: {exc.strerror or exc}"
    if not stat.S_ISREG(mode):
        return RefusalCode.NOT_A_FILE, "neither a file nor a folder (a device, pipe or socket)"
    return None


def _beside(path: Path) -> tuple[str | None, str | None]:
    """Address and time of capture from `NAME.url` beside `NAME.html`: its first line and, if there, its second."""
    stem = path.name.removesuffix(".gz").removesuffix(".GZ")
    note = path.with_name(Path(stem).stem + ".url")
    if not note.is_file():
        return None, None
    try:
        with note.open("rb") as raw:
            lines = raw.read(64 * 1024).decode("utf-8", "replace").splitlines()
    except OSError:
        return None, None
    lines = [line.strip() for line in lines] + ["", ""]
    return lines[0] or None, lines[1] or None
