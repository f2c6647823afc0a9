"""Records out of WARC files, whatever was done to the files.

FastWARC does the fast part. It stops at the first damage, and a gzip header that was hit may even look to it like the
file's end; so a record is given only when the next one was read well, and where something is amiss the
gzip member is looked at byte for byte here: is it whole (its checksum says so), how many records has it, where is the
next member that opens with a record. One flipped byte costs the record that it hit.
"""

import hashlib
import io
import re
import zlib
from base64 import b32decode
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import IO

from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from .decoding import DECODED_CAP, PIECE
from .header_block import HEADER_CAP, HeaderBlock, end_of_block, parse

#: The most that a record may have: a page at its cap with its headers.
RECORD_CAP = DECODED_CAP + HEADER_CAP

_GZIP = b"\x1f\x8b\x08"
_OPENS = re.compile(rb"WARC/[01]\.\d{1,3}\r?\n")
_WARC = b"WARC/"
_MARK = b"\n" + _WARC

#: Another record inside of a record's block: the length that was declared went over the record's end.
_SWALLOWED = re.compile(rb"\r\n\r\nWARC/[01]\.\d{1,3}\r\nWARC-")

#: How much of a file is looked through at once for the next record.
_STRIDE = 1 << 20

#: The types of record that can be a page, or stand for one.
WANTED = frozenset({"response", "resource", "conversion", "revisit"})
_WANTED = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.revisit


@dataclass(frozen=True)
class Record:
    """One record: where it begins in the file as stored, its headers, its block, and what was amiss with its end."""

    at: int
    headers: HeaderBlock
    block: bytes
    cut: str | None = None


@dataclass(frozen=True)
class Loss:
    """Bytes that gave no record: where they begin, how many they are (None: not known), why. `large` is a record that
    is over the cap rather than damage.
    """

    at: int
    size: int | None
    reason: str
    large: bool = False


@dataclass(frozen=True)
class _Member:
    """A gzip member: its content (at most the cap), where it ends, and what is amiss with it."""

    content: bytes
    end: int
    trouble: str | None
    over: bool = False


def records(file: IO[bytes], start: int = 0) -> Iterator[Record | Loss]:
    """Every record that may be a page, and every loss, in the order of the file from byte `start` on.

    `file` must be seekable; `start` is the `at` of a record that was given before (or 0).
    """
    file.seek(start)
    head = file.read(len(_GZIP))
    if head == _GZIP or (not _WARC.startswith(head) and _next_member(file, start, size := _size(file)) < size):
        yield from _zipped(file, start)
    elif head:
        yield from frame(file, start)


# -- plain records: framed by their own length


def frame(file: IO[bytes], start: int, at: int | None = None) -> Iterator[Record | Loss]:
    """The records of an uncompressed stream from `start` on. `at` is what to call their place where the stream is a
    member taken out of a file; without it, each is where it begins.
    """
    size = _size(file)
    here = start
    while here < size:
        file.seek(here)
        head = file.read(min(HEADER_CAP + 4, size - here))
        ends = end_of_block(head) if _OPENS.match(head) else None
        place = here if at is None else at
        if ends is None:
            following = _next_mark(file, here + 1, size)
            if head.strip(b"\r\n\0"):
                yield Loss(place, following - here, _why_no_record(head))
            here = following
            continue
        headers = parse(head[: ends[0]])
        body = here + ends[1]
        here, result = _framed(file, place, headers, body, size)
        yield result


def _framed(file: IO[bytes], at: int, headers: HeaderBlock, body: int, size: int) -> tuple[int, Record | Loss]:
    """The record whose block begins at `body`, and where the next one is to be looked for."""
    declared = headers.get("content-length") or ""
    length = int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 20 else None
    if length is not None and body + length <= size and (after := _gap(file, body + length, size)) is not None:
        if length > RECORD_CAP:
            return after, _too_large(at, length)
        file.seek(body)
        block = file.read(length)
        # A record that ends where the stream does has the right length, whatever its text looks like.
        if after >= size or not _SWALLOWED.search(block):
            return after, Record(at, headers, block, _not_as_stored(headers, block))
    following = _next_mark(file, body, size)
    has = following - body
    if has > RECORD_CAP:
        return following, Loss(at, has, f"the record declares {declared[:40]!r} bytes and has {has}", large=True)
    file.seek(body)
    block = file.read(has).removesuffix(b"\r\n\r\n")
    if length is None:
        cut = f"the record declares no length that is one ({declared[:40]!r})"
    else:
        cut = f"the record declares {length} bytes and has {len(block)}"
    return following, Record(at, headers, block, cut)


