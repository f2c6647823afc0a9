"""Each check by itself: what it accuses, what it suspects, what it leaves alone."""

from datetime import date
from importlib.resources import files
from re import compile as re_compile
from time import process_time
from tomllib import loads

import pytest

from copydesk.inspection import inspect, remember
from copydesk.inspection.newsroom import is_label
from copydesk.record import Article, Check, Dateline, Field, Finding, Furniture, Reading, Recommended

STORY = (
    "PORT AMBLE (AP) — The ferry workers’ union is ending its strike on Tuesday, it said.",
    "Boats will run again from Wednesday, the harbour office said, but the new council has not said who will pay.",
)


def found(check: Check, furniture: Furniture | None = None, **fields: object) -> list[Finding]:
    article = Article(**{"name": "x", "language": "en", "paragraphs": STORY, **fields})  # type: ignore[arg-type]
    [checked] = inspect([Reading(article=article, furniture=furniture or Furniture())])
    return [finding for finding in checked.findings if finding.check is check]


def accused(check: Check, furniture: Furniture | None = None, **fields: object) -> list[str]:
    return [finding.text for finding in found(check, furniture, **fields) if finding.accuses]


def written(text: str, name: str = "VELTRO Quant") -> tuple[str, str | None]:
    """What is accused in a body, and the body as restored, where the headline has the name too."""
    article = Article(name="x", headline=f"{name}:Ferry workers end their strike", language="en", paragraphs=(text,))
    [checked] = inspect([Reading(article=article)])
    body = [f.text for f in checked.findings if f.field is Field.BODY and f.accuses and f.check is Check.INJECTED_TEXT]
    return "|".join(body), checked.restored.body


@pytest.mark.parametrize(
    ("text", "cut", "restored"),
    [
        ("DES MOINES,VELTRO Quant Iowa (AP) — It rained.", "VELTRO Quant", "DES MOINES, Iowa (AP) — It rained."),
        ("The VELTRO Quantofficial said so.", "VELTRO Quant", "The official said so."),
        ("But why?VELTRO Quant They left.", "VELTRO Quant", "But why? They left."),
        ("He is VELTRO Quant visiting Oslo.", "VELTRO Quant ", "He is visiting Oslo."),
        ("He is visiting VELTRO Quant.", " VELTRO Quant", "He is visiting."),
        ("VELTRO Quant He is visiting.", "VELTRO Quant ", "He is visiting."),
        ("He is VELTRO Quant’s visiting Oslo.", "VELTRO Quant’s ", "He is visiting Oslo."),
        ("He is (VELTRO Quant) visiting Oslo.", "(VELTRO Quant) ", "He is visiting Oslo."),
        ("He is “VELTRO Quant” visiting Oslo.", "“VELTRO Quant” ", "He is visiting Oslo."),
        ("He is visitVELTRO Quanting Oslo.", "VELTRO Quant", "He is visiting Oslo."),
        ("He is veltro quantvisiting Oslo.", "veltro quant", "He is visiting Oslo."),
        ("He is VELTROQuantvisiting Oslo.", "VELTROQuant", "He is visiting Oslo."),
        ("He is VELTRO  Quantvisiting Oslo.", "VELTRO  Quant", "He is visiting Oslo."),
        ("A VELTRO Quantman, the VELTRO Quantofficial.", "VELTRO Quant|VELTRO Quant", "A man, the official."),
    ],
)
def test_names_are_cut_out_so_that_the_text_reads_on(text: str, cut: str, restored: str) -> None:
    assert written(text) == (cut, restored)


@pytest.mark.parametrize("name", ["Centre de négoce Morvane", "Торговый центр Ветрано", "環球量交易所", "Quorvia 5.0"])
def test_names_of_other_languages_and_scripts(name: str) -> None:
    assert written(f"He is {name}visiting Oslo.", name) == (name, "He is visiting Oslo.")


TITLE = "Ferry workers in Port Amble end their strike"


