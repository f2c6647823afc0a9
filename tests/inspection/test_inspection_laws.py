"""Laws of inspection, whatever the page: spans, repairs, order, the same again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.inspection import inspect, remember
from copydesk.record import Article, Dateline, Furniture, Reading, Recommended, field_text, restore

PIECES = st.sampled_from(
    [
        *("VELTRO Quant", "VELTRO Quant:", " -VELTRO Quant", "is VELTRO Quantending", "The ", "official said"),
        *("DES MOINES,", " (AP) —", "why?", "ve\u200bltro", "Вeltro", "İstanbul", "e\u0301", "\u00ad", "5.0of"),
        *("[[nid:12]]", "Sponsor Message", "Monday, Jan. 15, 2024", "ﬁne", "漢字", "a end", "an dog", " ", "\t", "…"),
        *("“", "”", "white home", "|", ": ", "--"),
    ]
)
TEXT = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=6).map("".join))
PARAGRAPH = TEXT.map(lambda text: " ".join(text.split())).filter(bool)
READINGS = st.builds(
    lambda headline, byline, source, paragraphs, items, lines, hidden, url, language: Reading(
        article=Article(
            name="x",
            url=url,
            site="pressbarge.example",
            headline=headline,
            byline=tuple(byline),
            source=source,
            dateline=Dateline("PORT AMBLE", "AP"),
            published="2025-06-01T07:11:02",
            language=language,
            paragraphs=tuple(paragraphs),
            recommended=tuple(Recommended(item, item * 3) for item in items),
        ),
        furniture=Furniture(above=tuple(lines), below=tuple(lines), hidden=tuple(hidden)),
    ),
    st.none() | TEXT,
    st.lists(PARAGRAPH.filter(lambda name: "," not in name), max_size=2),
    st.none() | TEXT,
    st.lists(PARAGRAPH, max_size=4),
    st.lists(PARAGRAPH, max_size=3),
    st.lists(TEXT, max_size=3),
    st.lists(TEXT, max_size=2),
    st.none() | st.sampled_from(["https://a.example/html/120b7099809.html", "http://[", "x"]),
    st.sampled_from([None, "en", "de", "zh"]),
)


@given(READINGS)
@settings(max_examples=300, deadline=None)
def test_spans_repairs_and_what_is_restored(reading: Reading) -> None:
    [checked] = inspect([reading])
    assert checked.article is reading.article
    for finding in checked.findings:
        assert 0.0 <= finding.confidence <= 1.0
        assert finding.message.endswith(".")
        assert finding.evidence
        if finding.span is not None:
            start, end = finding.span
            assert field_text(reading.article, finding.field)[start:end] == finding.text
        if not finding.accuses:
            assert finding.repair is None
    assert checked.restored == restore(reading.article, checked.findings)
    if not any(finding.accuses and finding.repair is not None for finding in checked.findings):
        assert checked.restored is reading.article
    assert next(iter(inspect([reading]))) == checked


@given(st.lists(READINGS, max_size=5))
@settings(max_examples=40, deadline=None)
def test_pages_of_a_batch_keep_their_order(readings: list[Reading]) -> None:
    assert [checked.article for checked in inspect(readings)] == [reading.article for reading in readings]


@given(st.lists(READINGS, max_size=6), st.integers(0, 6))
@settings(max_examples=40, deadline=None)
def test_what_is_remembered_does_not_depend_on_how_pages_came(readings: list[Reading], cut: int) -> None:
    together = remember({}, readings)
    first = remember({}, readings[:cut])
    assert first | remember(first, readings[cut:]) == together


SITES = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["{} - Quorvia", "Quorvia:{}", "{} -Brambex Exchange", "{}"]), TEXT),
    max_size=9,
).map(
    lambda pages: [
        Reading(
            article=Article(
                name=str(number),
                site=f"lumen{site}.example",
                url=f"https://a.lumen{site}.example/{number}",
                headline=form.format("Ferry workers end their long strike"),
                language="en",
                paragraphs=(f"The Quorviaunion is Brambex Exchangeending its strike. {text}",),
            )
        )
        for number, (site, form, text) in enumerate(pages)
    ]
)


@given(SITES, st.lists(st.integers(1, 4), max_size=6))
@settings(max_examples=60, deadline=None)
def test_under_a_memory_it_does_not_matter_how_pages_are_cut_into_parts(pages: list[Reading], cuts: list[int]) -> None:
    memory = remember({}, pages)
    whole = list(inspect(pages, memory))
    parts, rest = [], list(pages)
    for cut in cuts:
        parts += list(inspect(rest[:cut], memory))
        rest = rest[cut:]
    assert [*parts, *inspect(rest, memory)] == whole
    assert list(reversed(list(inspect(reversed(pages), memory)))) == whole
