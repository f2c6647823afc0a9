"""The handbook: every check has its heading and says the same five things; the family in the guide is a good one."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from copydesk.inspection import CHECKS, Case
from copydesk.inspection.families import parse
from copydesk.record import Article, Check, Furniture, Reading

DOCS = Path(__file__).resolve().parents[2] / "docs"


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", (DOCS / "findings.md").read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("check", list(Check))
def test_every_check_has_a_heading(check: Check) -> None:
    text = sections()[check.value]
    for word in ("**Says**", "**Evidence", "**Example.**", "**Does not say**"):
        assert word in text, f"{check} lacks {word}"


def test_every_check_is_a_module_of_its_name_and_says_what_it_weighs() -> None:
    names = [check.__module__.rsplit(".", 1)[1].replace("_", "-") for check in CHECKS]
    assert sorted(names) == sorted(check.value for check in Check)
    for check in CHECKS:
        text = import_module(check.__module__).__doc__
        assert text is not None
        assert text.startswith(f"`{check.__module__.rsplit('.', 1)[1].replace('_', '-')}`:")


def test_the_family_in_the_guide_works() -> None:
    guide = (DOCS / "add-a-farm-family.md").read_text("utf-8")
    families, rules = parse("\n".join(re.findall(r"```toml\n(.*?)```", guide, flags=re.DOTALL)))
    [family] = families
    match = family.match(Furniture(below=("Readers: 12Readers: 12",)))
    assert match is not None
    assert match.confidence == 0.95
    assert family.match(Furniture(below=("Readers: 12",))) is None
    [rule] = rules
    assert rule.numbers("/p/4000-242.html") == (4000, 242)
    assert rule.numbers("/p/4000-243.html") == ()


def test_the_check_in_the_guide_works() -> None:
    guide = (DOCS / "add-a-check.md").read_text("utf-8")
    module = next(block for block in re.findall(r"```python\n(.*?)```", guide, flags=re.DOTALL) if "import" in block)
    space: dict[str, Any] = {"__name__": "copydesk.inspection.shouting", "__package__": "copydesk.inspection"}
    source = module.replace("Check.SHOUTING", "Check.SPUN")  # a name of the guide's own is no member of `Check`
    exec(compile(source, "shouting.py", "exec"), space)  # noqa: S102 - the guide's own code
    for headline, count in (("FERRY WORKERS END STRIKE IN PORT AMBLE", 1), ("NATO AND NASA MEET", 0), (None, 0)):
        case = Case(Reading(article=Article(name="x", headline=headline)))
        assert [f.text for f in space["check"](case)] == [headline] * count
