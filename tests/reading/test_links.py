"""Links: the short way to an address gives what `urllib` gives."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.reading.links import _DONE, _is_done, _place, joined, leads_to_story, resolved

BASES = ("https://quays.example/news/a?b=1", "http://QUAYS.example:80", "https://quays.example/", "quays.example", "")

hrefs = st.one_of(
    st.text(alphabet="ab/.?#;: \t%-é[]@0\\", max_size=24),
    st.builds("/{}".format, st.text(alphabet="ab/.?#;: %-é[]@0", max_size=24)),
    st.builds("https://quays.example{}".format, st.text(alphabet="ab/.?#;: \n%-é[]@0", max_size=24)),
)


def as_urllib(href: str, base: str) -> str | None:
    """The address as `urllib` resolves it, if it is one on the web."""
    try:
        address = href.strip()
        if not address.startswith(("https://", "http://")):
            address = urljoin(base, address)
        parts = urlsplit(address)
    except ValueError:
        return None
    able = parts.scheme in ("http", "https") and parts.netloc and len(address.split()) == 1
    return address if able else None


@given(hrefs, st.sampled_from(BASES))
def test_an_address_is_resolved_as_urllib_does(href: str, base: str) -> None:
    assert resolved(href, base) == (as_urllib(href, base) if href else None)


@given(hrefs, st.sampled_from(BASES))
def test_an_address_is_joined_as_urllib_does(href: str, base: str) -> None:
    try:
        whole = urljoin(base, href)
    except ValueError:
        with pytest.raises(ValueError, match=r".*"):
            joined(base, href)
    else:
        assert joined(base, href) == whole


@given(hrefs, st.sampled_from(BASES))
def test_a_place_has_the_parts_that_urllib_sees(href: str, base: str) -> None:
    try:
        place = _place(href, base)
    except ValueError:
        return
    if place is not None:
        parts = urlsplit(place.address)
        assert (place.host, place.path, place.query) == (parts.hostname, parts.path, parts.query)


@pytest.mark.parametrize(
    ("text", "href", "leads"),
    [
        ("Ferry to run until the autumn", "/2024/ferry-to-run-until-autumn", True),
        ("Sport", "/sport", False),
        ("Ferry", "/sport/ferry-to-run-until-autumn", True),
        ("More of what the harbour does", "/privacy/harbour", False),
        ("All the news of the harbour", "https://quays.example/news/a", False),
        ("All the news of the harbour", "https://quays.example/news/b", True),
        ("This very story once more here", "#comments", False),
        ("The front page of all news here", "/", False),
    ],
)
def test_a_menu_leads_to_no_story(text: str, href: str, leads: bool) -> None:
    assert leads_to_story(text, href, "https://quays.example/news/a?b=1") is leads


@given(
    st.lists(
        st.sampled_from(
            ["login", "LOG-IN", "Sign-Up", "abo", "abos", "share", "ſhare", "sharer", "sıgn-in", "terms", "a", "İ", "é"]
        )
        | st.sampled_from("/._-?\n "),
        max_size=8,
    ).map("".join)
)
def test_where_something_is_done_is_told_as_by_the_pattern(address: str) -> None:
    assert _is_done(address) is (_DONE.search(address) is not None)
