"""The site and the API over a desk: server-rendered pages that work without JavaScript, under a strict CSP.

`app` makes the ASGI application over any `Store`; `serve` runs it.
"""

from .application import app
from .security import Rights
from .server import is_local, serve

__all__ = ["Rights", "app", "is_local", "serve"]
