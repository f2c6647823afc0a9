"""Content encodings undone under a cap: whatever is sent, no more comes out than was allowed.

A library that decodes "a chunk" decodes all that the chunk holds: 841 bytes of Brotli are 1 GiB. Here each decoder is
pulled for at most `PIECE` bytes at a time, and each layer of a nested encoding is counted, so that the cap holds at
every moment.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]
import zstandard

from ..record import CaptureError

#: The most that a page may have, decoded. The largest of 1,149 news pages has 1.4 MB; 20 MiB leaves room for a book.
DECODED_CAP = 20 * 1024 * 1024

#: What a decoder is asked for at once.
PIECE = 64 * 1024

#: Layers of encoding that are undone. One is usual, two happen (a proxy compresses again), five is curl's limit.
MOST_LAYERS = 5

#: The largest window that a sender of zstd over HTTP may ask for (RFC 9659): 8 MiB.
_ZSTD_WINDOW = 8 * 1024 * 1024

#: Bytes of zstd that are given to its decoder at once, because it gives back all that they hold: a block has at least 4
#: bytes and makes at most 128 KiB, so that at most 2 MiB come out.
_ZSTD_SIP = 64


class TooLargeError(CaptureError):
    """What comes out is over the cap."""


class UnknownEncodingError(CaptureError):
    """A content encoding that nobody here can undo, or more layers than anybody needs."""


class CutStream(Exception):  # noqa: N818 (it is no error of the caller: what came before it stands)
    """A stream was damaged, or ended before its end; what came out before stands."""


@dataclass(frozen=True)
class Decoded:
    """What came out, and what was amiss where the stream ended before its end (the bytes until there stand)."""

    content: bytes
    cut: str | None = None


def decode(wire: Iterable[bytes], encodings: Sequence[str], cap: int = DECODED_CAP) -> Decoded:
    """Undo `encodings` (as the header lists them, the last one applied last) on the pieces of `wire`.

    Raises `TooLargeError` where more than `cap` bytes come out of any layer, `UnknownEncodingError` for an encoding
    that is not gzip, deflate, br, zstd or identity.
    """
    names = [name for name in (e.strip().lower() for e in encodings) if name and name != "identity"]
    if len(names) > MOST_LAYERS:
        raise UnknownEncodingError(f"{len(names)} layers of content encoding; {MOST_LAYERS} are undone")
    stream: Iterator[bytes] = iter(wire)
    for name in reversed(names):
        if name not in _DECODERS:
            raise UnknownEncodingError(f"content encoding {name[:40]!r}")
        stream = _DECODERS[name](_capped(stream, cap))
    out = bytearray()
    cut = None
    try:
        for piece in _capped(stream, cap):
            out += piece
    except CutStream as exc:
        cut = str(exc)
    return Decoded(bytes(out), cut)


def _capped(stream: Iterable[bytes], cap: int) -> Iterator[bytes]:
    total = 0
    for piece in stream:
        total += len(piece)
        if total > cap:
            raise TooLargeError(f"over {cap // 2**20} MiB")
        yield piece


def gunzip_within(content: bytes, cap: int = DECODED_CAP) -> bytes:
    """The content of a whole gzip file; raises `TooLargeError`, and `CutStream` for a damaged one."""
    return b"".join(_capped(gunzip([content]), cap))


def gunzip(wire: Iterable[bytes]) -> Iterator[bytes]:
    """The content of the gzip members in `wire`, in pieces; raises `CutStream` where a member ends early."""
    member = zlib.decompressobj(wbits=31)
    begun = ended = False
    for chunk in wire:
        while chunk:
            if ended and not chunk.startswith(b"\x1f"):
                return  # what follows the last member and is no member: padding, which every decoder passes over
            begun, ended = True, False
            if piece := _inflate(member, chunk, "gzip"):
                yield piece
            chunk = member.unconsumed_tail
            if member.eof:
                chunk, member, begun, ended = member.unused_data, zlib.decompressobj(wbits=31), False, True
    if begun:
        yield from _rest(member, "gzip")


def _deflated(wire: Iterable[bytes]) -> Iterator[bytes]:
    """Deflate as sent: in zlib's wrapper, as the standard says, or bare, as some servers send it."""
    member = None
    for chunk in wire:
        while chunk:
            if member is None:
                wrapped = chunk[0] & 0x0F == 8 and (len(chunk) < 2 or (chunk[0] * 256 + chunk[1]) % 31 == 0)
                member = zlib.decompressobj(wbits=15 if wrapped else -15)
            if piece := _inflate(member, chunk, "deflate"):
                yield piece
            if member.eof:
                return
            chunk = member.unconsumed_tail
    if member is not None:
        yield from _rest(member, "deflate")


def _inflate(member: "zlib._Decompress", chunk: bytes, name: str) -> bytes:
    try:
        return member.decompress(chunk, PIECE)
    except zlib.error as exc:
        raise CutStream(f"the {name} stream is damaged: {exc}") from exc


def _rest(member: "zlib._Decompress", name: str) -> Iterator[bytes]:
    """What the decoder still holds when the input is at its end, and then the complaint that the end is missing."""
    while piece := _inflate(member, member.unconsumed_tail, name):
        yield piece
    if not member.eof:
        raise CutStream(f"the {name} stream ends before its end")


def _unbrotlied(wire: Iterable[bytes]) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    try:
        for chunk in wire:
            if decoder.is_finished():
                return
            piece = decoder.process(chunk, output_buffer_limit=PIECE)
            while piece:
                yield piece
                # No new bytes may be given before the decoder has handed out all that it holds.
                piece = b"" if decoder.can_accept_more_data() else decoder.process(b"", output_buffer_limit=PIECE)
        while piece := decoder.process(b"", output_buffer_limit=PIECE):
            yield piece
    except brotli.error as exc:
        raise CutStream("the br stream is damaged") from exc
    if not decoder.is_finished():
        raise CutStream("the br stream ends before its end")


def _unzstandarded(wire: Iterable[bytes]) -> Iterator[bytes]:
    factory = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    frame = factory.decompressobj()
    begun = False
    try:
        for chunk in wire:
            at = 0
            while at < len(chunk):
                sip = chunk[at : at + _ZSTD_SIP]
                at += len(sip)
                begun = True
                if piece := frame.decompress(sip):
                    yield piece
                if frame.eof:  # frames may stand in a row; what is left belongs to the next
                    at -= len(frame.unused_data)
                    frame, begun = factory.decompressobj(), False
    except zstandard.ZstdError as exc:
        raise CutStream(f"the zstd stream is damaged: {exc}") from exc
    if begun:
        raise CutStream("the zstd stream ends before its end")


_DECODERS = {
    "gzip": gunzip,
    "x-gzip": gunzip,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstandarded,
}
