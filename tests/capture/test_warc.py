"""Records become pages; what was done to the file costs no more than what it hit, and is said."""

import gzip
import io
import zlib
from base64 import b32encode
from hashlib import sha1
from pathlib import Path
from random import Random

import pytest

from copydesk.capture import Options, gather, warc
from copydesk.record import Page, Refusal, RefusalCode

Found = list[Page | Refusal]


def response(number: int, body: bytes | None = None, headers: bytes = b"", length: int | None = None) -> bytes:
    body = b"<p>The ferry ran on day %d.</p>" % number if body is None else body
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + headers + b"\r\n" + body
    return record(b"response", number, http, b"application/http; msgtype=response", length)


def record(
    kind: bytes, number: int, block: bytes, media_type: bytes, length: int | None = None, extra: bytes = b""
) -> bytes:
    return (
        b"WARC/1.1\r\nWARC-Type: %b\r\nWARC-Record-ID: <urn:uuid:%d>\r\nWARC-Date: 2024-03-14T18:02:%02dZ\r\n"
        b"WARC-Target-URI: https://ferry.example/%d\r\n%bContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
        % (kind, number, number % 60, number, extra, media_type, len(block) if length is None else length, block)
    )


def zipped(*records: bytes) -> bytes:
    return b"".join(gzip.compress(r) for r in records)


def pages_of(data: bytes, start: int = 0, notices: list[str] | None = None) -> Found:
    return list(warc.pages(io.BytesIO(data), "a.warc", start, (notices if notices is not None else []).append))


def names(found: Found) -> list[str]:
    return [f.name for f in found if isinstance(f, Page)]


def codes(found: Found) -> list[RefusalCode]:
    return [f.code for f in found if isinstance(f, Refusal)]


@pytest.mark.parametrize("store", [b"".join, lambda rs: zipped(*rs), lambda rs: gzip.compress(b"".join(rs))])
def test_a_record_becomes_a_page_however_the_file_is_stored(tmp_path: Path, store: object) -> None:
    data = store([response(1), record(b"request", 7, b"GET / HTTP/1.1\r\n\r\n", b"application/http"), response(2)])  # type: ignore[operator]
    path = tmp_path / ("a.warc.gz" if data[:1] == b"\x1f" else "a.warc")
    path.write_bytes(data)
    first, second = list(gather([str(tmp_path)]))
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert (first.name, first.url, first.captured, first.media_type, first.cut) == (
        "urn:uuid:1",
        "https://ferry.example/1",
        "2024-03-14T18:02:01Z",
        "text/html; charset=utf-8",
        None,
    )
    assert first.content == b"<p>The ferry ran on day 1.</p>"
    assert (first.via, first.at) == (str(path), 0)
    assert second.name == "urn:uuid:2"


def test_wet_records_are_plain_text(tmp_path: Path) -> None:
    (tmp_path / "a.wet.gz").write_bytes(zipped(record(b"conversion", 1, "Fähre".encode(), b"text/plain")))
    (page,) = list(gather([str(tmp_path)]))
    assert isinstance(page, Page)
    assert (page.content, page.media_type) == ("Fähre".encode(), "text/plain")


def test_what_is_no_page_is_counted_not_refused() -> None:
    image = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx"
    gone = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nx"
    told: list[str] = []
    found = pages_of(
        zipped(*(record(b"response", i, b, b"application/http") for i, b in enumerate((image, image, gone)))),
        notices=told,
    )
    assert found == []
    assert sorted(told) == [
        "a.warc: 1 responses passed over that are no 200",
        "a.warc: 2 responses passed over that are no HTML and no text",
    ]


def test_transfer_and_content_encoding_are_undone_and_what_is_stored_undone_already_is_taken() -> None:
    body = b"<p>Long.</p>" * 99
    packed = gzip.compress(body)
    chunked = b"%x\r\n%b\r\n%x;a=b\r\n%b\r\n0\r\n\r\n" % (100, packed[:100], len(packed) - 100, packed[100:])
    headers = b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"
    found = pages_of(
        zipped(
            response(1, chunked, headers),
            response(2, packed, headers),
            response(3, body, headers),
            response(4, chunked[:150], headers),
            response(5, body, b"Content-Encoding: rot13\r\n"),
            response(6, body, b"Content-Length: 5000\r\n"),
        )
    )
    assert [f.content for f in found[:3] if isinstance(f, Page)] == [body] * 3
    assert isinstance(found[3], Page)
    assert found[3].cut == "the chunks end before the last one" or "chunk" in (found[3].cut or "")
    assert codes(found) == [RefusalCode.UNSUPPORTED]
    assert isinstance(found[5], Page)
    assert found[5].cut == f"the response declares 5000 bytes and has {len(body)}"


def test_a_bomb_in_a_record_is_refused_at_the_cap() -> None:
    bomb = gzip.compress(bytes(30 * 2**20))
    found = pages_of(zipped(response(1, bomb, b"Content-Encoding: gzip\r\n"), response(2)))
    assert codes(found) == [RefusalCode.TOO_LARGE]
    assert names(found) == ["urn:uuid:2"]


