"""A page that evades gives the same findings as the plain one."""

import unicodedata
from collections.abc import Callable

import pytest

from copydesk.inspection import inspect
from copydesk.record import Article, Check, Finding, Furniture, Reading
from copydesk.text.folding import fold

NAME = "Véltro Quant"
HEADLINE = f"{NAME}:Ferry workers in Port Amble end strike after night of talks"
BODY = (
    f"PORT AMBLE (AP) — The ferry workers’ union is {NAME}ending its strike on Tuesday, it said.",
    f"Boats will run again {NAME} from Wednesday, the harbour office said.",
)


def inside(letters: str) -> Callable[[str], str]:
    return lambda name: letters.join(name[:4]) + name[4:]


WAYS: dict[str, Callable[[str], str]] = {
    "zero-width": inside("\u200b"),
    "joiners": inside("\u2060\u200d"),
    "soft hyphens": inside("\u00ad"),
    "bidi": inside("\u200e"),
    "byte order marks": inside("\ufeff"),
    "look-alikes": lambda name: name.replace("o", "о").replace("a", "а"),
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "full width": lambda name: name.replace("Q", "Ｑ").replace("u", "ｕ"),
    "no-break space": lambda name: name.replace(" ", "\u00a0"),
    "thin space and zero-width": lambda name: name.replace(" ", "\u2009\u200b"),
}


def page(headline_name: str, body_name: str) -> Reading:
    return Reading(
        article=Article(
            name="x",
            headline=HEADLINE.replace(NAME, headline_name),
            language="en",
            paragraphs=tuple(paragraph.replace(NAME, body_name) for paragraph in BODY),
        ),
        furniture=Furniture(),
    )


def injected(reading: Reading) -> list[Finding]:
    [checked] = inspect([reading])
    return [finding for finding in checked.findings if finding.check is Check.INJECTED_TEXT]


@pytest.mark.parametrize("way", WAYS)
def test_the_same_findings(way: str) -> None:
    plain, evading = injected(page(NAME, NAME)), injected(page(WAYS[way](NAME), WAYS[way](NAME)))
    assert len(plain) == 3
    assert [(f.field, fold(f.text).text, f.repair, f.confidence) for f in evading] == [
        (f.field, f.text, f.repair, f.confidence) for f in plain
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("where", ["headline", "body"])
def test_the_same_text_restored_where_one_place_evades(way: str, where: str) -> None:
    odd = WAYS[way](NAME)
    reading = page(odd, NAME) if where == "headline" else page(NAME, odd)
    [plain], [checked] = inspect([page(NAME, NAME)]), inspect([reading])
    assert plain.restored.headline == "Ferry workers in Port Amble end strike after night of talks"
    assert plain.restored.paragraphs == tuple(p.replace(f" {NAME} ", " ").replace(NAME, "") for p in BODY)
    assert (checked.restored.headline, checked.restored.paragraphs) == (
        plain.restored.headline,
        plain.restored.paragraphs,
    )


def test_what_evades_is_told_as_hidden_text_too() -> None:
    [checked] = inspect([page("V\u200bel\u200btro", "Веltrо")])
    hidden = [f for f in checked.findings if f.check is Check.HIDDEN_TEXT]
    assert {f.field.value for f in hidden if f.accuses} == {"headline", "body"}
