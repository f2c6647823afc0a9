"""The command as a person or a script calls it: what comes on stdout, what on stderr, with which status."""

import gzip
import io
import json
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from own_postgres import Server

from copydesk.cli import app, main
from copydesk.record import Account, Article, Checked, Story
from copydesk.sample import folder

SAMPLE = folder()
BELL = SAMPLE / "orbvault-bell.txt"


class Done(NamedTuple):
    """What a call left behind."""

    returncode: int
    stdout: bytes
    stderr: bytes


def run(*words: str | Path, stdin: bytes = b"", **environment: str) -> Done:
    """The command in this process, as `main` runs it: starting Python for each call would take most of the time."""
    out, err = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
    status: int | str | None = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["copydesk", *map(str, words)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        for name, value in {"COLUMNS": "100", **environment}.items():
            patch.setenv(name, value)
        try:
            main()
        except SystemExit as exc:
            status = exc.code
    out.flush()
    err.flush()
    assert isinstance(status, int)
    return Done(status, out.buffer.getvalue(), err.buffer.getvalue())


def lines(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("cli") / "desk"
    done = run("take", SAMPLE, "--desk", where, "--json")
    assert done.returncode == 3, done.stderr
    return where


def test_read_gives_an_article_a_line_and_nothing_else() -> None:
    done = run("read", SAMPLE / "courier-ferry.html", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    (article,) = lines(done.stdout)
    assert list(article) == list(Article.__struct_fields__)
    assert article["site"] == "pellworthcourier.example"


def test_check_says_by_its_status_what_it_found() -> None:
    found, clean = run("check", BELL, "--json"), run("check", SAMPLE / "courier-ferry.html", "--json")
    assert (found.returncode, clean.returncode) == (1, 0)
    (checked,) = lines(found.stdout)
    assert list(checked) == list(Checked.__struct_fields__)


def test_check_marks_by_sign_what_was_written_in() -> None:
    shown = run("check", BELL).stdout.decode()
    assert "[-VELTRIQ Exchange-]" in shown
    assert "[-VELTRIQ Exchange:-]" in shown
    assert "injected-text" in shown
    assert "\x1b" not in shown


def test_hostile_text_cannot_command_the_terminal(tmp_path: Path) -> None:
    page = tmp_path / "evil.txt"
    page.write_text(
        "A headline\x1b]0;owned\x07 of one line\n\nA first paragraph \x1b[2J\u202e that goes on for a while.\n" * 3
    )
    for command in ("read", "check"):
        shown = run(command, page).stdout.decode()
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_one_page_from_standard_input() -> None:
    done = run("check", "-", "--json", "--url", "https://a.example/x", stdin=BELL.read_bytes())
    (checked,) = lines(done.stdout)
    assert checked["article"]["url"] == "https://a.example/x"


def test_bad_pages_are_named_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "a-good.html").write_bytes((SAMPLE / "courier-ferry.html").read_bytes())
    (tmp_path / "b-empty.html").write_bytes(b"")
    (tmp_path / "c-binary.html").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "d-image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    (tmp_path / "e-cut.html").write_bytes((SAMPLE / "herald-water-cut.html").read_bytes())
    whole = gzip.compress((SAMPLE / "herald-cup.html").read_bytes())
    (tmp_path / "f-cut.html.gz").write_bytes(whole[: len(whole) * 2 // 3])
    (tmp_path / "g-no-text.html").write_bytes(b"<!doctype html><title></title><body><nav></nav>")
    done = run("take", tmp_path, "--desk", tmp_path / "desk", "--json")
    assert done.returncode == 3
    (account,) = lines(done.stdout)
    assert list(account) == list(Account.__struct_fields__)
    assert account["stored"] == 1
    assert account["refused"] == {"binary": 2, "empty": 1, "no-text": 1}
    assert account["quarantined"] == {"truncated": 2}
    errors = done.stderr.decode()
    for name in ("b-empty", "c-binary", "d-image", "e-cut", "f-cut", "g-no-text"):
        assert name in errors
    assert run("read", tmp_path / "b-empty.html").returncode == 2
    again = run("take", tmp_path, "--desk", tmp_path / "desk", "--json")
    (account,) = lines(again.stdout)
    assert (account["stored"], account["unchanged"]) == (0, 3)


def test_usage_is_status_two_with_what_to_do() -> None:
    for words in (("check",), ("take", str(BELL)), ("nonsense",), ("stories", "--desk", "/nonexistent/desk")):
        done = run(*words)
        assert done.returncode == 2, words
        assert done.stderr
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/x", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/"])
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    done = run("read", address)
    assert done.returncode == 2
    assert b"refused" in done.stderr
    assert b"not-public" in done.stderr


def test_a_network_that_is_none_is_usage() -> None:
    done = run("read", "http://127.0.0.1:9/x", "--allow-network", "nonsense")
    assert done.returncode == 2
    assert b"nonsense" in done.stderr
    assert b"Traceback" not in done.stderr


def test_url_is_for_one_page() -> None:
    done = run("check", SAMPLE, "--url", "https://a.example/")
    assert done.returncode == 2
    assert b"NAME.url" in done.stderr


def test_stories_and_story_in_json_and_for_people(desk: Path) -> None:
    listed = lines(run("stories", "--desk", desk, "--json").stdout)
    assert len(listed) == 15
    assert list(listed[0]) == list(Story.__struct_fields__)
    first = str(listed[0]["id"])
    (one,) = lines(run("story", first, "--desk", desk, "--json").stdout)
    assert one == listed[0]
    shown = run("story", first, "--desk", desk).stdout.decode()
    assert str(listed[0]["headline"])[:30] in shown
    assert first in run("stories", COPYDESK_DESK=str(desk)).stdout.decode()
    assert run("story", "nosuch", "--desk", desk).returncode == 2


def test_taking_the_same_pages_again_changes_nothing(desk: Path) -> None:
    before = run("stories", "--desk", desk, "--json").stdout
    (account,) = lines(run("take", SAMPLE, "--desk", desk, "--json").stdout)
    assert account["stored"] == 0
    assert run("stories", "--desk", desk, "--json").stdout == before


def test_two_processes_give_what_one_gives() -> None:
    one = run("check", SAMPLE, "--json")
    two = run("check", SAMPLE, "--json", "--jobs", "2")
    assert one.stdout == two.stdout
    assert one.returncode == two.returncode == 3


def test_export_in_every_format(desk: Path, tmp_path: Path) -> None:
    assert len(lines(run("export", "jsonl", "--desk", desk).stdout)) == 15
    assert run("export", "feed", "--desk", desk, "--site-url", "http://a.example").stdout.startswith(b"<?xml")
    assert run("export", "feed", "--desk", desk, "-o", tmp_path / "f.json").returncode == 0
    assert len(json.loads((tmp_path / "f.json").read_text())["items"]) == 15
    assert b"<opml" in run("export", "opml", "--desk", desk).stdout
    assert run("export", "warc", "--desk", desk).stdout.startswith(b"WARC/1.1")
    unknown = run("export", "papyrus", "--desk", desk)
    assert unknown.returncode == 2
    assert b"jsonl" in unknown.stderr
    assert run("export", "jsonl", "--desk", desk, "-o", tmp_path / "no" / "such" / "x").returncode == 2


def test_what_was_captured_goes_out_as_warc_and_makes_the_same_stories(desk: Path, tmp_path: Path) -> None:
    archive, again = tmp_path / "all.warc.gz", tmp_path / "again"
    assert run("export", "warc", "--desk", desk, "-o", archive).returncode == 0
    run("take", archive, "--desk", again)

    def told(where: Path) -> list[tuple[object, object, int]]:
        found = lines(run("stories", "--desk", where, "--json").stdout)
        return sorted((s["headline"], s["paragraphs"], len(s["pickups"])) for s in found)

    assert told(again) == told(desk)
    counts = [
        sum(r["total"]["stored"] for r in lines(run("runs", "--desk", d, "--json").stdout)) for d in (again, desk)
    ]
    assert counts[0] == counts[1]


def test_an_archive_is_gone_on_with(desk: Path, tmp_path: Path) -> None:
    archive, again = tmp_path / "all.warc", tmp_path / "again"
    assert run("export", "warc", "--desk", desk, "-o", archive).returncode == 0
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])  # as far as a crawl had got; its last record is cut
    run("take", archive, "--desk", again)
    archive.write_bytes(whole)
    done = run("take", archive, "--desk", again, "--resume", "--json")
    assert b"gone on with at" in done.stderr
    (account,) = lines(done.stdout)
    (every,) = lines(run("take", archive, "--desk", again, "--json").stdout)
    assert account["stored"] != 0
    assert account["unchanged"] < 5
    assert every["stored"] == 0
    first = lines(run("take", archive, "--desk", tmp_path / "straight", "--json").stdout)[0]
    assert every["unchanged"] == first["stored"] + sum(first["quarantined"].values())


