"""Sources to pages: files, folders and tables, each named and each accounted for.

`pages(sources, options)` yields a `Page` or a `Refusal` for every input; nothing else in this room is needed outside.
"""

from .sources import Columns, Options, gather

__all__ = ["Columns", "Options", "gather"]
