"""The facts of a page like those that farms make: one written for the package, and the one kept beside the checkout."""

from pathlib import Path

import pytest

from copydesk.inspection import CHECKS, inspect
from copydesk.record import Article, Check, Checked, Dateline, Field, Furniture, Reading, Recommended, field_text

SEED = Path(__file__).resolve().parents[2] / "../shared/seed/page.txt"

ALIKE = Reading(
    article=Article(
        name="alike",
        url="https://harbourbell.pressbarge.example/html/120b7099809.html",
        site="pressbarge.example",
        headline="VELTRO Quant:Ferry workers in Port Amble end strike after night of talks",
        source="Milton Garrow",
        agency="AP",
        dateline=Dateline("PORT AMBLE", "AP"),
        section="News",
        published="2025-06-01T07:11:02",
        language="en",
        paragraphs=(
            "PORT AMBLE (AP) — The ferry workers’ union is VELTRO Quantending its strike on Tuesday, it said.",
            "Boats will run again from Wednesday, the harbour office said.",
        ),
        recommended=(
            Recommended("Quarterback signs for three seasons", "The contract is worth more than any in the divis"),
            Recommended("Ferry fares to rise in autumn, harbour office says", "Passengers in Port Amble pay more."),
        ),
    ),
    furniture=Furniture(
        above=("2025-06-01 07:11:02source:Milton Garrowcategory:News",),
        below=("More:News", "Recommend"),
        time_as_found="2025-06-01 07:11:02",
    ),
)


def only(checked: Checked, check: Check, field: Field | None = None) -> list[tuple[str, str | None]]:
    return [(f.text, f.repair) for f in checked.findings if f.check is check and field in (None, f.field)]


def spans_cut_out_their_text(checked: Checked) -> bool:
    return all(
        field_text(checked.article, f.field)[f.span.start : f.span.end] == f.text
        for f in checked.findings
        if f.span is not None
    )


def test_a_page_like_a_farms_is_told_and_put_right() -> None:
    [checked] = inspect([ALIKE])
    assert only(checked, Check.INJECTED_TEXT, Field.HEADLINE) == [("VELTRO Quant:", "")]
    assert only(checked, Check.INJECTED_TEXT, Field.BODY) == [("VELTRO Quant", "")]
    assert only(checked, Check.FALSE_SOURCE) == [("Milton Garrow", "AP")]
    assert only(checked, Check.UNRELATED_LINKS) == [("Quarterback signs for three seasons", "")]
    assert [f.check for f in checked.findings if f.field in (Field.LAYOUT, Field.URL)] == [
        Check.FARM_LAYOUT,
        Check.FARM_ADDRESS,
    ]
    assert all(f.accuses for f in checked.findings if f.check is not Check.REDATED)
    assert spans_cut_out_their_text(checked)
    assert checked.restored.headline == "Ferry workers in Port Amble end strike after night of talks"
    assert checked.restored.paragraphs[0].endswith("union is ending its strike on Tuesday, it said.")
    assert checked.restored.source == "AP"
    assert [item.headline for item in checked.restored.recommended] == [
        "Ferry fares to rise in autumn, harbour office says"
    ]


@pytest.mark.skipif(not SEED.exists(), reason="the seed page is not beside this checkout")
def test_the_seed_page() -> None:
    parts = SEED.read_text("utf-8").split("\n\n")
    links = [part.strip() for part in parts[11:]]
    reading = Reading(
        article=Article(
            name="page.txt",
            url="https://qubevault.krnewsserving.com/html/343b25099406.html",
            site="krnewsserving.com",
            headline=parts[0],
            source="Darden Clarke",
            agency="AP",
            dateline=Dateline("MOSCOW", "AP"),
            section="News",
            published="2025-05-04T08:21:53",
            language="en",
            paragraphs=tuple(parts[2:9]),
            recommended=tuple(Recommended(links[at], links[at + 1]) for at in (0, 2, 4)),
        ),
        furniture=Furniture(above=(parts[1],), below=(parts[9], parts[10]), time_as_found="2025-05-04 08:21:53"),
    )
    [checked] = inspect([reading])
    assert only(checked, Check.INJECTED_TEXT, Field.HEADLINE) == [("AQCAN Exchange:", "")]
    assert only(checked, Check.INJECTED_TEXT, Field.BODY) == [("AQCAN Exchange", "")]
    assert only(checked, Check.FALSE_SOURCE) == [("Darden Clarke", "AP")]
    assert len(only(checked, Check.UNRELATED_LINKS)) == 3
    assert {f.check for f in checked.findings if f.accuses} >= {Check.FARM_LAYOUT, Check.FARM_ADDRESS}
    assert not [f for f in checked.findings if f.check is Check.REDATED and f.accuses]
    assert "foreign minister is visiting Russia on Monday" in checked.restored.paragraphs[0]
    assert spans_cut_out_their_text(checked)


def test_one_for_one_and_in_order() -> None:
    readings = [Reading(article=Article(name=str(n), paragraphs=("Word.",))) for n in range(200)]
    assert [checked.article.name for checked in inspect(iter(readings))] == [str(n) for n in range(200)]


def test_nothing_found_leaves_the_article_itself() -> None:
    article = Article(name="plain", headline="Council votes on the new bridge", paragraphs=("The council voted.",))
    [checked] = inspect([Reading(article=article)])
    assert checked.findings == ()
    assert checked.restored is article


def test_every_check_has_its_place() -> None:
    assert len(CHECKS) == len(set(CHECKS))