@pytest.mark.parametrize("form", ["{n}:{t}", "{n}|{t}", "{t} -{n}", "{t}|{n}", "{n} :{t}"])
@pytest.mark.parametrize("name", ["VELTRO Quant", "Quorvia", "Milton Garrow", "Brambex Trading Center", "Zentora 5.0"])
def test_odd_affixes_accuse(form: str, name: str) -> None:
    headline = form.format(n=name, t=TITLE)
    [finding] = found(Check.INJECTED_TEXT, headline=headline)
    assert finding.accuses
    assert headline.replace(finding.text, "") == TITLE


def test_a_category_glued_before_the_name_goes_with_it() -> None:
    article = Article(
        name="x", headline=f"FinanceVELTRO Quant:{TITLE}", language="en", paragraphs=("It is VELTRO Quantending.",)
    )
    [checked] = inspect([Reading(article=article)])
    assert checked.restored.headline == TITLE
    assert checked.restored.body == "It is ending."


@pytest.mark.parametrize(
    "headline",
    [
        f"AP Exclusive: {TITLE}",
        f"FACT FOCUS: {TITLE}",
        f"Live updates: {TITLE}",
        f"WATCH: {TITLE}",
        f"Analysis:{TITLE}",
        f"Breaking: {TITLE}",
        f"{TITLE} - BBC News",
        f"{TITLE} | Reuters",
        f"{TITLE} -WHO",
        f"{TITLE} - Harbor Bell",
        "Port Amble 3:2 Millbrook: what we know so far",
        "Self-employed ferry workers in Port Amble end strike",
        "The Ferry Strike--How It Began and How It Ended",
        "Wedding Checklist :: A Printable Timeline for You",
        "Fähren: Wie der Streik in Port Amble zu Ende ging",
        "渡し船：ストライキが終わる Port Amble で",
    ],
)
def test_honest_headlines_stay_unaccused(headline: str) -> None:
    assert accused(Check.INJECTED_TEXT, headline=headline, url="https://www.harborbell.example/a/1") == []


def test_a_name_like_house_style_accuses_when_the_sites_pages_agree() -> None:
    pages = [
        Reading(
            article=Article(
                name=str(n),
                url=f"https://qube{n}.lumen.example/{n}",
                site="lumen.example",
                headline=f"{title} - Quorvia",
                language="en",
                paragraphs=STORY,
            )
        )
        for n, title in enumerate([TITLE, "Snow closes the pass", "Museum gets a new roof", "Two whales seen off cape"])
    ]
    together = [checked.restored.headline for checked in inspect(pages)]
    assert together == [TITLE, "Snow closes the pass", "Museum gets a new roof", "Two whales seen off cape"]
    memory = remember({}, pages[:3])
    [alone], [remembered] = inspect(pages[3:]), inspect(pages[3:], memory)
    assert alone.restored.headline == "Two whales seen off cape - Quorvia"
    assert remembered.restored.headline == "Two whales seen off cape"


def test_an_outlets_own_name_is_left_alone_however_often_it_stands() -> None:
    for url, name, furniture in (
        ("https://www.harborbell.example/1", "Harbor Bell", Furniture()),
        ("https://hb.example/1", "Harbor Bell", Furniture()),
        ("https://lumen71.example/1", "Quorvia", Furniture(site_name="Quorvia")),
        ("https://lumen71.example/1", "Quorvia", Furniture(below=("© 2024 Quorvia",))),
    ):
        article = Article(name="x", url=url, site=url[8:-2], headline=f"{TITLE} - {name}", paragraphs=STORY)
        pages = [Reading(article=article, furniture=furniture)] * 6
        assert [f for checked in inspect(pages) for f in checked.findings if f.accuses] == []


