"""A page that htmldate finds a day in is never taken for one without."""

import pytest
from htmldate import find_date
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.reading.dates_traces import may_tell_a_day
from copydesk.reading.metadata_times import searched_day

_YEARS = st.sampled_from(["1995", "2003", "2019", "2024", "2025"])
_MONTHS = st.sampled_from(["1", "5", "05", "12"])
_DAYS = st.sampled_from(["3", "03", "17", "31"])
_NAMES = st.sampled_from(["May", "March", "mai", "März", "janvier", "Şubat", "Sept", "Haz"])
_SIGNS = st.sampled_from(["-", "/", ".", "_", " ", ", ", ""])
_SPACES = st.sampled_from([" ", "  ", "\n", "&nbsp;", "\u00a0", "\u2009", "</b> ", " <i>"])


@st.composite
def _written(draw: st.DrawFn) -> str:
    """A day or half a day in one of many forms, some of them odd."""
    year, month, day, name = draw(_YEARS), draw(_MONTHS), draw(_DAYS), draw(_NAMES)
    sign, space = draw(_SIGNS), draw(_SPACES)
    forms = (
        f"{year}{sign}{month}{sign}{day}",
        f"{day}{sign}{month}{sign}{year}",
        f"{day}{sign}{month}{sign}{year[2:]}",
        f"{month}{sign}{year}",
        f"{year}{sign}{month}",
        f"{year}{month:0>2}{day:0>2}",
        f"{year}{month:0>2}{day:0>2}1030",
        f"{year}-{month:0>2}-{day:0>2}T10:30:00Z",
        f"{day}{space}{name}{space}{year}",
        f"{day}.{space}{name},{space}{year}",
        f"{day}th of{space}{name}{space}{year}",
        f"{name}{space}{day},{space}{year}",
        f"{name}{space}{day}rd{space}{year}",
        f"{year}{space}{name}{space}{day}",
        f"{year}-W{day:0>2}",
        f"<b>{day}</b>{sign}<b>{month}</b>{sign}<b>{year}</b>",
    )
    return draw(st.sampled_from(forms))


_PLACES = st.sampled_from(
    [
        "<p class='date'>{}</p>",
        "<div id='meta'>{} by A. Lorne</div>",
        "<span class='byline'>Ada Lorne, {}</span>",
        "<footer>© {} The Vale Courier</footer>",
        "<h1>What came of it {}</h1>",
        "<time>{}</time>",
        "<time datetime='{}'>then</time>",
        "<abbr class='published' title='{}'>then</abbr>",
        "<li class='info' title='{}'>then</li>",
        "<meta name='date' content='{}'>",
        "<meta property='og:image' content='https://vale.example/{}/a.png'>",
        "<meta property='og:image' content='/{}/a.png'>",
        "<link rel='canonical' href='https://vale.example/{}/a'>",
        "<img src='/{}/a.png'>",
        "<a href='https://vale.example/{}/a'>more</a>",
        "<a href='#' title='{}'>more</a>",
        "<script>a = '{}'; b<a</script>",
        '<script type=\'application/ld+json\'>{{"datePublished": "{}"}}</script>',
        '<script type=\'application/ld+json\'>{{"datepublished":"{}"}}</script>',
        "<!-- {} -->",
        "<p>Last updated: {}</p>",
        "<p>Published on {}</p>",
        "<p data-on='on {}'>then</p>",
        "<p>Stand: {}</p>",
        "<p>{}'de güncellendi</p>",
        "<p>yayın tarihi: {}</p>",
        "<p>Some words before {} and some behind it</p>",
        "<path d='M{}z'/>",
    ]
)


@st.composite
def _pages(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(_PLACES, _written()), min_size=1, max_size=4))
    return "<html><body>" + "".join(place.format(day) for place, day in parts) + "</body></html>"


@given(_pages())
@settings(max_examples=400, deadline=None)
def test_where_htmldate_finds_a_day_the_page_may_tell_one(page: str) -> None:
    found = find_date(page, original_date=True, url="https://vale.example/a", extensive_search=False)
    assert found is None or may_tell_a_day(page.encode())


@given(st.binary(max_size=400) | st.text("0123456789./-<>a 'T:").map(str.encode))
@settings(deadline=None)
def test_any_bytes_are_answered(html: bytes) -> None:
    assert may_tell_a_day(html) in (True, False)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>The bridge has 3 spans and 2,024 bolts.</p>",
        "<footer>© 2019-2024 The Vale Courier</footer>",
        "<p>In 2024 the bridge was painted.</p>",
        "<img src='/files/2024-05/bridge.png'><a href='https://vale.example/2024/05/03/a'>more</a>",
        "<meta property='og:image' content='https://vale.example/files/2024-05/a.png'>",
        "<html prefix='rdfs: http://www.w3.org/2000/01/rdf-schema#'>",
        "<path d='M1.5-3-12.25 4.5.5 2.1.12'/>",
        "<p>" + "Nobody knows when. " * 100 + "</p>",
    ],
)
def test_a_page_without_a_day_is_not_searched(markup: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("htmldate.find_date", lambda *_args, **_named: pytest.fail("searched"))
    assert searched_day(f"<html><body>{markup}</body></html>".encode(), "https://vale.example/a") is None


def test_a_day_is_searched_for_where_there_may_be_one() -> None:
    assert searched_day(b"<html><body><p class='info'>3.5.2024</p></body></html>", None) == "2024-05-03"


def test_pages_of_nothing_but_numbers_are_searched() -> None:
    assert may_tell_a_day(b"<p>" + b"2024 x " * 1000 + b"</p>")
    assert may_tell_a_day(b"<path d='" + b"71.72.73 " * 1000 + b"'/>")