def test_a_record_over_the_cap_is_refused_and_the_next_one_read() -> None:
    large = response(1, bytes(22 * 2**20))
    for data in (zipped(large, response(2)), large + response(2), gzip.compress(large + response(2))):
        found = pages_of(data)
        assert codes(found) == [RefusalCode.TOO_LARGE]
        assert names(found) == ["urn:uuid:2"]


@pytest.mark.parametrize("declared", [3, 70, 10**6, 4_611_686_018_427_387_904])
@pytest.mark.parametrize("store", [b"".join, lambda rs: zipped(*rs)])
def test_a_wrong_length_costs_no_other_record(declared: int, store: object) -> None:
    body = b"<p>" + b"The ferry. " * 9
    records = [response(1), response(2, body, length=declared), response(3), response(4)]
    found = pages_of(store(records))  # type: ignore[operator]
    assert names(found) == ["urn:uuid:1", "urn:uuid:2", "urn:uuid:3", "urn:uuid:4"]
    wrong = found[1]
    assert isinstance(wrong, Page)
    assert wrong.content == body
    assert wrong.cut is not None
    assert f"declares {declared} bytes" in wrong.cut


def test_a_length_that_swallows_whole_records_is_found_out() -> None:
    inner = len(response(2).split(b"\r\n\r\n", 1)[1]) - 4
    for store in (b"".join, lambda rs: zipped(*rs)):
        found = pages_of(store([response(1), response(2, length=inner + len(response(3))), response(3), response(4)]))
        assert names(found)[0] == "urn:uuid:1"
        assert names(found)[-1] == "urn:uuid:4"
        assert len(names(found)) == 4


def test_a_cut_file_gives_what_there_is_of_its_last_record() -> None:
    body = Random(1).randbytes(5000).hex().encode()  # noqa: S311
    whole = zipped(response(1), response(2, body))
    for missing in (4, 8, 20, 2000):
        found = pages_of(whole[:-missing])
        assert names(found) == ["urn:uuid:1", "urn:uuid:2"]
        last = found[1]
        assert isinstance(last, Page)
        assert body.startswith(last.content)
        assert (last.cut is None) == (last.content == body)
    plain = response(1) + response(2, body)
    last = pages_of(plain[:-500])[1]
    assert isinstance(last, Page)
    assert last.cut is not None


def test_a_member_cut_in_the_middle_of_a_file_is_one_loss() -> None:
    middle = gzip.compress(response(2, Random(1).randbytes(5000)))  # noqa: S311
    found = pages_of(zipped(response(1)) + middle[:3000] + zipped(response(3), response(4)))
    assert names(found) == ["urn:uuid:1", "urn:uuid:3", "urn:uuid:4"]
    assert codes(found) == [RefusalCode.DAMAGED]


def test_members_of_several_records_are_read_and_lose_no_more_than_a_member() -> None:
    groups = [[response(1), response(2)], [response(3)], [response(4), response(5), response(6)], [response(7)]]
    data = [gzip.compress(b"".join(g)) for g in groups]
    assert names(pages_of(b"".join(data))) == [f"urn:uuid:{n}" for n in range(1, 8)]
    hurt = bytearray(data[2])
    hurt[len(hurt) // 2] ^= 0x55
    found = pages_of(data[0] + data[1] + bytes(hurt) + data[3])
    assert names(found)[:3] == ["urn:uuid:1", "urn:uuid:2", "urn:uuid:3"]
    assert names(found)[-1] == "urn:uuid:7"
    assert codes(found) == [RefusalCode.DAMAGED]


def test_a_revisit_needs_its_original_in_the_file() -> None:
    extra = b"WARC-Refers-To: <urn:uuid:%d>\r\n"
    known = record(b"revisit", 8, b"HTTP/1.1 200 OK\r\n\r\n", b"application/http", extra=extra % 1)
    lost = record(b"revisit", 9, b"HTTP/1.1 200 OK\r\n\r\n", b"application/http", extra=extra % 77)
    told: list[str] = []
    found = pages_of(zipped(response(1), known, lost), notices=told)
    assert codes(found) == [RefusalCode.NO_ORIGINAL]
    assert told == ["a.warc: 1 revisits whose original came before passed over"]


def test_a_second_record_of_one_id_is_given_under_a_name_of_its_own() -> None:
    found = pages_of(zipped(response(1), response(1, b"<p>Other.</p>")))
    first, second = names(found)
    assert first == "urn:uuid:1"
    assert second.startswith("urn:uuid:1@")


def test_a_file_is_gone_on_with_from_a_records_place() -> None:
    for data in (zipped(*map(response, range(9))), b"".join(map(response, range(9)))):
        whole = pages_of(data)
        middle = whole[5]
        assert isinstance(middle, Page)
        assert middle.at is not None
        assert pages_of(data, start=middle.at) == whole[5:]


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"")
    (tmp_path / "b.warc.gz").write_bytes(Random(3).randbytes(5000))  # noqa: S311
    (tmp_path / "c.warc").write_bytes(b"<html>no records</html>")
    (tmp_path / "d.warc.gz").write_bytes(gzip.compress(b"<html>no records</html>"))
    assert codes(list(gather([str(tmp_path)]))) == [RefusalCode.EMPTY, *[RefusalCode.DAMAGED] * 3]


