"""From pages to readings: what kind of page it is, and who reads that kind."""

from collections.abc import Iterable, Iterator

from copydesk.record import Page, Reading, Refusal

from .charsets_kinds import Kind, open_page
from .metadata import read_html
from .plain import read_plain


def read_page(page: Page) -> Reading | Refusal:
    """What a page says; a refusal for one that is empty, binary, without text, cut, or too costly to read.

    Deterministic, and never raises on a page's content.
    """
    opened = open_page(page)
    if isinstance(opened, Refusal):
        return opened
    return read_plain(opened, page) if opened.kind is Kind.PLAIN else read_html(opened, page)


def read(pages: Iterable[Page]) -> Iterator[Reading | Refusal]:
    """`read_page` for each page, in their order; as lazy as its input."""
    for page in pages:
        yield read_page(page)
