"""Web pages: from the tree to the reading, witnesses held against each other."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from copydesk.record import Article, Furniture, Page, Reading, Refusal, RefusalCode
from copydesk.text.addresses import site_of

from .bylines import is_lead, is_own, names, site_keys, without_own
from .charsets import clean
from .charsets_kinds import Readable, refuse
from .datelines import Opening, agency_at_end, agency_in, openings
from .html import HtmlBody, body
from .languages import language_of
from .links import names_in_address, resolved
from .metadata_headline import headline_of
from .metadata_lines import headline_in_lines, unsigned, without_stamps
from .metadata_people import accounts, byline_of, namesakes_of, outlet_of, raw_credits
from .metadata_times import day_in_url, lined_day, marked_day, modified_of, published_of, searched_day
from .plain import gather
from .plain_lines import Line, is_row, opens_list, sort_line, stamp_in
from .plain_lists import more_section, recommended_in
from .scripted import markup_in_scripts
from .sections import from_crumbs, from_url, section_of
from .sections_lines import section_in_lines
from .structured import Witnesses, collect
from .structured_json import text

#: Lines above the body that may be its stamp; beyond them stands the page's navigation.
_HEAD = 12
#: Lines below it among which its source may be credited.
_CREDITS = 2
#: Lines below it that are searched for a list of other stories, or a time.
_TAIL = 24


@dataclass(frozen=True)
class _Found:
    """All that is known of a page before its article is written."""

    page: Page
    html: bytes
    witnesses: Witnesses
    names: list[str]  # what the page calls its site
    headline: str | None
    body: HtmlBody
    credited: tuple[str, ...]  # whom marks credit
    signed: tuple[str, ...]  # a name that stands alone at an end of the body
    facts: Line  # what the stamps above the body say

    @cached_property
    def below(self) -> list[tuple[str, Line]]:
        """The lines next below the body, with what they are; empty where no list of other stories is among them."""
        lines = self.body.below[:_TAIL]
        return [(line, sort_line(line)) for line in lines] if any(map(opens_list, lines)) else []

    @cached_property
    def site_names(self) -> list[str]:
        """What a headline or a byline may call the site."""
        return _site_names(self.names, self.page.url)


def read_html(readable: Readable, page: Page) -> Reading | Refusal:
    """The article on a web page; a refusal where the page has no paragraph."""
    tree = LexborHTMLParser(readable.utf8)
    witnesses = collect(tree, page.url)
    given = _given_names(witnesses)
    site_names = _site_names(given, page.url)
    headline = headline_of(witnesses, site_names)
    witness = (witnesses.article or {}).get("articleBody")
    got = body(tree, headline, witness if isinstance(witness, str) else None, page.url, witnesses.head)
    if not got.paragraphs and (markup := markup_in_scripts(readable.utf8)) is not None:
        got = body(LexborHTMLParser(markup), headline, None, page.url)
    got = _opened_by_dateline(without_stamps(got))
    if not got.paragraphs:
        return refuse(page, RefusalCode.NO_TEXT, "no paragraph of text in it")
    headline = clean(headline) if headline else None
    if headline is None or _only_names_the_site(headline, site_names):
        found_headline, got = headline_in_lines(got)
        headline = found_headline or headline
    credited = byline_of(witnesses, site_names)
    given_nobody = not credited and (raw_credits(witnesses) or accounts(witnesses))
    signed, got = unsigned(got, tree, site_keys(site_names)) if given_nobody else ((), got)
    facts = gather(_stamps(got))
    found = _Found(page, readable.utf8, witnesses, given, headline, got, credited, signed, facts)
    published, as_found = _published(found)
    furniture = Furniture(
        above=got.above,
        below=got.below,
        hidden=got.hidden,
        title=witnesses.title,
        site_name=given[0] if given else None,
        time_as_found=as_found,
    )
    return Reading(article=_article(found, published), furniture=furniture)


def _stamps(got: HtmlBody) -> list[Line]:
    """The stamps above the body, then those below a standfirst; a source among paragraphs is a picture's."""
    above = [line for text in got.above[-_HEAD:] if (line := stamp_in(text)) is not None]
    between = [line for text in got.between if (line := stamp_in(text)) is not None and line.source is None]
    return above + between


def _opened_by_dateline(got: HtmlBody) -> HtmlBody:
    """The body from its dateline on, where short lines (a standfirst) stand before it; they go above."""
    at = next((i for i, p in enumerate(got.paragraphs[:3]) if openings([p]) is not None), 0)
    if at == 0 or any(len(p) > _STANDFIRST for p in got.paragraphs[:at]):
        return got
    return replace(got, above=(*got.above, *got.paragraphs[:at]), paragraphs=got.paragraphs[at:])


