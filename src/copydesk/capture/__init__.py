"""Sources to pages: files, folders, archives, tables and lists, each named and each accounted for.

`gather(sources, options)` yields a `Page` or a `Refusal` for every input; nothing else in this room is needed outside.
"""

from .http_settings import Web
from .sources import Options, gather
from .tables import Columns

__all__ = ["Columns", "Options", "Web", "gather"]