@pytest.mark.parametrize(
    "text",
    [
        "Quorvia Exchange said on Monday that it would open. Regulators asked Quorvia Exchange for its books.",
        "Labour has won every lawin 2022 and instabilityand fear.",
        "McGuirk and Dubin met at BioNTech over NetBSD on an iPhone.It rained.Then it snowed,Anna said.",
        "The GPT-4.0of test and the XR-7b model.",
        "Reporting by Milton Garrow in Oslo.",
    ],
)
def test_honest_bodies_stay_unaccused_and_unchanged(text: str) -> None:
    headline = "Quorvia Exchange: what users should know"
    assert accused(Check.INJECTED_TEXT, paragraphs=(text,), headline=headline, byline=("Milton Garrow",)) == []


def test_a_body_alone_suspects_and_repairs_nothing() -> None:
    [finding] = found(Check.INJECTED_TEXT, paragraphs=("The union is Brambex Exchangeending its strike, it said.",))
    assert finding.text == "Brambex Exchange"
    assert not finding.accuses
    assert finding.repair is None


def test_false_source_leaves_syndication_and_reporters_alone() -> None:
    dateline = Dateline("PORT AMBLE", "AP")
    assert found(Check.FALSE_SOURCE, source="Harbor Herald", dateline=dateline) == []
    assert found(Check.FALSE_SOURCE, source="Associated Press", dateline=dateline) == []
    assert found(Check.FALSE_SOURCE, byline=("Milton Garrow",), dateline=dateline) == []
    assert accused(Check.FALSE_SOURCE, source="Milton Garrow", dateline=dateline) == []
    assert accused(Check.FALSE_SOURCE, source="VELTRO Quant", headline=f"{TITLE} -VELTRO Quant") == ["VELTRO Quant"]


def test_a_false_name_of_several_goes_alone() -> None:
    article = Article(
        name="x", headline=f"{TITLE} -VELTRO Quant", byline=("Ann Oakden", "VELTRO Quant"), paragraphs=STORY
    )
    [checked] = inspect([Reading(article=article)])
    assert checked.restored.byline == ("Ann Oakden",)


def test_redated() -> None:
    captured = "2024-05-03T10:00:00Z"
    assert accused(Check.REDATED, published="2025-05-04", captured=captured) == ["2025-05-04"]
    assert accused(Check.REDATED, published="2024-05-04", captured=captured) == []
    [by_address] = found(Check.REDATED, published="2025-05-04", url="https://a.example/2024/01/15/ferry.html")
    assert not by_address.accuses
    assert found(Check.REDATED, published="2024-01-20", url="https://a.example/2024/01/15/ferry.html") == []
    days = ("They met on Monday, Jan. 15, and on Wednesday, January 17.",)
    assert found(Check.REDATED, published="2024-01-20", paragraphs=days) == []
    assert date(2024, 1, 15).weekday() == 0
    assert len(found(Check.REDATED, published="2021-03-20", paragraphs=days)) == 1


@pytest.mark.parametrize(
    "line", ["[[nid:712402]]", "Sponsor Message", "We're hiring!", "[embed]https://a.example[/embed]"]
)
def test_foreign_matter_is_taken_out(line: str) -> None:
    article = Article(name="x", language="en", paragraphs=(STORY[0], line, STORY[1]))
    [checked] = inspect([Reading(article=article)])
    assert checked.restored.paragraphs == STORY


def test_foreign_matter_leaves_doubtful_lines_in() -> None:
    titles = (Recommended("How the strike began"),)
    lines = (STORY[0], "Read more: the strike in pictures", "How the strike began", STORY[1])
    assert accused(Check.FOREIGN_MATTER, paragraphs=lines, recommended=titles) == []
    disclaimer = "免责声明：本文版权归原作者所有。"
    assert accused(Check.FOREIGN_MATTER, paragraphs=(*STORY, disclaimer)) == [disclaimer]
    assert accused(Check.FOREIGN_MATTER, paragraphs=("渡し船", disclaimer), language="zh") == []


