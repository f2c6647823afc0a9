"""What a desk knows of a site: findings depend on which pages it holds, not on when and beside which they came in."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import update

from copydesk import telling
from copydesk.capture import gather
from copydesk.desk import Desk
from copydesk.record import Checked, Page, StoreError
from copydesk.sample import folder
from copydesk.stores import schema, sql_sites
from copydesk.stores.verifying import verify

SUBJECTS = (
    "ferry",
    "bakery",
    "orchard",
    "tramway",
    "reservoir",
    "museum",
    "quarry",
    "lighthouse",
    "granary",
    "sawmill",
)
BRAND = "Quorvia Velt"


def html(
    site: str, number: int, name: str | None, *, glued: bool = False, oddly: bool = False, site_name: str | None = None
) -> Page:
    """A page whose headline sets off `name`, like house style or oddly; `glued` writes the brand into its body.

    `site_name` is what the page calls its site.
    """
    subject = SUBJECTS[number % len(SUBJECTS)]
    written = BRAND if glued else ""
    lines = [
        f"The council opened the old {subject} on Monday, and {40 + number} people came to see the {subject}.",
        f"Keeper number {number} said that the {subject} had cost {number + 3} million and {written}would stay open.",
        f"Next year the town wants to mend the roof of the {subject}, the mayor said after meeting number {number}.",
    ]
    title = f"Town opens its old {subject} after {number + 2} years"
    if name:
        title = f"{name}:{title}" if oddly else f"{title} - {name}"
    body = "".join(f"<p>{line}</p>" for line in lines)
    own = f"<meta property='og:site_name' content='{site_name}'>" if site_name else ""
    head = f"<title>{title}</title>{own}"
    content = f"<!doctype html><html lang=en><head>{head}</head><body><article><h1>{title}</h1>{body}"
    url = f"https://{site}/news/{number}"
    captured = f"2026-01-{1 + number:02}T08:00:00+00:00"
    return Page(name=url, url=url, content=f"{content}</article></body></html>".encode(), captured=captured)


#: A site that sets one name off from most headlines, one that does so now and then, one that does so once and oddly.
PAGES = [
    *(html("lumen.example", n, BRAND if n != 2 else None, glued=n in (2, 5)) for n in range(7)),
    *(html("harbour.example", n, f"{name} Journal" if name else None) for n, name in enumerate(("Ada", "", "Bo", ""))),
    *(html("odd.example", n, BRAND if n == 1 else None, glued=n != 2, oddly=True) for n in range(4)),
]


@pytest.fixture(scope="module")
def sample() -> list[Page]:
    return [p for p in gather([str(folder())]) if isinstance(p, Page)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = Desk.open(tmp_path / "desk", create=True)
    yield opened
    opened.store.close()


def articles(desk: Desk) -> dict[str, Checked]:
    return dict(desk.store.checked_all())


def stories(desk: Desk) -> Sequence[object]:
    return sorted((s.headline, s.paragraphs, [(p.name, p.findings) for p in s.pickups]) for s in desk.store.stories())


def taken(folder: Path, pages: Sequence[Page], sizes: Iterator[int]) -> Desk:
    desk = Desk.open(folder, create=True)
    start = 0
    while start < len(pages):
        size = next(sizes)
        desk.take(pages[start : start + size])
        start += size
    return desk


def sizes(dice: Random, most: int) -> Iterator[int]:
    while True:
        yield dice.randint(1, most)


@pytest.mark.parametrize("sample", [64, 4])
def test_findings_do_not_depend_on_how_pages_come_in(
    tmp_path: Path, sample: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_sites, "SAMPLE", sample)
    whole = taken(tmp_path / "whole", PAGES, iter([len(PAGES)]))
    accused = {c.article.url for c in articles(whole).values() if BRAND in {f.text for f in c.findings if f.accuses}}
    assert {"https://odd.example/news/0", "https://odd.example/news/3", "https://lumen.example/news/2"} <= accused
    for seed, most in enumerate((1, 2, 5)):
        dice = Random(seed)  # noqa: S311
        desk = taken(tmp_path / str(most), dice.sample(PAGES, len(PAGES)), sizes(dice, most))
        assert articles(desk) == articles(whole)
        assert stories(desk) == stories(whole)
        assert list(verify(desk.store)) == []
        assert not desk.store.untold()
        desk.store.close()
    whole.store.close()


@pytest.mark.parametrize("most", [1, pytest.param(9, marks=pytest.mark.slow), pytest.param(30, marks=pytest.mark.slow)])
def test_the_samples_findings_do_not_depend_on_it_either(
    tmp_path: Path, sample: list[Page], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "FEW", 0)
    whole = taken(tmp_path / "whole", sample, iter([len(sample)]))
    dice = Random(most)  # noqa: S311
    desk = taken(tmp_path / "parts", dice.sample(sample, len(sample)), sizes(dice, most))
    assert articles(desk) == articles(whole)
    assert stories(desk) == stories(whole)
    desk.store.close()
    whole.store.close()


def test_a_page_that_comes_alone_is_seen_in_the_light_of_its_site(desk: Desk) -> None:
    known, late = [p for p in PAGES if "lumen" in p.name and "/2" not in p.name], PAGES[2]
    desk.take(known)
    desk.take([late])
    (found,) = [c for c in articles(desk).values() if c.article.name == late.name]
    assert BRAND in {f.text for f in found.findings if f.accuses}
    assert BRAND not in found.restored.body


def test_an_outlet_that_its_pages_name_is_accused_on_none_of_them(desk: Desk, tmp_path: Path) -> None:
    """What a page calls its site stands beside its article, and is not kept with it."""
    named = [html("lumen.example", n, BRAND, site_name=BRAND if n != 4 else None) for n in range(9)]
    for page in named:
        desk.take([page])
    assert not any(f.accuses for c in articles(desk).values() for f in c.findings)
    desk.prune(before=datetime(2026, 1, 2, 12, tzinfo=UTC))
    assert not any(f.accuses for c in articles(desk).values() for f in c.findings)
    rest = taken(tmp_path / "rest", named[2:], iter([9]))
    assert articles(desk) == articles(rest)
    rest.store.close()


def test_what_a_page_was_told_by_others_goes_with_them(desk: Desk, tmp_path: Path) -> None:
    desk.take(PAGES)
    desk.prune(before=datetime(2026, 1, 3, 12, tzinfo=UTC))
    rest = taken(tmp_path / "rest", [p for p in PAGES if int(p.name.rsplit("/", 1)[1]) > 2], iter([99]))
    assert articles(desk) == articles(rest)
    assert stories(desk) == stories(rest)
    rest.store.close()
    desk.prune(site="lumen.example")
    with desk.store.database.reading() as db:
        assert "lumen.example" not in {row.site for row in db.execute(schema.site.select())}


def test_reading_again_changes_nothing_and_mends_what_is_remembered(desk: Desk) -> None:
    desk.take(PAGES)
    before = articles(desk), stories(desk)
    assert desk.reread().unchanged == len(PAGES)
    with desk.store.database.writing() as db:
        db.execute(update(schema.site).where(schema.site.c.site == "lumen.example").values(record=b"{}"))
    with pytest.raises(StoreError, match=r"lumen\.example"):
        desk.take([html("lumen.example", 9, BRAND)])
    desk.reread()
    assert (articles(desk), stories(desk)) == before
    assert list(verify(desk.store)) == []


def test_pages_that_came_in_while_nothing_was_remembered_are_remembered(desk: Desk) -> None:
    desk.take(PAGES)
    before = articles(desk), stories(desk)
    with desk.store.database.writing() as db:
        db.execute(schema.site.delete())
        sql_sites.to_be_drawn(db, ["lumen.example", "harbour.example", "odd.example"])
    assert not desk.store.untold()
    late = html("lumen.example", 9, BRAND)
    desk.take([late])
    assert {k: c for k, c in articles(desk).items() if c.article.name != late.name} == before[0]


def test_another_writer_that_did_not_know_is_put_right(desk: Desk) -> None:
    """Two programs take pages of one site at once: each forecasts what the site agrees on without the other's pages."""
    lumen = [p for p in PAGES if "lumen" in p.name]
    desk.take(lumen)
    whole = articles(desk)
    desk.prune(site="lumen.example")
    other = Desk(desk.store)
    forecast = desk.store.forecast

    def late(pages: object) -> object:
        found = forecast(pages)  # type: ignore[arg-type]
        desk.store.forecast = forecast  # type: ignore[method-assign]
        other.take(lumen[3:])
        return found

    desk.store.forecast = late  # type: ignore[method-assign, assignment]
    desk.take(lumen[:3])
    assert articles(desk) == whole