def test_every_command_works_on_postgresql(postgres: Server, tmp_path: Path) -> None:
    desk, other = postgres.empty(), postgres.empty()
    assert run("take", BELL, "--desk", desk).returncode == 0
    assert run("subscribe", "https://quays.example/feed", "--desk", desk).returncode == 0
    (story,) = lines(run("stories", "--desk", desk, "--json").stdout)
    assert run("story", str(story["id"]), "--desk", desk).returncode == 0
    assert run("stories", COPYDESK_DESK=desk).returncode == 0
    assert b"quays.example" in run("subscriptions", "--desk", desk).stdout
    for form in ("jsonl", "opml", "warc"):
        assert run("export", form, "--desk", desk).stdout
    assert run("verify", "--desk", desk).returncode == 0
    assert len(lines(run("runs", "--desk", desk, "--json").stdout)) == 1
    assert b"1" in run("runs", "--by-source", "--desk", desk).stdout
    assert run("reread", "--desk", desk).returncode == 0
    assert run("backup", tmp_path / "copy", "--desk", desk).returncode == 0
    assert run("move", desk, other).returncode == 0
    assert lines(run("stories", "--desk", other, "--json").stdout) == [story]
    assert run("unsubscribe", "https://quays.example/feed", "--desk", desk).returncode == 0
    assert run("watch", "--once", "--desk", desk).returncode == 2
    assert run("prune", "--before", "2100-01-01", "--desk", desk).returncode == 0
    assert run("stories", "--desk", "postgresql://nobody@127.0.0.1:1/none").returncode == 2