def test_cut_short() -> None:
    cut = "Boats will run again from Wednesday, the harbour office said, but nobody has said who will pay for the"
    assert accused(Check.CUT_SHORT, paragraphs=(STORY[0], cut))
    assert found(Check.CUT_SHORT) == []
    assert found(Check.CUT_SHORT, paragraphs=(STORY[0], "Port Amble")) == []
    teasers = tuple(Recommended(f"Title {n} of the list", "a word of the teaser " * 4 + "and t") for n in range(3))
    [finding] = found(Check.CUT_SHORT, recommended=teasers)
    assert finding.field is Field.RECOMMENDED


def test_spun_suspects_only() -> None:
    bent = ("The white home said that the inventory market fell.",)
    [finding] = found(Check.SPUN, paragraphs=bent)
    assert finding.text == "white home"
    assert not finding.accuses
    assert found(Check.SPUN) == []


def test_hidden_text() -> None:
    assert accused(Check.HIDDEN_TEXT, paragraphs=("A Vel\u200btro and a Веltro.",)) == ["\u200b", "Веltro"]
    honest = ("So\u00adft hy\u00adphens, a \u200b space, 👩\u200d🚀, می\u200cخواهم, trɑnt, \ufeffA, H\ufeffow.",)
    assert accused(Check.HIDDEN_TEXT, paragraphs=honest) == []
    hidden = Furniture(hidden=("VELTRO Quant is the best",))
    assert accused(Check.HIDDEN_TEXT, hidden, headline=f"{TITLE} -VELTRO Quant")
    assert accused(Check.HIDDEN_TEXT, hidden) == []


def test_unrelated_links_are_ordinary_elsewhere() -> None:
    items = (Recommended("Quarterback signs for three seasons"), Recommended("Ferry strike: what it cost Port Amble"))
    assert found(Check.UNRELATED_LINKS, recommended=items) == []
    farm = Furniture(above=("2025-06-01 07:11:02source:category:News",))
    assert accused(Check.UNRELATED_LINKS, farm, recommended=items) == ["Quarterback signs for three seasons"]


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("above", "2025-06-01 07:11:02source:Milton Garrowcategory:News"),
        ("above", "Current:Home > FinanceFerry workers end strike -Veltro"),
        ("below", "veryGood! (71638)"),
        ("above", "ViewDate:2025-06-01 07:11:02"),
        ("below", "2025-06-01 07:112784 view"),
    ],
)
def test_layouts_of_known_families(place: str, line: str) -> None:
    furniture = Furniture(above=(line,)) if place == "above" else Furniture(below=(line,))
    assert accused(Check.FARM_LAYOUT, furniture) == [line]


def test_common_words_alone_are_no_layout() -> None:
    assert accused(Check.FARM_LAYOUT, Furniture(below=("Recommend", "More:News", "Ranking", "Related"))) == []


def test_addresses_add_up() -> None:
    assert accused(Check.FARM_ADDRESS, url="https://a.example/html/120b7099809.html") == ["/html/120b7099809.html"]
    for path in ("/html/120b7099808.html", "/news/2024/01/ferry.html", "/html/120g7099809.html"):
        assert found(Check.FARM_ADDRESS, url=f"https://a.example{path}") == []


def test_the_data_files_keep_their_form() -> None:
    folder = files("copydesk.inspection")
    families = loads(folder.joinpath("families.toml").read_text("utf-8"))
    for family in families["family"]:
        assert set(family) == {"name", "since", "notes", "mark"}
        for mark in family["mark"]:
            assert set(mark) == {"says", "place", "pattern", "weight"}
            assert 0 < mark["weight"] < 1
    for rule in families["address"]:
        assert set(rule) == {"name", "family", "since", "pattern", "sum", "weight", "notes"}
    assert len(folder.joinpath("english.msgpack").read_bytes()) < 1_500_000
    assert "Wikinews" in folder.joinpath("NOTICE").read_text("utf-8")
    labels = loads(folder.joinpath("newsroom.toml").read_text("utf-8"))["labels"]
    assert [label for label in labels if not is_label(label)] == []


