"""WARC 1.1 (ISO 28500): pages as they were captured, for other tools of web archiving and to be taken in again."""

import gzip
import io
from collections.abc import Iterable, Iterator
from urllib.parse import quote
from uuid import UUID, uuid5

from fastwarc.warc import WarcRecord, WarcRecordType

from ..record import Page
from .imprint import instant

#: The namespace of the records' ids: the same page has the same id in every export.
_PAGES = UUID("b3d0d1ce-6b4c-5c1d-8f5f-0f1c8a3f9a52")

#: What stays as it is in a header; all else is percent-encoded, line breaks first of all.
_SAFE = "".join(map(chr, range(0x21, 0x7F)))
#: In an address not even these: WARC 1.0 put it between them, and readers take them off.
_SAFE_ADDRESS = _SAFE.replace("<", "").replace(">", "")

_DAY_ONE = "1970-01-01T00:00:00Z"


def warc(pages: Iterable[tuple[Page, str]], *, zipped: bool) -> Iterator[bytes]:
    """The records of an archive: one that says who wrote it, then a `resource` for each page, each a gzip member of its
    own where `zipped`.

    Each page comes with the time at which it was taken in, which stands in where nothing says when it was captured. A
    page without an address has its name as a `urn:`. `WARC-Truncated` marks those that were cut.
    """
    info = b"software: copydesk\r\nformat: WARC File Format 1.1\r\n"
    first = _record(WarcRecordType.warcinfo, uuid5(_PAGES, "warcinfo"), None, info, "application/warc-fields")
    yield _written(first, zipped)
    for page, taken in pages:
        date = instant(page.captured) or instant(taken) or _DAY_ONE
        key = "\n".join((page.name, page.url or "", date))
        made = _record(
            WarcRecordType.resource, uuid5(_PAGES, key.encode("utf-8", "replace").decode()), date, page.content, None
        )
        address = page.url or f"urn:copydesk:{quote(page.name, safe='', errors='replace')}"
        made.headers.append("WARC-Target-URI", quote(address, safe=_SAFE_ADDRESS, errors="replace"))
        if page.media_type:
            made.headers.append("Content-Type", quote(page.media_type, safe=_SAFE + " ", errors="replace"))
        if page.cut is not None:
            made.headers.append("WARC-Truncated", "unspecified")
        yield _written(made, zipped)


def _record(kind: WarcRecordType, number: UUID, date: str | None, content: bytes, media_type: str | None) -> WarcRecord:
    made = WarcRecord()
    made.init_headers(record_type=kind, record_urn=f"uuid:{number}".encode())
    made.headers["WARC-Date"] = date or _DAY_ONE
    if media_type is not None:
        made.headers.append("Content-Type", media_type)
    made.set_bytes_content(content)
    return made


def _written(record: WarcRecord, zipped: bool) -> bytes:
    out = io.BytesIO()
    record.write(out, checksum_data=True)
    return gzip.compress(out.getvalue(), 6, mtime=0) if zipped else out.getvalue()
