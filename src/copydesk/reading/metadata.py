"""Web pages: from the tree to the reading, witnesses held against each other."""

from selectolax.lexbor import LexborHTMLParser

from copydesk.record import Article, Furniture, Page, Reading, Refusal, RefusalCode
from copydesk.text.addresses import site_of

from .charsets import clean
from .charsets_kinds import Readable, refuse
from .datelines import agency_at_end, agency_in, openings
from .html import HtmlBody, body
from .languages import language_of
from .links import resolved
from .metadata_headline import headline_of
from .metadata_people import byline_of, raw_credits
from .metadata_times import day_in_url, lined_day, marked_day, modified_of, published_of, searched_day
from .plain import gather
from .plain_lines import Line, stamp_in
from .sections import from_crumbs, from_url, section_of
from .structured import Witnesses, collect
from .structured_json import text

#: Lines above the body that may be its stamp; beyond them stands the page's navigation.
_HEAD = 12


def read_html(readable: Readable, page: Page) -> Reading | Refusal:
    """The article on a web page; a refusal where the page has no paragraph."""
    tree = LexborHTMLParser(readable.utf8)
    found = collect(tree, page.url)
    canonical = resolved(found.canonical, page.url)
    address = page.url or canonical
    site_names = _site_names(found, address)
    headline = headline_of(found, site_names)
    article = found.article or {}
    witness = article.get("articleBody")
    got = body(tree, headline, witness if isinstance(witness, str) else None, page.url)
    if not got.paragraphs:
        return refuse(page, RefusalCode.NO_TEXT, "no paragraph of text in it")
    return _reading(page, readable.utf8, found, got, headline, site_names, canonical)


def _reading(
    page: Page,
    html: bytes,
    found: Witnesses,
    got: HtmlBody,
    headline: str | None,
    site_names: list[str],
    canonical: str | None,
) -> Reading:
    facts = gather(line for text in got.above[-_HEAD:] if (line := stamp_in(text)) is not None)
    published, as_found = _published(found, facts, got, page, html)
    opens = openings(got.paragraphs)
    authors = raw_credits(found)
    address = page.url or canonical
    article = Article(
        name=page.name,
        url=page.url,
        site=site_of(address) if address else None,
        headline=clean(headline) if headline else None,
        byline=byline_of(found, site_names) or facts.byline,
        source=facts.source,
        agency=(opens.agency if opens is not None else None)
        or next((agency for value in authors if (agency := agency_in(value)) is not None), None)
        or agency_in(facts.source)
        or agency_at_end(got.paragraphs),
        dateline=opens.dateline if opens is not None else None,
        section=_section(found, facts, headline, page.url),
        published=published,
        modified=modified_of(found) or facts.modified,
        language=language_of("\n".join(got.paragraphs[:12]), found.language or found.first("og:locale")),
        paragraphs=got.paragraphs,
        recommended=got.recommended,
        images=got.captions,
        canonical_url=canonical,
        captured=page.captured,
    )
    furniture = Furniture(
        above=got.above,
        below=got.below,
        hidden=got.hidden,
        title=found.title,
        site_name=clean(site_names[0]) if site_names else None,
        time_as_found=as_found,
    )
    return Reading(article=article, furniture=furniture)


def _published(found: Witnesses, facts: Line, got: HtmlBody, page: Page, html: bytes) -> tuple[str | None, str | None]:
    """The time of publication and how it was written: structured data, then stamps, marks, lines, address, search."""
    for iso, as_found in (
        published_of(found),
        (facts.published, facts.time_as_found),
    ):
        if iso is not None:
            return iso, as_found
    iso, as_found = marked_day(found)
    if iso is None:
        iso, as_found = lined_day([*reversed(got.above), *got.below[:8]])
    if iso is None:
        iso = day_in_url(page.url) or searched_day(html, page.url)
    return iso, as_found


def _site_names(found: Witnesses, url: str | None) -> list[str]:
    names = [found.first("og:site_name"), found.first("application-name"), text((found.article or {}).get("publisher"))]
    names += found.site_names[:3]
    site = site_of(url) if url else None
    names += [site, site.split(".", 1)[0] if site else None]
    return [name for name in names if name]


def _section(found: Witnesses, facts: Line, headline: str | None, url: str | None) -> str | None:
    return (
        facts.section
        or section_of(text((found.article or {}).get("articleSection")))
        or section_of(found.first("article:section", "parsely-section", "section", "sailthru.section"))
        or from_crumbs(found.crumbs, headline)
        or from_url(url)
    )