#: A standfirst is a sentence or two; no first paragraph before a dateline on the pages at hand is longer.
_STANDFIRST = 240


def _only_names_the_site(headline: str, names: list[str]) -> bool:
    folded = "".join(headline.casefold().split())
    return folded in {"".join(name.casefold().split()) for name in names}


def _article(found: _Found, published: str | None) -> Article:
    page, witnesses, got, facts = found.page, found.witnesses, found.body, found.facts
    opens = openings(got.paragraphs)
    return Article(
        name=page.name,
        url=page.url,
        site=site_of(page.url) if page.url else None,
        headline=found.headline,
        byline=_byline(found),
        source=facts.source,
        agency=_agency(found, opens),
        dateline=opens.dateline if opens is not None else None,
        section=_section(found),
        published=published,
        modified=modified_of(witnesses) or facts.modified,
        language=language_of("\n".join(got.paragraphs[:12]), witnesses.language or witnesses.first("og:locale")),
        paragraphs=got.paragraphs,
        recommended=got.recommended or recommended_in(found.below),
        images=got.captions,
        canonical_url=resolved(witnesses.canonical, page.url),
        captured=page.captured,
    )


def _byline(found: _Found) -> tuple[str, ...]:
    """Who wrote it: by the page's marks, by the lines above the body, by a name alone at one of its ends."""
    if found.credited:
        return found.credited
    lined = without_own(found.facts.byline, found.site_names) or _led(found.body.above[-_HEAD:])
    own = site_keys([*found.site_names, *accounts(found.witnesses)])
    if any(not is_own(name, own) for name in lined):
        return lined
    return found.signed or outlet_of(found.witnesses) or lined or namesakes_of(found.witnesses)


def _led(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The names on a line behind one that says no more than `Written by`."""
    return next((names([after]) for before, after in pairwise(lines) if is_lead(before) and len(after) <= 80), ())


def _agency(found: _Found, opens: Opening | None) -> str | None:
    """The agency: the dateline's, else one that is credited as author or source, else one that closes the body."""
    if opens is not None and opens.agency is not None:
        return opens.agency
    credited = (agency_in(value) for value in (*raw_credits(found.witnesses), found.facts.source))
    return next((agency for agency in credited if agency is not None), None) or agency_at_end(
        found.body.paragraphs, found.body.below[:_CREDITS]
    )


def _published(found: _Found) -> tuple[str | None, str | None]:
    """The time of publication and how it was written: structured data, then stamps, marks, lines, address, search."""
    iso, as_found = published_of(found.witnesses)
    if iso is None:
        iso, as_found = found.facts.published, found.facts.time_as_found
    if iso is None:
        iso, as_found = marked_day(found.witnesses)
    if iso is None:
        around = [*reversed(found.body.above), *found.body.below[:_TAIL]]
        own = [line for line in around if not is_row(line)]
        iso, as_found = lined_day(own)
        if iso is None:
            iso = day_in_url(found.page.url)
        if iso is None and len(own) == len(around):  # a search would take the time of another story's row
            iso = searched_day(found.html, found.page.url)
    return iso, as_found


#: No name of a site at hand is longer; what is has got there by mistake (a headline as its publisher's name).
_LONGEST_NAME = 60


def _given_names(found: Witnesses) -> list[str]:
    """What the page calls its site."""
    names = [found.first("og:site_name"), found.first("application-name"), text((found.article or {}).get("publisher"))]
    return [clean(name) for name in (*names, *found.site_names[:3]) if name and len(name) <= _LONGEST_NAME]


def _site_names(given: list[str], url: str | None) -> list[str]:
    """What a headline or a byline may call the site: its names, and those in its address."""
    return [*given, *names_in_address(url)]


#: Characters of a marked section that are looked at: its name is shorter.
_LONGEST_SECTION = 80


def _section(found: _Found) -> str | None:
    witnesses = found.witnesses
    return (
        found.facts.section
        or section_of(text((witnesses.article or {}).get("articleSection")))
        or section_of(
            witnesses.first("article:section", "articlesection", "parsely-section", "section", "sailthru.section")
        )
        or from_crumbs(witnesses.crumbs, found.headline)
        or section_of(section.text(_LONGEST_SECTION) if (section := witnesses.marks.section) is not None else None)
        or section_in_lines(found.body.above, found.headline)
        or from_url(found.page.url)
        or more_section(found.below)
    )
