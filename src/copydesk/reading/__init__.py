"""Reading: from a page's bytes to the article that it says, as found.

`read_page(page)` gives a `Reading` or a `Refusal` and never raises on what a page holds; `read(pages)` does so for
many, in their order. Web pages and text-only captures come out as the same record.
"""

from .pages import read, read_page

__all__ = ["read", "read_page"]
