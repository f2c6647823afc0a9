"""Pages out of WARC and WET files."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import IO

from ..record import Page, Refusal, RefusalCode
from .decoding import DECODED_CAP, TooLargeError, UnknownEncodingError, decode
from .header_block import HeaderBlock, end_of_block, parse
from .warc_records import WANTED, Loss, Record, records

#: What a response must be to be a page. One that declares nothing is taken, and reading says what it is.
PAGE_TYPES = {"text/html", "application/xhtml+xml", "text/plain"}

_STATUS = re.compile(r"HTTP/\d(?:\.\d)? +(\d{3})(?: |$)")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")

#: Record ids that are remembered of one file, to tell a second record of one id and a revisit's original: 8 bytes of
#: hash each in a set, about 70 MB at the most.
_REMEMBERED = 1_000_000


def pages(
    file: IO[bytes], path: str, start: int = 0, notice: Callable[[str], None] = lambda words: None
) -> Iterator[Page | Refusal]:
    """A page or a refusal for each record of `file` that could be a page, from byte `start` on.

    `path` is what to call the file. A page's name is its record's id, `via` is `path` and `at` where its record begins.
    `notice` is told at the end what was passed over: responses that are no page, other records, repeated ids.
    """
    archive = _Archive(path)
    if not file.read(1):
        yield Refusal(page=path, code=RefusalCode.EMPTY, reason="no bytes")
    for found in records(file, start):
        if isinstance(found, Loss):
            code = RefusalCode.TOO_LARGE if found.large else RefusalCode.DAMAGED
            size = "" if found.large or found.size is None else f"; {found.size} bytes passed over"
            yield Refusal(page=f"{path}@{found.at}", code=code, reason=found.reason + size)
        elif (result := archive.page(found)) is not None:
            yield result
    for words, number in sorted(archive.passed_over.items()):
        notice(f"{path}: {number} {words}")


class _Archive:
    """What is known of one file while its records go by."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.passed_over: Counter[str] = Counter()
        self._seen: set[int] = set()

    def page(self, record: Record) -> Page | Refusal | None:
        kind = (record.headers.get("warc-type") or "").lower()
        if kind not in WANTED:
            return None
        name = self._name(record)
        if kind == "revisit":
            return self._revisit(record, name)
        self._remember(record)
        declared = record.headers.get("content-type") or ""
        if kind == "response" and declared.lower().startswith("application/http"):
            return self._response(record, name)
        if kind == "response" or not _is_page(declared):
            self.passed_over["records of other kinds passed over"] += 1
            return None
        return self._make(record, name, record.block, declared or None, record.cut)

    def _name(self, record: Record) -> str:
        given = _bare(record.headers.get("warc-record-id"))
        if given is None:
            return f"{self.path}@{record.at}"
        if hash(given) in self._seen:
            self.passed_over["record ids that were used before; those pages carry their place in their name"] += 1
            return f"{given}@{record.at}"
        if len(self._seen) < _REMEMBERED:
            self._seen.add(hash(given))
        return given

    def _remember(self, record: Record) -> None:
        if len(self._seen) < _REMEMBERED:
            self._seen.add(hash((_address(record), record.headers.get("warc-date"))))

    def _revisit(self, record: Record, name: str) -> Refusal | None:
        """A revisit says that the content was that of an earlier record, which must be in this file."""
        original = _bare(record.headers.get("warc-refers-to"))
        place = (_bare(record.headers.get("warc-refers-to-target-uri")), record.headers.get("warc-refers-to-date"))
        if hash(original) in self._seen or hash(place) in self._seen:
            self.passed_over["revisits whose original came before passed over"] += 1
            return None
        return Refusal(
            page=name,
            url=_address(record),
            code=RefusalCode.NO_ORIGINAL,
            reason="a revisit; the record that has its content is not in this file before it",
        )

    def _response(self, record: Record, name: str) -> Page | Refusal | None:
        ends = end_of_block(record.block)
        if ends is None:
            return self._refuse(record, name, RefusalCode.DAMAGED, "a response whose header never ends")
        http = parse(record.block[: ends[0]])
        status = _STATUS.match(http.first)
        if status is None:
            return self._refuse(record, name, RefusalCode.DAMAGED, "a response without a status line")
        if status[1] not in ("200", "203", "206"):
            self.passed_over["responses passed over that are no 200"] += 1
            return None
        media_type = http.get("content-type")
        if not _is_page(media_type or ""):
            self.passed_over["responses passed over that are no HTML and no text"] += 1
            return None
        try:
            content, cut = _payload(http, record.block[ends[1] :])
        except TooLargeError as exc:
            return self._refuse(record, name, RefusalCode.TOO_LARGE, f"{exc}, decoded")
        except UnknownEncodingError as exc:
            return self._refuse(record, name, RefusalCode.UNSUPPORTED, str(exc))
        if status[1] == "206":
            cut = cut or "the server sent a part only (206)"
        return self._make(record, name, content, media_type, record.cut or cut)

    def _make(
        self, record: Record, name: str, content: bytes, media_type: str | None, cut: str | None
    ) -> Page | Refusal:
        if len(content) > DECODED_CAP:
            return self._refuse(record, name, RefusalCode.TOO_LARGE, f"over {DECODED_CAP // 2**20} MiB")
        if cut is None and (why := record.headers.get("warc-truncated")):
            cut = f"the crawler cut it ({why[:40]})"
        return Page(
            name=name,
            content=content,
            url=_address(record),
            captured=record.headers.get("warc-date"),
            media_type=media_type,
            cut=cut,
            via=self.path,
            at=record.at,
        )

    def _refuse(self, record: Record, name: str, code: RefusalCode, reason: str) -> Refusal:
        return Refusal(page=name, url=_address(record), code=code, reason=reason)


