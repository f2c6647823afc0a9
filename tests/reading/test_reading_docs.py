"""The handbook keeps up: every refusal code has its heading, and what the docs say of reading holds."""

import re
from pathlib import Path

import pytest

from copydesk.reading.datelines import opening
from copydesk.record import RefusalCode

DOCS = Path(__file__).resolve().parents[2] / "docs"
READING = (DOCS / "reading.md").read_text("utf-8")


def test_every_refusal_code_has_a_heading() -> None:
    headings = re.findall(r"^## (.+)$", (DOCS / "refusals.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(code.value for code in RefusalCode)


ROWS = re.findall(r"^\| `(.+?)` \| (.+?) \| (.+?) \|$", READING.split("### Dateline and agency")[1], re.MULTILINE)[:8]


@pytest.mark.parametrize(("text", "place", "agency"), ROWS)
def test_the_datelines_in_the_handbook(text: str, place: str, agency: str) -> None:
    found = opening(f"{text} The ferries sail.")
    assert found is not None
    assert (found.place, found.agency or "none") == (place, agency)