def _not_as_stored(headers: HeaderBlock, block: bytes) -> str | None:
    """What is wrong with a block whose digest was declared; an uncompressed file has no other checksum."""
    name, _, declared = (headers.get("warc-block-digest") or "").partition(":")
    if name.lower() != "sha1" or len(declared) not in (32, 40):
        return None
    try:
        want = b32decode(declared.upper()) if len(declared) == 32 else bytes.fromhex(declared)
    except ValueError:
        return None
    same = hashlib.sha1(block, usedforsecurity=False).digest() == want
    return None if same else "the record is not what its digest says it was"


def _gap(file: IO[bytes], end: int, size: int) -> int | None:
    """Where the next record begins if the block ends at `end`; None where neither a record nor the end is there."""
    file.seek(end)
    tail = file.read(16)
    rest = tail.lstrip(b"\r\n")
    after = end + len(tail) - len(rest)
    return after if rest.startswith(_WARC) or after >= size else None


def _next_mark(file: IO[bytes], start: int, size: int) -> int:
    """Where the next line that opens a record begins, from `start` on; `size` where there is none."""
    here = start
    while here < size:
        file.seek(here)
        piece = file.read(_STRIDE + len(_MARK))
        found = piece.find(_MARK)
        while found >= 0:
            if _OPENS.match(piece, found + 1) or found + 12 > len(piece):
                return here + found + 1
            found = piece.find(_MARK, found + 1)
        here += _STRIDE
    return size


def _why_no_record(head: bytes) -> str:
    if not _OPENS.match(head):
        return "no record begins here"
    return f"a record whose header is over {HEADER_CAP // 1024} KiB or never ends"


# -- gzip members


@dataclass
class _Reached:
    """How far FastWARC came: the member of the last record, how many of that member's records were given, the one that
    is held back until the next was read, and whether the file's end was reached without complaint.
    """

    at: int
    given: int = 0
    held: Record | None = None
    ended: bool = False


def _zipped(file: IO[bytes], start: int) -> Iterator[Record | Loss]:
    size = _size(file)
    here = start
    while here < size:
        reached = _Reached(here)
        yield from _well_read(file, reached)
        # What was not read well, or not seen to be, is looked at: the last record of every file is.
        here = yield from _looked_at(file, reached, size)


def _well_read(file: IO[bytes], reached: _Reached) -> Iterator[Record | Loss]:
    """Records that FastWARC reads well, each given when the next one was read."""
    base = reached.at
    file.seek(base)
    reader = GzipReader(file)
    try:
        for found in ArchiveIterator(reader, record_types=_WANTED, parse_http=False, max_header_len=HEADER_CAP):
            at = reader.frame_start_position() or 0
            if reached.held is not None:
                yield reached.held
                reached.given, reached.held = reached.given + 1, None
            if at != reached.at:
                reached.at, reached.given = at, 0
            if found.content_length > RECORD_CAP:
                if not _member(file, at).over:
                    return
                yield _too_large(at, found.content_length)
                reached.given += 1
                continue
            reached.held = _read(found, at)
            # A length that is too long swallows what follows: then reading went over into another member, and the next
            # record's first line stands in the block. (Going over alone may be right: a record may have two members.)
            went_over = reader.frame_start_position() != at
            if reached.held is None or (went_over and _MARK in reached.held.block):
                reached.held = None
                return
        reached.ended = True
    except (OSError, ValueError, EOFError):
        return