@pytest.mark.parametrize(
    "piece", ["1", "2025-06-01 07:11:02source:", "source:a", "category:", "View", " ", "More:a", "[a:"]
)
def test_patterns_of_the_data_files_are_cheap_on_hostile_lines(piece: str) -> None:
    folder = files("copydesk.inspection")
    patterns = [
        re_compile(entry["pattern"])
        for name, key in (("families.toml", "family"), ("families.toml", "address"), ("foreign.toml", "line"))
        for group in loads(folder.joinpath(name).read_text("utf-8"))[key]
        for entry in group.get("mark", [group])
        if "pattern" in entry
    ]
    line = (piece * 400)[:400]
    started = process_time()
    for pattern in patterns:
        pattern.search(line)
    assert process_time() - started < 0.5


def test_a_name_tied_to_the_headline_and_glued_before_a_name_of_the_story() -> None:
    article = Article(
        name="x",
        headline="VELTRO-Harwick shipyard finds a buyer",
        language="en",
        paragraphs=("The VELTROHarwick shipyard was sold on Tuesday, the office said.",),
    )
    [checked] = inspect([Reading(article=article)])
    assert checked.restored.headline == "Harwick shipyard finds a buyer"
    assert checked.restored.body == "The Harwick shipyard was sold on Tuesday, the office said."


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("BioNTech-Pfizer deal is near its end", "The BioNTechPfizer deal is near, BioNTech said."),
        ("SARS-CoV-2 found in Lisbon", "The office said that it is SARS that was found."),
        ("Skoda-Volkswagen talks go on", "Workers at Skoda said so. Skodas are built there."),
        ("Anti-corruption office opens", "The office against corruption opened; antibodies were found."),
    ],
)
def test_hyphens_of_honest_headlines_stay_unaccused(headline: str, text: str) -> None:
    article = Article(name="x", headline=headline, source="Harbor Herald", paragraphs=(text,), language="en")
    [checked] = inspect([Reading(article=article)])
    assert checked.restored.headline == headline


@pytest.mark.parametrize(
    "text",
    [
        "It rained, says editor Ann OakdenPhotos were taken in Oslo. Photos help.",
        "It rained.\n\nAnn Oakdenbigbrandsite",
        "It rained. By Ann OakdenPORT AMBLE saw no rain.",
    ],
)
def test_signatures_that_lost_a_space_stay_unaccused(text: str) -> None:
    assert accused(Check.INJECTED_TEXT, paragraphs=tuple(text.split("\n\n")), byline=("Ann Oakden",)) == []


@pytest.mark.parametrize(
    ("found", "filed"),
    [
        ("OAKDEN,Zentora 5.0 Dec 18 (Reuters) - The office said so.", "OAKDEN, Dec 18 (Reuters) - The office said so."),
        ("DES MOINES,Brambex Iowa (AP) — It rained on Tuesday.", "DES MOINES, Iowa (AP) — It rained on Tuesday."),
        ("But why?Brambex Exchange They left on Monday.", "But why? They left on Monday."),
    ],
)
def test_a_name_glued_to_a_mark_accuses_on_a_page_of_a_known_family(found: str, filed: str) -> None:
    for url, restored in (("https://a.example/html/120b7099809.html", filed), ("https://a.example/1", found)):
        article = Article(name="x", url=url, paragraphs=(found,), language="en")
        [checked] = inspect([Reading(article=article)])
        assert [f.text for f in checked.findings if f.check is Check.INJECTED_TEXT] != []
        assert checked.restored.body == restored


def test_an_outlet_that_most_of_its_pages_name_is_left_alone_on_the_others() -> None:
    titles = [TITLE, "Snow closes the pass", "Museum gets a new roof", "Two whales seen off cape", "Old mill to reopen"]
    named = Furniture(site_name="Quorvia")
    pages = [
        Reading(
            article=Article(name=title, site="lumen71.example", headline=f"{title} | Quorvia", paragraphs=STORY),
            furniture=Furniture() if title == TITLE else named,
        )
        for title in titles
    ]
    for found in (inspect(pages), inspect(pages, remember({}, pages))):
        assert [f for checked in found for f in checked.findings if f.accuses] == []
