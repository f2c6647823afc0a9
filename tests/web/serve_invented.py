"""Serves the invented stories, for tests that need a server: prints its address, ends on an interrupt.

A number as argument is how many connections it takes at once.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fake_desk import store

from copydesk.web import Rights, serve, server

if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.AT_ONCE = int(sys.argv[1])
    serve(store(), "127.0.0.1", 0, lambda address: print(address, flush=True), Rights(editing=True))
