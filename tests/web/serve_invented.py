"""Serves the invented stories, for tests that need a server: prints its address, ends on an interrupt."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fake_desk import store

from copydesk.web import serve

if __name__ == "__main__":
    serve(store(), "127.0.0.1", 0, lambda address: print(address, flush=True))
