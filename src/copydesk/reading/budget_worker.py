"""What runs in the guarded worker: pages in on stdin, readings out on stdout, within the budget.

Each message is four bytes of length and that many bytes: a page in MessagePack to the worker; back `R` and a reading,
`F` and a refusal's code and reason, or `M` where memory ran out.
"""

import signal
import sys
from pathlib import Path

from msgspec.msgpack import Decoder, Encoder

from copydesk.record import Page, Refusal

from .budget import CPU_SECONDS, MEMORY
from .charsets_kinds import open_page
from .metadata import read_html

_pages: Decoder[Page] = Decoder(Page)
_readings = Encoder()


def main() -> None:
    """Serve pages until stdin ends."""
    limit_memory()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while True:
        head = source.read(4)
        if len(head) < 4:
            return
        page = _pages.decode(source.read(int.from_bytes(head, "big")))
        answer = _answer(page)
        sink.write(len(answer).to_bytes(4, "big") + answer)
        sink.flush()
        if answer == b"M":
            return


def _answer(page: Page) -> bytes:
    # The timer counts CPU in C code too, and its signal, left to its default, ends the process there.
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        opened = open_page(page)
        result = opened if isinstance(opened, Refusal) else read_html(opened, page)
    except (MemoryError, RecursionError):
        return b"M"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if isinstance(result, Refusal):
        return f"F{result.code.value}\n{result.reason}".encode()
    return b"R" + _readings.encode(result)


def limit_memory() -> None:
    """Hold this process to the budget above what the interpreter has mapped already; where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    mapped = Path("/proc/self/statm")
    base = int(mapped.read_text().split()[0]) * resource.getpagesize() if mapped.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (base + MEMORY, base + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
