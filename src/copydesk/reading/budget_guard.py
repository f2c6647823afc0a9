"""The guarded worker: another process, held to the budget, that reads the pages which might not keep to it.

It is started when the first such page comes, serves them one after the other, and is killed and replaced when a page
goes over the budget; that page is quarantined as too costly, and the next one goes on.
"""

import os
import signal
import subprocess
import sys
from atexit import register
from contextlib import suppress
from select import select
from threading import Lock
from time import monotonic
from typing import IO

from msgspec import DecodeError
from msgspec.msgpack import Decoder, Encoder

from copydesk.record import Page, Reading, Refusal, RefusalCode

from .budget import CPU_SECONDS, MEMORY
from .charsets_kinds import refuse

#: A worker that has neither answered nor died after this time (it waits for CPU on a loaded machine) is killed.
_PATIENCE = 12 * CPU_SECONDS
_STARTING = "from copydesk.reading.budget_worker import main; main()"

_pages = Encoder()
_readings: Decoder[Reading] = Decoder(Reading)


class Guard:
    """One worker at a time for this process. Safe to call from several threads; they wait for each other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, page: Page) -> Reading | Refusal:
        """What the worker makes of `page`, or why it was stopped."""
        with self._lock:
            worker = self._running()
            answer = _ask(worker, _pages.encode(page))
            if answer is None:
                self._replace()
                return refuse(page, RefusalCode.TOO_COSTLY, _why(worker.returncode))
            kind, body = answer[:1], answer[1:]
            if kind == b"R":
                with suppress(DecodeError):
                    return _readings.decode(body)
            if kind == b"M":
                self._replace()
                return refuse(page, RefusalCode.TOO_COSTLY, _MEMORY)
            code, _, reason = body.decode("utf-8", "replace").partition("\n")
            return refuse(page, RefusalCode(code), reason)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._worker is not None and (self._owner != os.getpid() or self._worker.poll() is not None):
            self._replace()
        if self._worker is None:
            self._worker = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
                [sys.executable, "-c", _STARTING],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._owner = os.getpid()
        return self._worker

    def _replace(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        # After a fork the worker is still the parent's: only this process's ends of its pipes are closed.
        if self._owner == os.getpid():
            worker.kill()
            worker.wait()

    def close(self) -> None:
        """End the worker, if there is one."""
        with self._lock:
            self._replace()


_MEMORY = f"reading it took more than {MEMORY // 1024**2} MiB of memory"
_CPU = f"reading it took more than {CPU_SECONDS:g} s of CPU"


def _why(status: int | None) -> str:
    # SIGPROF is the CPU timer's; what else ends a worker is a parser that got no memory.
    return _CPU if status in (None, -signal.SIGPROF, -signal.SIGXCPU, -signal.SIGKILL) else _MEMORY


def _ask(worker: subprocess.Popen[bytes], message: bytes) -> bytes | None:
    """The answer; None where the worker died or was silent for too long, with its status then known."""
    sink, source = worker.stdin, worker.stdout
    if sink is None or source is None:
        return None
    try:
        sink.write(len(message).to_bytes(4, "big") + message)
        sink.flush()
        head = _exactly(source, 4)
        answer = _exactly(source, int.from_bytes(head, "big")) if head is not None else None
    except (BrokenPipeError, ConnectionError):
        answer = None
    if answer is None:
        with suppress(subprocess.TimeoutExpired):
            worker.wait(timeout=1)
    return answer


def _exactly(source: IO[bytes], count: int) -> bytes | None:
    parts: list[bytes] = []
    deadline = monotonic() + _PATIENCE
    while count:
        if not select([source], [], [], max(0.0, deadline - monotonic()))[0]:
            return None
        part = os.read(source.fileno(), min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


GUARD = Guard()
register(GUARD.close)
