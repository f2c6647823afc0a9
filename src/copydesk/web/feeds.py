"""Feeds of the whole desk and of each section, the list of sites as OPML, and the search as OpenSearch."""

from starlette.requests import Request
from starlette.responses import Response

from ..press import atom, json_feed, opml
from ..press.xml import DECLARATION, element
from ..record import Story
from . import parameters
from .addresses import section_path
from .site import Site, plain, site_of_request

#: Stories in a feed, the newest.
_IN_FEED = 50

#: Stories whose sites go into the OPML list.
_IN_LIST = 1_000


def atom_feed(request: Request) -> Response:
    """Atom; `?section=` gives a section's own."""
    site, told, section = _stories(request)
    title = f"copydesk: {section}" if section else "copydesk"
    made = atom(told, site.imprint(request, title), feed_path=_self(request), page_path=_page(section))
    return plain_bytes(made, "application/atom+xml; charset=utf-8")


def json_feed_(request: Request) -> Response:
    """JSON Feed 1.1; `?section=` gives a section's own."""
    site, told, section = _stories(request)
    title = f"copydesk: {section}" if section else "copydesk"
    made = json_feed(told, site.imprint(request, title), feed_path=_self(request), page_path=_page(section))
    return plain_bytes(made, "application/feed+json")


def opml_list(request: Request) -> Response:
    """The sites and the sections' feeds."""
    site = site_of_request(request)
    made = opml(site.store.stories(limit=_IN_LIST), site.imprint(request))
    return plain_bytes(made, "text/x-opml; charset=utf-8")


def opensearch(request: Request) -> Response:
    """The description that lets a browser search the desk."""
    imprint = site_of_request(request).imprint(request)
    made = "\n".join(
        [
            DECLARATION + '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
            element("ShortName", "copydesk"),
            element("Description", "Search the stories of this desk"),
            element("InputEncoding", "UTF-8"),
            element("Url", type="text/html", template=f"{imprint.site_url}/search?q={{searchTerms}}"),
            "</OpenSearchDescription>\n",
        ]
    )
    return plain(made, "application/opensearchdescription+xml; charset=utf-8")


def plain_bytes(content: bytes, media_type: str) -> Response:
    """An answer of bytes."""
    return Response(content, 200, {"Cache-Control": "no-cache"}, media_type)


def _stories(request: Request) -> tuple[Site, list[Story], str | None]:
    site = site_of_request(request)
    section = parameters.name(request, "section")
    return site, site.store.stories(section=section, limit=_IN_FEED), section


def _self(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _page(section: str | None) -> str:
    return "/" if section is None else section_path(section)
