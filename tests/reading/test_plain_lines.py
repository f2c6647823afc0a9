"""Lines that the grammar of marked lines fits are never spared its patterns."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.reading import plain_lines
from copydesk.reading.plain_lines import Sort, sort_line

_PATTERNS = [plain_lines._HEADINGS, plain_lines._MORE, plain_lines._ROW, plain_lines._COUNTER]
_LEADS = [plain_lines._NEIGHBOUR, plain_lines._CRUMBS, plain_lines._HOME]


@pytest.mark.parametrize("pattern", _PATTERNS, ids=["heading", "more", "row", "counter"])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_what_a_whole_line_of_a_pattern_may_be(pattern: re.Pattern[str], data: st.DataObject) -> None:
    assert plain_lines._may_be_marked(data.draw(st.from_regex(pattern, fullmatch=True)))


@pytest.mark.parametrize("pattern", _LEADS, ids=["neighbour", "crumbs", "home"])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_what_a_line_may_begin_with(pattern: re.Pattern[str], data: st.DataObject) -> None:
    lead = data.draw(st.from_regex(pattern, fullmatch=True))
    assert plain_lines._may_be_marked(lead + data.draw(st.text("ab >/", max_size=20)))


@pytest.mark.parametrize(
    ("line", "sort"),
    [
        ("Hot", Sort.HEADING),
        ("up next", Sort.HEADING),
        ("Te puede interesar", Sort.HEADING),
        ("a lire aussi", Sort.HEADING),
        ("More: Sport", Sort.MORE),
        ("«  Next article", Sort.NEIGHBOUR),
        ("< Previous", Sort.NEIGHBOUR),
        ("Accueil > Culture > La digue", Sort.CRUMBS),
        ("1. Home 2. News 3. The pier", Sort.CRUMBS),
        ("You are here: Home / News", Sort.CRUMBS),
        ("Like (812)", Sort.COUNTER),
        ("2024-01-15 10:22 2784 view", Sort.ROW),
        ("The harbour board will meet again in May", Sort.TEXT),
    ],
)
def test_marked_lines_are_told_by_their_form(line: str, sort: Sort) -> None:
    assert sort_line(line).sort is sort
