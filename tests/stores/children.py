"""Work in a forked process, to be killed or to run beside others."""

import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress


class Child:
    """A process that runs `work` and tells on a pipe what it acknowledged, line by line."""

    def __init__(self, work: Callable[[Callable[[str], None]], None]) -> None:
        out, into = os.pipe()
        self.id = os.fork()
        if self.id == 0:
            os.close(out)
            status = 1
            try:
                work(lambda line: _tell(into, line))
                status = 0
            except BaseException:  # noqa: BLE001 (the process ends here)
                traceback.print_exc(file=sys.__stderr__)
            finally:
                os._exit(status)
        os.close(into)
        self.out = out
        self.said = b""

    def listen(self, seconds: float) -> bool:
        """Take in what the child says for so long; whether it is still running."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if select.select([self.out], [], [], left)[0]:
                some = os.read(self.out, 65536)
                if not some:
                    return False
                self.said += some
        return True

    def kill(self) -> list[str]:
        """Kill -9; gives the lines that it had told whole."""
        with suppress(ProcessLookupError):
            os.kill(self.id, signal.SIGKILL)
        while some := os.read(self.out, 65536):
            self.said += some
        self.wait()
        return self.lines

    def wait(self) -> int:
        """Wait for its end; gives its exit status, negative for a signal."""
        while some := os.read(self.out, 65536):
            self.said += some
        os.close(self.out)
        return os.waitstatus_to_exitcode(os.waitpid(self.id, 0)[1])

    @property
    def lines(self) -> list[str]:
        return self.said.decode().split("\n")[:-1]


def _tell(into: int, line: str) -> None:
    os.write(into, f"{line}\n".encode())
