"""The systems that are measured, each a callable from page to answer. Peers that are not installed are left out."""

import importlib
import importlib.metadata
from collections.abc import Callable
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from copydesk import __version__
from copydesk.reading import read_page
from copydesk.reading.html import body
from copydesk.record import Page, Refusal

from .pages import Example


@dataclass(frozen=True)
class Answer:
    """What a system made of a page."""

    text: str
    headline: str = ""
    byline: list[str] = field(default_factory=list)
    published: str = ""


@dataclass(frozen=True)
class System:
    """A system under its name and version; `has_meta` for those that were asked for metadata too."""

    name: str
    version: str
    run: Callable[[Example], Answer]
    has_meta: bool = False


def _copydesk(page: Example) -> Answer:
    read = read_page(Page(name=page.key, content=page.content, url=page.url or None, media_type="text/html"))
    if isinstance(read, Refusal):
        return Answer("")
    article = read.article
    text = "\n".join(article.paragraphs)
    return Answer(text, article.headline or "", list(article.byline), article.published or "")


def _copydesk_body(page: Example) -> Answer:
    return Answer("\n".join(body(LexborHTMLParser(page.content), None, None, page.url or None).paragraphs))


def _trafilatura(**options: bool) -> Callable[[Example], Answer]:
    trafilatura = importlib.import_module("trafilatura")

    def run(page: Example) -> Answer:
        return Answer(trafilatura.extract(page.content, include_comments=False, **options) or "")

    return run


def _trafilatura_record() -> Callable[[Example], Answer]:
    trafilatura = importlib.import_module("trafilatura")

    def run(page: Example) -> Answer:
        got = trafilatura.bare_extraction(
            page.content, url=page.url or None, include_comments=False, with_metadata=True
        )
        if got is None:
            return Answer("")
        return Answer(got.text or "", got.title or "", [a for a in (got.author or "").split("; ") if a], got.date or "")

    return run


def _readability() -> Callable[[Example], Answer]:
    readability = importlib.import_module("readability")
    lxml = importlib.import_module("lxml.html")

    def run(page: Example) -> Answer:
        summary = readability.Document(page.content.decode("utf-8", "replace")).summary()
        return Answer("\n".join(lxml.fromstring(summary).itertext()))

    return run


def _resiliparse() -> Callable[[Example], Answer]:
    extract = importlib.import_module("resiliparse.extract.html2text").extract_plain_text

    def run(page: Example) -> Answer:
        return Answer(extract(page.content.decode("utf-8", "replace"), main_content=True, comments=False))

    return run


def _newspaper() -> Callable[[Example], Answer]:
    newspaper = importlib.import_module("newspaper")

    def run(page: Example) -> Answer:
        article = newspaper.Article(page.url or "https://news.example/", fetch_images=False)
        article.download(input_html=page.content.decode("utf-8", "replace"))
        article.parse()
        published = article.publish_date
        return Answer(article.text, article.title or "", list(article.authors), str(published or ""))

    return run


_PEERS: tuple[tuple[str, str, Callable[[], Callable[[Example], Answer]], bool], ...] = (
    ("trafilatura, favor_precision", "trafilatura", lambda: _trafilatura(favor_precision=True), False),
    ("trafilatura", "trafilatura", _trafilatura, False),
    ("trafilatura, fast", "trafilatura", lambda: _trafilatura(fast=True), False),
    ("trafilatura with metadata", "trafilatura", _trafilatura_record, True),
    ("readability-lxml", "readability-lxml", _readability, False),
    ("resiliparse main content", "resiliparse", _resiliparse, False),
    ("newspaper4k", "newspaper4k", _newspaper, True),
)


def systems() -> list[System]:
    """Ourselves, then the peers that are installed."""
    found = [
        System("copydesk", __version__, _copydesk, has_meta=True),
        System("copydesk, body alone", __version__, _copydesk_body),
    ]
    for name, package, make, has_meta in _PEERS:
        try:
            found.append(System(name, importlib.metadata.version(package), make(), has_meta))
        except ImportError:  # which PackageNotFoundError is, too
            continue
    return found
