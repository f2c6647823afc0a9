"""A page as it was captured."""

import msgspec


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes as captured, with what is known of where and when.

    `name` is what the source called the page (path, WARC record id, row) and is never empty. `media_type` is the
    declared content type with its parameters, as found (`text/html; charset=windows-1252`); None where nothing was
    declared. `captured` is ISO 8601. `cut` says that the source itself gave less than the whole (a truncated gzip
    member, a record shorter than declared): the bytes are what could be had. `via` is what the page came out of, where
    that is not the page's own file or address: the WARC or table, the feed or sitemap that led to it. `at` is where in
    `via` it begins (a byte of the WARC as stored, a row of the table, from 0), so that a long file can be gone on with.
    `etag` and `last_modified` are what its server left to ask with whether it has changed.
    """

    name: str
    content: bytes
    url: str | None = None
    captured: str | None = None
    media_type: str | None = None
    cut: str | None = None
    via: str | None = None
    at: int | None = None
    etag: str | None = None
    last_modified: str | None = None
