"""Pages beside what reading makes of them: NAME.html or NAME.txt, NAME.url, NAME.article.json.

On a difference the actual reading is written to the test's temporary folder, to look at or to take over.
"""

import json
from pathlib import Path

import pytest
from msgspec import json as records

from copydesk.reading import read_page
from copydesk.record import Page, Reading

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.name for path in PAGES.iterdir() if path.suffix in (".txt", ".html"))


def page_of(path: Path) -> Page:
    beside = path.with_suffix(".url")
    url, *rest = beside.read_text("utf-8").splitlines() if beside.exists() else [None]
    return Page(name=path.name, content=path.read_bytes(), url=url, captured=rest[0] if rest else None)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_reads_as_it_is_written_beside_it(name: str, tmp_path: Path) -> None:
    path = PAGES / name
    actual = json.loads(records.encode(read_page(page_of(path))))
    expected = json.loads(path.with_suffix(".article.json").read_text("utf-8"))
    if actual != expected:
        came = tmp_path / path.with_suffix(".article.json").name
        came.write_text(json.dumps(actual, ensure_ascii=False, indent=2) + "\n", "utf-8")
        pytest.fail(f"{name} reads otherwise than it should; what came instead is in {came}")


def test_every_page_has_its_reading_and_every_reading_its_page() -> None:
    readings = {path.name.removesuffix(".article.json") for path in PAGES.glob("*.article.json")}
    assert readings == {name.rsplit(".", 1)[0] for name in NAMES}


SHARED = Path(__file__).resolve().parents[2] / "../shared"
SEED = SHARED / "seed/page.txt"


@pytest.mark.skipif(not SEED.exists(), reason="the seed page is not on this machine (../shared/seed/page.txt)")
def test_the_seed_page() -> None:
    url = "https://qubevault.krnewsserving.com/html/343b25099406.html"
    lines = [line for line in SEED.read_text("utf-8").splitlines() if line]
    reading = read_page(Page(name="page.txt", content=SEED.read_bytes(), url=url))
    assert isinstance(reading, Reading)
    article = reading.article
    assert article.headline == lines[0]
    assert article.published == "2025-05-04T08:21:53"
    assert article.source == "Darden Clarke"
    assert article.section == "News"
    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.agency) == ("MOSCOW", "AP")
    assert article.agency == "AP"
    assert article.paragraphs == tuple(lines[2:9])
    assert [(item.headline, item.teaser) for item in article.recommended] == [
        (lines[11], lines[12]),
        (lines[13], lines[14]),
        (lines[15], lines[16]),
    ]
    assert article.language == "en"
    assert article.site == "krnewsserving.com"
    assert article.byline == ()
    assert reading.furniture.above == (lines[1],)
    assert reading.furniture.below == tuple(lines[9:])
    assert reading.furniture.time_as_found == "2025-05-04 08:21:53"
