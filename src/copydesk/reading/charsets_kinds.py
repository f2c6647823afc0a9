"""What kind of thing the bytes of a page are: a web page, plain text, or nothing that can be read."""

import re
from dataclasses import dataclass
from enum import StrEnum

from copydesk.record import Page, Refusal, RefusalCode

from .charsets import decode, sound

#: First bytes of what is no text (the registries' file signatures): a page that starts so was saved under a wrong name.
_MAGIC = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"PK\x03\x04": "a ZIP archive",
    b"PK\x05\x06": "a ZIP archive",
    b"\x1f\x8b": "gzip data",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ\x00": "xz data",
    b"\x28\xb5\x2f\xfd": "Zstandard data",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\x00asm": "a program",
    b"OggS": "Ogg media",
    b"ID3": "MP3 audio",
    b"fLaC": "FLAC audio",
    b"\x1aE\xdf\xa3": "Matroska media",
    b"SQLite format 3\x00": "an SQLite database",
    b"PAR1": "a Parquet table",
    b"\xd0\xcf\x11\xe0": "an Office document",
    b"wOFF": "a font",
    b"wOF2": "a font",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"\x00\x00\x01\x00": "an icon",
}

_FIRST_BYTES = frozenset(magic[0] for magic in _MAGIC)

#: What a page without anything in it consists of: white space, NULs, a byte order mark.
_BLANK = b" \t\r\n\0\xef\xbb\xbf"

#: A page with more NULs than one byte in ten, that is no UTF-16, is no text.
_NUL_SHARE = 10

#: How far from the end a document's own end is looked for before anything else; comments and scripts may follow it.
_TAIL = 2_000

_CLOSED = re.compile(rb"</(?:html|body)", re.I)

#: How much of a page is looked at to tell its kind.
_HEAD = 4_096

_OPENS_HTML = re.compile(
    rb"\s{0,2000}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,400}?-->\s{0,200}){0,3}<(?:!doctype|html|head|body)\b",
    re.I | re.S,
)
_OPENS_XML = re.compile(rb"\s{0,200}(?:<\?xml|<rss\b|<feed\b|<rdf:RDF\b|<urlset\b|<sitemapindex\b|<opml\b)", re.I)
_TAG = re.compile(
    rb"<(?:p|div|a|br|h[1-6]|title|meta|span|article|section|main|table|ul|ol|img|script|style|body|html|header|nav|form)"
    rb"(?:\s[^<>]{0,2000})?/?>",
    re.I,
)
_ANY_TAG = re.compile(rb"<[a-z!/?]", re.I)
_HTML_NAME = re.compile(r"\.(?:x?html?|php|aspx?|jsp)$", re.I)
_TEXT_NAME = re.compile(r"\.(?:txt|text|md|wet)$", re.I)


class Kind(StrEnum):
    """A web page, or text that has lost its structure."""

    HTML = "html"
    PLAIN = "plain"


@dataclass(frozen=True)
class Readable:
    """A page's text, in UTF-8 and without control characters, and what kind of text it is."""

    utf8: bytes
    kind: Kind
    encoding: str


def open_page(page: Page) -> Readable | Refusal:
    """The text of a page, or why there is none: empty, binary, of a kind that is no page, or cut in the middle."""
    content = page.content
    if not content[:_HEAD].strip(_BLANK) and not content.strip(_BLANK):
        return refuse(page, RefusalCode.EMPTY, "no bytes" if not content else "nothing but white space")
    told = sound(content)
    what = _binary(content, controls=told.controls)
    if what is not None:
        return refuse(page, RefusalCode.BINARY, what)
    decoded = decode(content, page.media_type, told)
    utf8 = decoded.utf8
    kind = _kind(page, utf8)
    if kind is None:
        return refuse(page, RefusalCode.UNSUPPORTED, "XML or JSON that is no web page; a feed or a sitemap is a source")
    if page.cut is not None:
        return refuse(page, RefusalCode.TRUNCATED, page.cut)
    if kind is Kind.HTML and (where := cut_off(utf8)) is not None:
        return refuse(page, RefusalCode.TRUNCATED, f"the document ends {where}")
    return Readable(utf8, kind, decoded.encoding)


