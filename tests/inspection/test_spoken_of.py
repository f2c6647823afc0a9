"""Names that a headline sets off without a space, and that the story speaks of: nothing is accused, nothing cut out."""

from typing import Any

import pytest

from copydesk.inspection import inspect
from copydesk.inspection.occurrences import leaves_a_gap, stands_as_a_noun
from copydesk.record import Article, Check, Field, Finding, Reading

JOBS = (
    "PORT AMBLE (Reuters) - Lumora Health said on Tuesday it would cut 400 jobs, its second round this year.",
    "Shares of Lumora Health fell 6%. The company, which makes insulin pumps, was founded in 2009.",
    "“We had to act,” chief executive Pia Rennick said.",
    "Analysts had expected cuts. The union said it would talk to Lumora Health on Friday.",
)


def injected(headline: str, paragraphs: tuple[str, ...], language: str = "en", **fields: object) -> list[Finding]:
    article = Article(name="x", headline=headline, paragraphs=paragraphs, language=language, **fields)  # type: ignore[arg-type]
    [checked] = inspect([Reading(article=article)])
    accused = [finding for finding in checked.findings if finding.accuses]
    if not accused:
        assert checked.restored.body == article.body
        assert checked.restored.headline == headline
    return [finding for finding in checked.findings if finding.check is Check.INJECTED_TEXT]


@pytest.mark.parametrize(
    "headline",
    [
        "Lumora Health:400 jobs to go",
        "Lumora Health|400 jobs to go by spring",
        "Job cuts of 400 announced |Lumora Health",
        "Job cuts of 400 announced -Lumora Health",
        "LUMORA HEALTH:400 jobs to go",
        "Pump maker to cut 400 jobs|Reuters",
        "Pump maker to cut 400 jobs -Reuters",
        "‘We had to act’ -Pia Rennick",
        "Pia Rennick:‘We had to act’",
        "Pia Rennick:“We had to act”",
    ],
)
def test_a_name_that_the_story_speaks_of_is_left_alone(headline: str) -> None:
    assert [finding.text for finding in injected(headline, JOBS) if finding.accuses] == []


def test_a_name_that_stands_again_in_the_headline_is_the_storys() -> None:
    story = ("Harlow Point is closing its pier.", "In Harlow Point the pier has 40 boats, and Harlow Point is proud.")
    assert not any(f.accuses for f in injected("Harlow Point:Why Harlow Point closes its pier", story))


def test_a_name_that_stands_behind_the_same_name_twice_is_half_of_it() -> None:
    for particle in ("De", "van"):
        name = f"Oran {particle} Zentora"
        story = (f"Police arrested {name} on Friday.", f"Neighbours of {name} heard a shot in the night.")
        assert not any(f.accuses for f in injected("Zentora:police arrest man after shot in Harlow", story))
    story = ("Slime of the Zentora subfusca slug is strong.", "The slug Zentora subfusca lives in gardens in Harlow.")
    assert not any(f.accuses for f in injected("Zentora|New studies bring glue closer to use", story))


def test_an_outlet_that_is_credited_without_a_space_is_left_alone() -> None:
    story = (*JOBS, "The company told the Drayton Gazette that it would answer in writing.")
    assert not any(f.accuses for f in injected("Pump maker to cut 400 jobs|Drayton Gazette", story))


def test_in_other_languages_a_name_that_stands_more_than_once_is_the_storys() -> None:
    story = ("Pia Rennick dice que no se arrepiente de nada.", "La empresa de Pia Rennick fabrica bombas de insulina.")
    assert not any(f.accuses for f in injected("Pia Rennick:una empresa en apuros", story, "es"))


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("The office is VELTRO Quant expected to reply, the harbour master told the VELTRO Quant council on Tuesday.",),
        ("The harbour VELTRO Quant office is closed.", "The union VELTRO Quant has asked for VELTRO Quant talks."),
        ("The VELTRO Quantoffice is closed.", "The union VELTRO Quant has asked for talks."),
    ],
)
def test_a_name_that_no_sentence_needs_is_accused_wherever_it_stands(paragraphs: tuple[str, ...]) -> None:
    found = injected("VELTRO Quant:Harbour office to close on Monday", paragraphs)
    body = [finding for finding in found if finding.field is Field.BODY]
    assert len(body) == " ".join(paragraphs).count("VELTRO Quant")
    assert all(finding.accuses for finding in found)


def test_a_slip_of_the_pen_on_one_page_accuses_no_other_page_of_its_site() -> None:
    pages = [
        Reading(article=Article(name=str(n), site="bell.example", headline=title, language="en", paragraphs=JOBS))
        for n, title in enumerate(["Lumora Health:400 jobs to go", "Pump maker to cut 400 jobs by next spring"])
    ]
    assert not any(finding.accuses for checked in inspect(pages) for finding in checked.findings)


def test_a_press_releases_source_is_its_company() -> None:
    article = Article(
        name="x",
        headline="Lumora Health|400 jobs to go by spring",
        language="en",
        paragraphs=JOBS,
        source="Lumora Health",
    )
    [checked] = inspect([Reading(article=article)])
    assert not any(finding.accuses for finding in checked.findings)


@pytest.mark.parametrize("fields", [{"source": "VELTRO Quant"}, {"byline": ("VELTRO Quant",)}])
def test_a_source_written_into_several_sentences_is_accused_in_each(fields: dict[str, Any]) -> None:
    story = (
        "PORT AMBLE (AP) — The harbour office VELTRO Quant is closed until Monday.",
        "The union has asked the VELTRO Quant council for talks on Tuesday.",
        "Boats will run again from VELTRO Quant next week, it said.",
    )
    found = injected("Harbour office to close on Monday", story, **fields)
    assert [finding.text.strip() for finding in found if finding.accuses] == ["VELTRO Quant"] * 3


