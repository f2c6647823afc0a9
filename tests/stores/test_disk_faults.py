"""SQLite on a disk that fails: at any write, once or for ever, full, read-only. PostgreSQL minds its own disk.

A limit on the size of files (RLIMIT_FSIZE) makes every write beyond it fail with an error of the system's own, at a
place that is chosen to the page; a small file system in memory, where the tests run as root, is full in earnest.
"""

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from children import Child
from filling import everything, fill, kept, story

from copydesk.record import StoreError
from copydesk.stores import open_store
from copydesk.stores.sqlite import PAGE_SIZE, SqliteStore, open_sqlite
from copydesk.stores.verifying import verify

#: What one page takes in SQLite's log: its bytes and a head of 24; the log itself begins with 32.
FRAME = PAGE_SIZE + 24

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits on files are set as Linux has them")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    store = open_sqlite(tmp_path / "sound")
    fill(store)
    store.close()
    return tmp_path / "sound"


def limited(size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size if size >= 0 else hard, hard))


def writing(folder: Path, size: int, *, once: bool) -> Callable[[Callable[[str], None]], None]:
    """Keep pages and stories while writes beyond `size` fail; with `once` the disk is well again after the failure."""

    def work(tell: Callable[[str], None]) -> None:
        store = open_sqlite(folder, create=False)
        store.counts()  # the log's index is there before the disk fails
        limited(size)
        failed = 0
        for number in range(4):
            try:
                store.keep([kept(f"new{number}", "new words " * 900)])
                tell(f"new{number}")
                store.tell_some(["s0"], [story("s0", "k0", "k1", f"new{number}")], store.mark())
            except StoreError as exc:
                failed += "what was acknowledged before is kept" in str(exc)
                if once:
                    limited(-1)
        limited(-1)
        tell(f"failed {failed}")

    return work


@pytest.mark.parametrize("once", [True, False], ids=["once", "for ever"])
@pytest.mark.parametrize("stride", [11, pytest.param(1, marks=pytest.mark.slow)])
def test_a_write_that_fails_loses_nothing_acknowledged(sound: Path, tmp_path: Path, stride: int, once: bool) -> None:
    frames, failures = 0, 0
    while True:
        folder = tmp_path / f"copy{frames}"
        shutil.copytree(sound, folder)
        child = Child(writing(folder, 32 + frames * FRAME + 100, once=once))
        assert child.wait() == 0
        *acknowledged, last = child.lines
        failed = int(last.split()[1])
        failures += failed > 0
        store = open_sqlite(folder, create=False)
        assert set(acknowledged) <= store.known(acknowledged)
        assert list(verify(store)) == []
        if once:
            assert failed <= 1
            assert len(acknowledged) >= 3
        store.close()
        shutil.rmtree(folder)
        if not failed:
            break
        frames += stride
    assert failures * stride > 15


def test_a_failure_while_the_log_is_brought_in_loses_nothing(sound: Path, tmp_path: Path) -> None:
    size = (sound / "desk.db").stat().st_size
    for beyond in (0, 4096, 5 * 4096):
        folder = tmp_path / f"copy{beyond}"
        shutil.copytree(sound, folder)

        def work(tell: Callable[[str], None], folder: Path = folder, limit: int = size + beyond) -> None:
            store = open_sqlite(folder, create=False)
            for number in range(8):
                store.keep([kept(f"new{number}", "new words " * 2000)])
                tell(f"new{number}")
            limited(limit)
            store.close()  # the last one to close brings the log in

        child = Child(work)
        assert child.wait() == 0
        store = open_sqlite(folder, create=False)
        assert set(child.lines) == store.known(child.lines)
        assert len(child.lines) == 8
        assert list(verify(store)) == []
        store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two MiB, twice what a new desk takes."""
    mount = shutil.which("mount")
    place = tmp_path / "small"
    place.mkdir()
    if os.geteuid() != 0 or mount is None:
        pytest.skip("a small file system can be mounted by root only")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def test_a_full_disk_is_said_in_words_and_the_desk_opens_when_there_is_room(small_disk: Path) -> None:
    store = open_sqlite(small_disk / "desk")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(800_000))
    acknowledged: list[str] = []

    def fill_up() -> None:
        for number in range(1000):
            store.keep([kept(f"k{number}", os.urandom(500).hex())])
            acknowledged.append(f"k{number}")

    with pytest.raises(StoreError, match=r"full|I/O error"):
        fill_up()
    assert len(acknowledged) > 5
    store.close()
    ballast.unlink()
    again = open_sqlite(small_disk / "desk", create=False)
    assert again.known(acknowledged) == set(acknowledged)
    assert list(verify(again)) == []
    again.keep([kept("more")])
    again.close()


def test_a_disk_full_from_the_start_is_said_in_words(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes(2_050_000))
    with pytest.raises(StoreError, match=r"full|I/O error|cannot be"):
        open_sqlite(small_disk / "desk").keep([kept("a")])
    (small_disk / "ballast").unlink()
    store = open_sqlite(small_disk / "desk")
    store.keep([kept("a")])
    store.close()


def test_a_desk_that_may_not_be_written_is_said_in_words(sound: Path) -> None:
    before = (sound / "desk.db").read_bytes()

    def work(tell: Callable[[str], None]) -> None:
        if os.geteuid() == 0:
            os.setegid(65534)
            os.seteuid(65534)
        try:
            store = open_store(sound)
            tell(str(store.counts().pages))
            store.keep([kept("more")])
        except StoreError as exc:
            tell(str(exc))

    for path in (sound, *sound.parents):
        if path.stat().st_uid == os.geteuid() and path != Path("/"):
            path.chmod(0o555 if path == sound else path.stat().st_mode | 0o011)
    (sound / "desk.db").chmod(0o444)
    child = Child(work)
    assert child.wait() == 0
    assert "desk.db" in child.lines[-1]
    sound.chmod(0o755)
    assert (sound / "desk.db").read_bytes() == before


def test_the_store_is_as_it_was_after_a_batch_that_failed(sound: Path) -> None:
    store: SqliteStore = open_sqlite(sound, create=False)
    before = everything(store)
    with pytest.raises(StoreError):
        store.tell([story("s1", "k0"), story("s1", "k1")], store.mark())
    assert everything(store) == before
    assert list(verify(store)) == []
    store.close()