def refuse(page: Page, code: RefusalCode, reason: str) -> Refusal:
    """A refusal of this page."""
    return Refusal(page=page.name, code=code, reason=reason, url=page.url)


def _binary(content: bytes, *, controls: bool) -> str | None:
    """What kind of thing a page is that is no text; `controls`: whether it has control characters."""
    if content[0] in _FIRST_BYTES:
        for magic, what in _MAGIC.items():
            if content.startswith(magic):
                return what
    if content[4:8] == b"ftyp":
        return "MP4 media"
    if content.startswith(b"RIFF") and content[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "RIFF media"
    if not controls:
        return None
    head = content[: 16 * _HEAD]
    nuls = head.count(0)
    if nuls * _NUL_SHARE > len(head) and not _is_utf16(head):
        return f"{nuls} of the first {len(head)} bytes are NUL"
    found = len(head) - len(head.translate(None, _CONTROLS))
    if found * _CONTROL_SHARE > len(head) and not _is_utf16(head):
        return f"{found} of the first {len(head)} bytes are control characters"
    return None


#: Control characters that no text has: all but tab, line ends, form feed, and the shifts and escapes of ISO-2022.
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\f\x0e\x0f\x1b")
#: One in so many bytes makes a page binary: of 1,149 news pages two have any (1 and 8), random bytes have one in ten.
_CONTROL_SHARE = 20


def _is_utf16(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    even, odd = head[::2].count(0), head[1::2].count(0)
    few, many = sorted((even, odd))
    return many > 0.4 * (len(head) / 2) and few < 0.1 * (len(head) / 2)


def _kind(page: Page, utf8: bytes) -> Kind | None:
    head = utf8[:_HEAD]
    if _OPENS_HTML.match(head):
        return Kind.HTML
    declared = (page.media_type or "").split(";", 1)[0].strip().lower()
    if _OPENS_XML.match(head) and not declared.startswith("text/html"):
        return Kind.HTML if "xhtml" in declared else None
    if declared.endswith("/json") and head.lstrip()[:1] in (b"{", b"["):
        return None
    if declared == "text/plain" or (not declared and _TEXT_NAME.search(page.name)):
        return Kind.PLAIN
    if "html" in declared or _HTML_NAME.search(page.name):
        return Kind.HTML if _ANY_TAG.search(utf8) else Kind.PLAIN
    return Kind.HTML if len(_TAG.findall(utf8[: 16 * _HEAD])) >= 2 else Kind.PLAIN


def cut_off(html: bytes) -> str | None:
    """Where in the markup an HTML document (in UTF-8) ends that was cut in the middle; None for a whole one.

    Looks for the end inside a tag, a comment, a script or a style, and for a document whose article, or whose last text
    within a div, is never closed, and its body neither. Minifiers leave out the closing of `body`, `html` and `p`.
    """
    if _CLOSED.search(html, max(0, len(html) - _TAIL)) is not None:
        return None
    low = html.lower()
    scripted = low.rfind(b"</script")
    start = low.rfind(b"<!--")
    if start > max(low.rfind(b"-->"), scripted, low.rfind(b"</style")):
        return "inside a comment"
    if low.rfind(b"<script") > scripted:
        return "inside a script"
    if low.rfind(b"<style") > max(low.rfind(b"</style"), scripted):
        return "inside a style"
    last = low.rfind(b"<")
    if last > low.rfind(b">") and re.match(rb"<(?:[a-z/!?]|$)", low[last : last + 2]):
        return "inside a tag"
    if b"</html" in low or b"</body" in low:
        return None
    if _open(low, b"article"):
        return "before its article is closed"
    if low[low.rfind(b">") + 1 :].strip() and _open(low, b"div"):
        return "inside a text"
    return None


def _open(low: bytes, element: bytes) -> bool:
    return len(re.findall(b"<" + element + rb"[\s>]", low)) > low.count(b"</" + element)
