"""From pages to readings: what kind of page it is, and who reads that kind."""

from collections.abc import Iterable, Iterator

from copydesk.record import Page, Reading, Refusal, RefusalCode

from .budget import LARGEST, is_harmless
from .budget_guard import GUARD
from .charsets_kinds import Kind, open_page, refuse
from .metadata import read_html
from .plain import read_plain


def read_page(page: Page) -> Reading | Refusal:
    """What a page says; a refusal for one that is empty, binary, without text, cut, or too costly to read.

    Deterministic, and never raises on a page's content.
    """
    if len(page.content) > LARGEST:
        return refuse(page, RefusalCode.TOO_LARGE, f"{len(page.content)} bytes; {LARGEST} are read at most")
    opened = open_page(page)
    if isinstance(opened, Refusal):
        return opened
    if opened.kind is Kind.PLAIN:
        return read_plain(opened, page)
    return read_html(opened, page) if is_harmless(opened.utf8) else GUARD.read(page)


def read(pages: Iterable[Page]) -> Iterator[Reading | Refusal]:
    """`read_page` for each page, in their order; as lazy as its input."""
    for page in pages:
        yield read_page(page)
