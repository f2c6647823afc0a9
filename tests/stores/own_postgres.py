"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, gone at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest where Debian has several; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    named = shutil.which("initdb")
    return Path(named).resolve().parent if named and shutil.which("postgres") else None


class Server:
    """A running server; each desk gets a schema of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)

    def empty(self) -> str:
        """The address of a schema with nothing in it."""
        name = f"desk{next(self.numbers)}"
        with psycopg.connect(self.plain, autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {name}")
        return f"{self.plain}&options={quote(f'-csearch_path={name}')}"

    @property
    def plain(self) -> str:
        return f"postgresql://copydesk@/postgres?host={quote(str(self.folder))}"


@contextmanager
def start(programs: Path) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="copydesk-pg-", dir=_place()))
    rights: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        who = pwd.getpwnam("nobody")
        os.chown(folder, who.pw_uid, who.pw_gid)
        rights = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    data = folder / "data"
    make = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-A",
        "trust",
        "-U",
        "copydesk",
        "--no-sync",
        "--locale=C",
        "-E",
        "UTF8",
    ]
    settings = {
        "unix_socket_directories": folder,
        "listen_addresses": "",
        # The tests kill clients, never the machine: what the server has written stays.
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "autovacuum": "off",
        "shared_buffers": "32MB",
        "max_connections": 60,
    }
    run = [str(programs / "postgres"), "-D", str(data), *(w for k, v in settings.items() for w in ("-c", f"{k}={v}"))]
    try:
        subprocess.run(make, check=True, capture_output=True, cwd=folder, **rights)
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(run, stdout=log, stderr=log, cwd=folder, **rights) as server,
        ):
            try:
                _await(folder, server)
                yield Server(folder)
            finally:
                server.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
                server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> str | None:
    """Memory, where there is enough of it: a desk is some hundred small files."""
    memory = Path("/dev/shm")  # noqa: S108 (a folder of its own is made there)
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2**30 else None


def _await(folder: Path, server: subprocess.Popen[Any]) -> None:
    for _ in range(300):
        try:
            psycopg.connect(f"host={folder} user=copydesk dbname=postgres").close()
        except psycopg.OperationalError:
            assert server.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not come up in 30 s")
