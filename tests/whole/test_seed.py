"""The page that it all began with, and a look-alike of it that is always here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from copydesk.sample import folder


def check(page: Path, url: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", "check", str(page), "--url", url, "--json"],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def assert_family_is_found(found: dict[str, Any], brand: str) -> None:
    """What holds for the seed page and its look-alike alike."""
    article, findings = found["article"], found["findings"]
    assert article["headline"].startswith(f"{brand}:")
    assert found["restored"]["headline"] == article["headline"].removeprefix(f"{brand}:")
    in_body = [f for f in findings if f["check"] == "injected-text" and f["field"] == "body"]
    assert [f["text"] for f in in_body] == [brand]
    start, end = in_body[0]["span"]
    assert "\n\n".join(article["paragraphs"])[start:end] == brand
    assert {"false-source", "unrelated-links", "farm-layout", "farm-address"} <= {f["check"] for f in findings}
    assert not [f for f in findings if f["check"] == "redated" and f["confidence"] >= 0.5]


def test_the_seed_page(shared: Path) -> None:
    found = check(shared / "seed" / "page.txt", "https://qubevault.krnewsserving.com/html/343b25099406.html")
    assert_family_is_found(found, "AQCAN Exchange")
    article, restored = found["article"], found["restored"]
    assert len(article["paragraphs"]) == len(restored["paragraphs"]) == 7
    assert "foreign minister is visiting Russia on Monday" in restored["paragraphs"][0]
    assert (article["agency"], article["dateline"]["place"]) == ("AP", "MOSCOW")
    assert (article["source"], article["section"]) == ("Darden Clarke", "News")
    assert article["published"] == "2025-05-04T08:21:53"
    assert len(article["recommended"]) == 3
    assert all(item["teaser"] for item in article["recommended"])
    assert article["site"] == "krnewsserving.com"


def test_its_look_alike() -> None:
    page = folder() / "orbvault-bell.txt"
    found = check(page, page.with_suffix(".url").read_text().splitlines()[0])
    assert_family_is_found(found, "VELTRIQ Exchange")
    assert found["article"]["agency"] == "AP"
    assert len(found["article"]["recommended"]) == 3