def _read(found: WarcRecord, at: int) -> Record | None:
    """The record that FastWARC stands at; None where it is to be looked at closely."""
    length = found.content_length
    block = found.reader.read(length) if length else b""
    if len(block) != length:
        return None
    values: dict[str, list[str]] = {}
    for name, value in found.headers.items():
        values.setdefault(name.lower(), []).append(value)
    return Record(at, HeaderBlock("", values), block)


def _looked_at(file: IO[bytes], reached: _Reached, size: int) -> Generator[Record | Loss, None, int]:
    """What the member that was reached gives beyond what was given of it; returns where the next one begins."""
    at = reached.at
    member = _member(file, at)
    if reached.ended and reached.held is not None and _is_whole(file, member, size):
        yield reached.held
        return size
    if member.over:
        if reached.held is not None:
            yield reached.held
        if reached.ended:
            return size
        trouble: str | None = "damaged within a member of many records; none of the rest of it can be read"
    elif member.trouble is None:
        yield from _within(member, at, reached.given)
        if member.end >= size or _opens_member(file, member.end):
            return member.end
        at, trouble = member.end, "no gzip member that opens with a record begins here"
    else:
        trouble = member.trouble
    following = _next_member(file, at + 1, size)
    if following < size or member.end < size or not member.content:
        yield Loss(at, following - at, trouble or "damaged")
    else:  # the file ends inside this member: what there is of its last record is given, and said to be cut
        yield from _within(member, at, reached.given)
    return following


def _is_whole(file: IO[bytes], member: _Member, size: int) -> bool:
    """Whether the file from `member` on is whole members to its end. A record may go over several of them."""
    while member.trouble is None and not member.over and member.end < size:
        member = _member(file, member.end)
    return member.trouble is None and not member.over


def _within(member: _Member, at: int, given: int) -> Iterator[Record | Loss]:
    """The records of a member that was inflated, without the first `given`."""
    number = 0
    for result in frame(io.BytesIO(member.content), 0, at):
        if isinstance(result, Record) and not _is_wanted(result):
            continue
        number += 1
        if number > given:
            yield result


def _is_wanted(record: Record) -> bool:
    return (record.headers.get("warc-type") or "").lower() in WANTED


def _member(file: IO[bytes], at: int) -> _Member:
    """The gzip member at `at`, inflated up to the cap."""
    file.seek(at)
    inflater = zlib.decompressobj(wbits=31)
    content = bytearray()
    end = at
    try:
        while not inflater.eof and (chunk := file.read(PIECE)):
            end += len(chunk)
            content += inflater.decompress(chunk, RECORD_CAP + HEADER_CAP - len(content) + 1)
            if len(content) > RECORD_CAP + HEADER_CAP:
                return _Member(b"", end, None, over=True)
    except zlib.error as exc:
        return _Member(bytes(content), end - len(chunk), f"the gzip member is damaged: {exc}")
    if not inflater.eof:
        return _Member(bytes(content), end, "the gzip member ends before its end")
    return _Member(bytes(content), end - len(inflater.unused_data), None)


def _next_member(file: IO[bytes], start: int, size: int) -> int:
    """Where the next gzip member that opens with a record begins, from `start` on; `size` where there is none."""
    here = start
    while here < size:
        file.seek(here)
        piece = file.read(_STRIDE + len(_GZIP) - 1)
        found = piece.find(_GZIP)
        while found >= 0:
            if _opens_member(file, here + found):
                return here + found
            found = piece.find(_GZIP, found + 1)
        here += _STRIDE
    return size


def _opens_member(file: IO[bytes], at: int) -> bool:
    """Whether a gzip member begins at `at` that opens with a record, or is empty."""
    file.seek(at)
    inflater = zlib.decompressobj(wbits=31)
    try:
        opening = inflater.decompress(file.read(512), 32)
    except zlib.error:
        return False
    return _OPENS.match(opening) is not None or (inflater.eof and not opening)


def _size(file: IO[bytes]) -> int:
    return file.seek(0, io.SEEK_END)


def _too_large(at: int, length: int) -> Loss:
    return Loss(at, length, f"a record of {length} bytes; {RECORD_CAP} are read", large=True)