def _payload(http: HeaderBlock, body: bytes) -> tuple[bytes, str | None]:
    """The content of a response's body, transfer and content encoding undone, and what was amiss with it."""
    cut = None
    if "chunked" in [e.lower() for e in http.each("transfer-encoding")]:
        body, cut = _unchunked(body)
    elif len(body) < _length(http.get("content-length")):
        cut = f"the response declares {http.get('content-length')} bytes and has {len(body)}"
    encodings = http.each("content-encoding")
    if not encodings:
        return body, cut
    decoded = decode([body], encodings)
    if decoded.cut is not None and not decoded.content:
        # Crawlers often store the decoded body under the header that spoke of the encoding.
        return body, cut
    return decoded.content, cut or decoded.cut


def _unchunked(body: bytes) -> tuple[bytes, str | None]:
    """A chunked body put together; one that is stored already put together comes back as it is."""
    parts: list[bytes] = []
    here = 0
    while (head := _CHUNK.match(body, here)) is not None:
        size = int(head[1], 16)
        start, end = head.end(), head.end() + size
        if size == 0:
            return b"".join(parts), None
        parts.append(body[start:end])
        if end > len(body):
            return b"".join(parts), "the last chunk ends before its end"
        here = end + (2 if body.startswith(b"\r\n", end) else 1 if body.startswith(b"\n", end) else 0)
    if not parts:
        return body, None
    return b"".join(parts), "the chunks end before the last one"


def _length(declared: str | None) -> int:
    return int(declared) if declared and declared.isascii() and declared.isdigit() and len(declared) < 16 else 0


def _is_page(media_type: str) -> bool:
    essence = media_type.split(";", 1)[0].strip().lower()
    return not essence or essence in PAGE_TYPES


def _address(record: Record) -> str | None:
    """Where the page was; None for a page that never had an address, whose name stands there as a `urn:`."""
    found = _bare(record.headers.get("warc-target-uri"))
    return None if found is None or found.lower().startswith("urn:") else found


def _bare(value: str | None) -> str | None:
    """A value without the angle brackets that ids have, and that one crawler puts around addresses too."""
    if value is None:
        return None
    return value.strip().removeprefix("<").removesuffix(">") or None