def flips(records: int, files: int, size: int) -> None:
    """One flipped bit in each of `files` files costs at most the record that it hit, and the loss is told."""
    dice = Random(7)  # noqa: S311
    bodies = [dice.randbytes(size).hex().encode() for _ in range(records)]
    members = [gzip.compress(response(i, b)) for i, b in enumerate(bodies)]
    whole = b"".join(members)
    want = {f"urn:uuid:{i}": b for i, b in enumerate(bodies)}
    for _ in range(files):
        hurt = bytearray(whole)
        hurt[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        found = pages_of(bytes(hurt))
        given = {f.name: f.content for f in found if isinstance(f, Page)}
        assert all(want[name] == content for name, content in given.items())
        lost = len(want) - len(given)
        assert lost <= 1
        assert len(codes(found)) == lost
        assert all(c is RefusalCode.DAMAGED for c in codes(found))


def test_one_flipped_bit_costs_at_most_one_record() -> None:
    flips(records=40, files=150, size=300)


@pytest.mark.slow
def test_one_flipped_bit_in_a_thousand_records_costs_at_most_one() -> None:
    flips(records=1_000, files=20, size=4_000)


def test_every_bit_of_a_members_head_and_tail() -> None:
    """The places where a reader may take damage for the file's end."""
    members = [gzip.compress(response(i)) for i in range(4)]
    for place in [*range(12), *range(-10, 0)]:
        for bit in range(8):
            hurt = bytearray(members[1])
            hurt[place] ^= 1 << bit
            found = pages_of(b"".join([members[0], bytes(hurt), *members[2:]]))
            given = names(found)
            assert {"urn:uuid:0", "urn:uuid:2", "urn:uuid:3"} <= set(given), (place, bit)
            assert len(given) + len(codes(found)) == 4, (place, bit)


def test_a_flipped_first_byte_of_the_file() -> None:
    for bit in range(8):
        data = bytearray(zipped(*map(response, range(3))))
        data[0] ^= 1 << bit
        found = pages_of(bytes(data))
        assert names(found) == ["urn:uuid:1", "urn:uuid:2"]
        assert codes(found) == [RefusalCode.DAMAGED]


def test_an_uncompressed_file_goes_on_after_damage() -> None:
    records = [response(i) for i in range(5)]
    broken = records[2].replace(b"WARC/1.1", b"WORC/1.1")
    found = pages_of(b"".join([*records[:2], broken, *records[3:]]))
    assert len(names(found)) == 4
    assert len(codes(found)) == 1 or any(isinstance(f, Page) and f.cut for f in found)


def test_a_flipped_byte_in_an_uncompressed_record_is_told_by_its_digest() -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The ferry ran.</p>"
    digest = sha1(http, usedforsecurity=False).digest()
    for written in (b32encode(digest), digest.hex().encode()):
        extra = b"WARC-Block-Digest: sha1:" + written + b"\r\n"
        good = record(b"response", 1, http, b"application/http", extra=extra)
        whole, hurt = (pages_of(response(0) + g + response(2))[1] for g in (good, good.replace(b"ferry", b"berry")))
        assert isinstance(whole, Page)
        assert isinstance(hurt, Page)
        assert whole.cut is None
        assert hurt.cut == "the record is not what its digest says it was"


def test_archives_of_other_tools_are_read_or_refused(shared: Path) -> None:
    """Good and malformed archives of two projects: nothing raises, and the good ones give their pages."""
    want = {
        "warcfile.warc": 16,
        "warcfile.warc.gz": 16,
        "example.warc.gz": 1,
        "example-iana.org-chunked.warc": 1,
        "example-wrong-chunks.warc.gz": 1,
        "clueweb-quirk.warc.gz": 29,
    }
    for path in sorted((shared / "attacks").glob("*/data/*.warc*")):
        if path.suffix in (".warc", ".gz"):
            found = list(gather([str(path)], Options()))
            if path.name in want:
                assert len(names(found)) == want[path.name], path.name
                assert not [f.cut for f in found if isinstance(f, Page) and "digest" in (f.cut or "")], path.name


def test_payloads_never_raise() -> None:
    """Whatever stands after an HTTP header, something comes back."""
    dice = Random(5)  # noqa: S311
    for _ in range(300):
        body = dice.randbytes(dice.randrange(60))
        coding = dice.choice([b"gzip", b"br", b"deflate", b"zstd", b"gzip, br"])
        transfer = dice.choice([b"", b"Transfer-Encoding: chunked\r\n"])
        body = dice.choice([body, zlib.compress(body), b"5\r\n" + body])
        found = pages_of(response(1, body, transfer + b"Content-Encoding: " + coding + b"\r\n"))
        assert len(found) == 1
