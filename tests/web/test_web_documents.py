"""The handbook says what there is: every record and field, every path, every mark."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from asgi import ask
from fake_desk import store

from copydesk.capture.polls import Poll, Subscribed
from copydesk.record import (
    Account,
    Article,
    Check,
    Checked,
    Field,
    Finding,
    Pickup,
    Role,
    Story,
    Variant,
    VariantKind,
    restore,
)
from copydesk.stores import Run, Source
from copydesk.web import app
from copydesk.web.openapi import PATHS
from copydesk.web.security import POLICY

DOCS = Path(__file__).resolve().parents[2] / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def examples() -> list[str]:
    return re.findall(r"```json\n(.*?)```", text("json.md"), flags=re.S)


def test_the_examples_are_records() -> None:
    check, story, account, run, poll = examples()
    msgspec.json.decode(check, type=Checked)
    msgspec.json.decode(story, type=Story)
    msgspec.json.decode(account, type=Account)
    msgspec.json.decode(run, type=Run)
    msgspec.json.decode(poll, type=Poll)


@pytest.mark.parametrize(("number", "kind"), [(0, Checked), (1, Story), (2, Account), (3, Run), (4, Poll)])
def test_the_examples_lack_no_field_and_have_no_other(number: int, kind: Any) -> None:
    given = msgspec.json.decode(examples()[number])
    record = msgspec.json.decode(examples()[number], type=kind)
    assert given == msgspec.json.decode(msgspec.json.encode(record))


def test_the_spans_of_the_examples_cut_out_their_text_and_the_repairs_give_the_restored() -> None:
    checked = msgspec.json.decode(examples()[0], type=Checked)
    for finding in checked.findings:
        if finding.span is not None:
            assert checked.article.body[slice(*finding.span)] == finding.text
    assert restore(checked.article, checked.findings) == checked.restored


@pytest.mark.parametrize("kind", [Article, Finding, Story, Pickup, Variant, Account, Run, Source, Poll, Subscribed])
def test_every_field_is_described(kind: Any) -> None:
    for field in kind.__struct_fields__:
        assert f"`{field}`" in text("json.md"), f"{kind.__name__}.{field}"


@pytest.mark.parametrize("names", [Check, Field, Role, VariantKind])
def test_every_name_is_listed(names: Any) -> None:
    for name in names:
        assert re.search(rf"[` ]{re.escape(name.value)}[` ]", text("json.md")), name.value


def test_every_path_is_described() -> None:
    for path in PATHS:
        assert f"`{path}`" in text("api.md"), path


def test_every_page_of_the_navigation_is_described() -> None:
    answer = ask(app(store()), "/about").text
    for path in set(re.findall(r'href="(/[a-z.]*)[?#"]', answer)):
        if not path.startswith("/static"):
            assert re.search(rf"`{re.escape(path)}[`?]", text("site.md")), path


def test_the_policy_is_quoted_to_the_letter() -> None:
    assert POLICY in text("site.md")