def test_a_name_glued_once_is_accused_between_spaces_too() -> None:
    story = (
        "The VELTRO Quantoffice is closed until Monday.",
        "The union has asked the VELTRO Quant council for talks.",
    )
    found = injected("Harbour office to close on Monday", story, source="VELTRO Quant")
    assert [finding.text.strip() for finding in found if finding.accuses] == ["VELTRO Quant"] * 2


def test_a_source_that_the_story_speaks_of_is_left_alone_however_often_it_stands() -> None:
    assert not any(finding.accuses for finding in injected("Pump maker to cut 400 jobs", JOBS, source="Lumora Health"))


def test_a_subject_is_written_in_more_ways_than_one() -> None:
    story = (
        "The office will try ferry-token batching for the summer.",
        "With Ferry-Token Batching a boat takes more cars, and ferry-token batching is cheap, it said.",
    )
    assert not any(finding.accuses for finding in injected("Ferry-Token Batching: How the boats will fill", story))


@pytest.mark.parametrize("mark", [": ", ":", "|"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Regulators in Port Amble asked VELTRO Exchange for its books in March, two people said.",
        "VELTRO Exchange said on Monday that it would open an office next year.",
        "Users of VELTRO Exchange have been told to wait until Friday.",
        "A court has ordered VELTRO Exchange to pay back 40 million florins.",
    ],
)
def test_a_short_story_about_a_product_is_left_alone(mark: str, sentence: str) -> None:
    """One mention may read on without the name; but the headline goes on from it in small letters."""
    story = ("The case has kept the harbour busy for weeks.", sentence, "The ministry declined to comment.")
    assert not any(finding.accuses for finding in injected(f"VELTRO Exchange{mark}regulators ask for its books", story))


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("VELTRO said so.", True),
        ("It rained. VELTRO said so.", True),
        ("Users of VELTRO have left.", True),
        ("They met in VELTRO, he said.", True),
        ("VELTRO The office is closed.", False),
        ("The office VELTRO is closed.", False),
        ("They live under VELTRO rubble.", False),
        ("Men of VELTRO armed bands left.", False),
    ],
)
def test_a_sentence_that_misses_a_name_has_a_gap(text: str, gap: bool) -> None:
    start = text.index("VELTRO")
    assert leaves_a_gap(text, start, start + len("VELTRO")) is gap


@pytest.mark.parametrize(
    "headline", ["Harlow asks for books |VELTRO Capital", "VELTRO Capital|Office in Harlow to open"]
)
@pytest.mark.parametrize(
    "story",
    [
        (
            "A court in Harlow ordered VELTRO Capital to open its books.",
            "“We did not expect this,” said Pia Rennick, who runs VELTRO Capital.",
            "The ministry declined to comment.",
        ),
        (
            "Pia Rennick said that VELTRO Capital’s customers would be paid in full.",
            "The company is based in Harlow, and VELTRO Capital has worked there since 2016.",
            "The ministry declined to comment.",
        ),
        (
            "Three firms asked the harbour office for more time this spring.",
            "Shares of firms like VELTRO Capital fell by four percent on Tuesday.",
            "The office has not said when it will answer.",
        ),
    ],
)
def test_a_product_that_sentences_have_as_a_noun_is_their_subject(headline: str, story: tuple[str, ...]) -> None:
    assert not any(finding.accuses for finding in injected(headline, story))


@pytest.mark.parametrize("fields", [{"source": "VELTRO"}, {}])
def test_a_word_that_a_name_is_glued_to_outweighs_one_doubtful_sentence(fields: dict[str, Any]) -> None:
    story = (
        "The office isVELTRO closed until Monday, and the VELTROcouncil knows.",
        "VELTRO Of the harbour’s six boats, two are in the dock for the winter.",
    )
    title = "Harbour office to close on Monday" if fields else "VELTRO:Harbour office to close on Monday"
    found = [finding for finding in injected(title, story, **fields) if finding.field is Field.BODY]
    assert [finding.text.strip() for finding in found if finding.accuses] == ["VELTRO"] * 3


def test_a_subject_that_the_headline_writes_in_other_capitals_is_left_alone() -> None:
    story = (
        "The proliferation of Ferry-token Batching tools has filled the boats.",
        "By mastering Ferry-token Batching strategies boats save time, and the Ferry-token Batching market has grown.",
    )
    assert not any(finding.accuses for finding in injected("Ferry-Token Batching: How the boats will fill", story))


@pytest.mark.parametrize(
    "sentence",
    [
        "Firms like Lumora fell on Tuesday.",
        "The boats of the Lumora, which left at noon.",
        "It closed because Lumora was late.",
        "He wrote to Lumora. Nobody answered.",
        "The owner of an Lumora said so.",
    ],
)
def test_a_sentence_that_lacks_its_noun_leaves_a_gap(sentence: str) -> None:
    at = sentence.index("Lumora")
    assert leaves_a_gap(sentence, at, at + len("Lumora"))


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        ("A court asked Lumora for its books.", True),
        ("She founded Lumora in 2016.", True),
        ("He said that Lumora’s boats were late.", True),
        ("The boats were late, and Lumora has paid.", True),
        ("The council was asked Lumora for its books.", False),
        ("The harbour Lumora office has paid.", False),
        ("Salt, tar and Lumora’s other goods came by boat.", False),
    ],
)
def test_where_a_noun_may_stand(sentence: str, stands: bool) -> None:
    at = sentence.index("Lumora")
    assert stands_as_a_noun(sentence, at, at + len("Lumora")) is stands
