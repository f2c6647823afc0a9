"""Bombs: each refused with the right code, by file and by HTTP, and memory stays by the caps.

Memory is measured in a child process, as the growth of its largest resident size over what it had before.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hostile_server import HostileServer

from copydesk.capture.decoding import DECODED_CAP, CutStream, TooLargeError, decode, gunzip_within
from copydesk.record import RefusalCode

#: What the child may take beyond what it had: the cap for decoded bytes and 32 MiB.
ROOM = DECODED_CAP + 32 * 2**20

CHILD = """
import json, resource, sys
from copydesk.capture import Options, Web, gather
from copydesk.record import Refusal
import copydesk.capture.web_pages, copydesk.capture.parquet, copydesk.capture.bridge
given = json.loads(sys.stdin.read())
web = Web(allow_networks=("127.0.0.9/32",), pause=0.0, deadline=30.0)
list(gather(given["warm"], Options(web=web)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
stream = gather(given["sources"], Options(web=web, follow=True))
found = [f.code.value if isinstance(f, Refusal) else "page" for f in stream]
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([found, (after - before) * 1024]))
"""


def in_child(sources: list[str], warm: list[str]) -> tuple[list[str], int]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps({"sources": sources, "warm": warm}).encode(),
        capture_output=True,
        timeout=120,
        check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    found, growth = json.loads(done.stdout)
    return found, growth


def zeros(encode: object) -> bytes:
    return encode(bytes(2**24))  # type: ignore[operator,no-any-return]


#: By HTTP: file, content encoding, media type, the code that it must end with.
BY_HTTP = [
    ("brotli_1GiB.br", "br", "text/html", "too-large"),
    ("deflate_256MiB.zlib", "deflate", "text/html", "too-large"),
    ("gzip_1GiB_lt.gz", "gzip", "text/html", "too-large"),
    ("gzip_in_gzip.gz.gz", "gzip, gzip", "text/html", "too-large"),
    ("gzip_x3.gz.gz.gz", "gzip, gzip, gzip", "text/html", "too-large"),
    ("zstd_1GiB.zst", "zstd", "text/html", "too-large"),
    ("billion_laughs.rss", "", "application/rss+xml", "unsafe-xml"),
    ("quadratic_blowup.rss", "", "application/rss+xml", "unsafe-xml"),
    ("xxe_file.rss", "", "application/rss+xml", "unsafe-xml"),
    ("xxe_dtd.rss", "", "application/rss+xml", "unsafe-xml"),
    ("zip_16x16MiB.zip", "", "application/zip", "binary"),
]

#: By file: name, the code that it must end with ("page": what it is, is for reading to say).
BY_FILE = [
    ("gzip_1GiB_lt.gz", "too-large"),
    ("warc_bomb_256MiB.warc.gz", "too-large"),
    ("billion_laughs.rss", "unsafe-xml"),
    ("quadratic_blowup.rss", "unsafe-xml"),
    ("xml_depth_1M.xml", "too-costly"),
    ("xxe_dtd.rss", "unsafe-xml"),
    ("xxe_file.rss", "unsafe-xml"),
    ("sitemap_index_loop.xml", "no-answer"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code"), BY_FILE)
def test_a_bomb_in_a_file(shared: Path, tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "warm.html").write_bytes(b"<p>The ferry runs.</p>")
    found, growth = in_child([str(shared / "attacks" / "bombs" / name)], [str(tmp_path)])
    assert found == [code]
    assert growth <= ROOM


@pytest.mark.slow
@pytest.mark.parametrize(("name", "encoding", "media_type", "code"), BY_HTTP)
def test_a_bomb_by_http(
    server: HostileServer, shared: Path, name: str, encoding: str, media_type: str, code: str
) -> None:
    body = (shared / "attacks" / "bombs" / name).read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
    coding = f"Content-Encoding: {encoding}\r\n" if encoding else ""
    server.answers["/bomb"] = (head + coding + "Connection: close\r\n\r\n").encode() + body
    found, growth = in_child([f"{server.url}/bomb"], [f"{server.url}/warm"])
    assert found == [code]
    assert growth <= ROOM


@pytest.mark.slow
def test_the_largest_page_that_is_taken_fits_as_well(server: HostileServer) -> None:
    """15 MiB on the wire and 20 MiB decoded at once: the honest worst case."""
    dice = Random(1)  # noqa: S311
    page = dice.randbytes(14 * 2**20) + bytes(DECODED_CAP - 14 * 2**20)
    packed = zstandard.compress(page)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: zstd\r\nContent-Length: {len(packed)}\r\n"
    server.answers["/large"] = (head + "Connection: close\r\n\r\n").encode() + packed
    found, growth = in_child([f"{server.url}/large"], [f"{server.url}/warm"])
    assert found == ["page"]
    assert growth <= ROOM


def test_a_small_bomb_of_each_kind_stops_at_its_cap() -> None:
    import gzip
    import zlib

    cap = 2**20
    for name, packed in {
        "gzip": zeros(gzip.compress),
        "deflate": zeros(zlib.compress),
        "br": brotli.compress(bytes(2**24), quality=3),
        "zstd": zeros(zstandard.compress),
        "gzip, gzip": gzip.compress(zeros(gzip.compress)),
        "zstd, br": brotli.compress(zeros(zstandard.compress), quality=3),
    }.items():
        with pytest.raises(TooLargeError):
            decode([packed], name.split(","), cap)
    with pytest.raises(TooLargeError):
        gunzip_within(zeros(gzip.compress), cap)
    with pytest.raises(CutStream):
        gunzip_within(gzip.compress(b"short")[:-3], cap)


def test_codes_are_ones_that_exist() -> None:
    known = {c.value for c in RefusalCode} | {"page"}
    assert {row[-1] for row in [*BY_HTTP, *BY_FILE]} <= known