def test_accounts_by_source_add_up(desk: Path) -> None:
    sources = lines(run("runs", "--by-source", "--desk", desk, "--json").stdout)
    total = sum(s["total"]["stored"] for s in sources)
    assert total == sum(r["total"]["stored"] for r in lines(run("runs", "--desk", desk, "--json").stdout))


def test_accounts_name_every_source_in_eighty_columns(desk: Path, tmp_path: Path) -> None:
    """On a narrow terminal a source's name folds or stands whole, and the codes of what was not taken stand below."""
    copy = tmp_path / "copy"
    assert run("backup", copy, "--desk", desk).returncode == 0
    assert run("take", "https://127.0.0.1:1/x", "--desk", copy).returncode == 2
    sources = [str(s["source"]) for s in lines(run("runs", "--by-source", "--desk", copy, "--json").stdout)]
    assert "127.0.0.1" in sources
    for arguments in (("runs",), ("runs", "--by-source")):
        shown = run(*arguments, "--desk", copy, COLUMNS="80").stdout.decode()
        assert all(source in shown for source in sources)
        assert "refused: bad-address 1" in shown
        assert "…" not in shown


def test_a_format_that_there_is_not_names_those_there_are(desk: Path) -> None:
    assert b"there are feed, jsonl, opml, warc" in run("export", "pdf", "--desk", desk).stderr


DOCS = Path(__file__).resolve().parents[2] / "docs"


def examples() -> list[str]:
    """The lines of the documents' code blocks that are commands of ours."""
    blocks = [b for page in sorted(DOCS.glob("*.md")) for b in re.findall(r"```\w*\n(.*?)```", page.read_text(), re.S)]
    found = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return sorted({line for line in found if line.startswith("copydesk ") and "…" not in line})


@pytest.mark.parametrize("line", examples())
def test_the_documents_examples_are_commands(line: str) -> None:
    name, *words = shlex.split(line.split(" | ", maxsplit=1)[0].split(" > ", maxsplit=1)[0], comments=True)[1:]
    commands: dict[str, Any] = vars(typer.main.get_command(app))["commands"]
    commands[name].make_context(name, words)  # raises where an option or an argument is none


def test_a_desk_is_kept_in_order(desk: Path, tmp_path: Path) -> None:
    assert run("verify", "--desk", desk).returncode == 0
    (newest, *_) = lines(run("runs", "--desk", desk, "--json").stdout)
    assert newest["sources"]
    assert b"taken" in run("runs", "--desk", desk).stdout
    assert run("backup", tmp_path / "copy", "--desk", desk).returncode == 0
    assert (
        run("stories", "--desk", tmp_path / "copy", "--json").stdout == run("stories", "--desk", desk, "--json").stdout
    )
    assert run("move", tmp_path / "copy", tmp_path / "moved", "--json").returncode == 0
    (account,) = lines(run("reread", "--desk", tmp_path / "moved", "--json").stdout)
    assert account["stored"] == 0
    (pruned,) = lines(run("prune", "--desk", tmp_path / "moved", "--site", "dayrouting.example", "--json").stdout)
    assert pruned["pages"] != 0
    assert run("prune", "--desk", tmp_path / "moved").returncode == 2
    assert run("prune", "--desk", tmp_path / "moved", "--before", "yesterday").returncode == 2


def test_damage_is_named(desk: Path, tmp_path: Path) -> None:
    run("backup", tmp_path / "copy", "--desk", desk)
    with closing(sqlite3.connect(tmp_path / "copy" / "desk.db")) as db:
        db.execute("UPDATE story SET record = CAST(replace(record, 'the', 'teh') AS BLOB)")
        db.commit()
    done = run("verify", "--desk", tmp_path / "copy")
    assert done.returncode == 3
    assert b"story" in done.stdout


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "copydesk", "--version"], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout[:9]) == (0, b"copydesk ")


def test_demo_does_the_main_job() -> None:
    done = run("demo", "--no-serve")
    assert done.returncode == 0
    shown = done.stdout.decode()
    assert "stories on the desk" in shown
    assert "injected-text" in shown


COMMANDS = ("read", "check", "take", "stories", "story", "serve", "export", "demo", "watch", "subscribe", "runs")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_teaches(command: str) -> None:
    done = run(*([command] if command else []), "--help")
    assert done.returncode == 0
    assert len(done.stdout) > 300
