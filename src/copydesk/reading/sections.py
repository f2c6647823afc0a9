"""The section that a page says its story belongs to, as found but for white space and doubled crumbs."""

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

#: Crumbs that name the way in, not a section.
_HOME = frozenset(
    """
    home homepage startseite start accueil inicio portada página principal início home page главная hem forside hjem
    etusivu strona główna ホーム 首页 首頁 홈 トップ
    """.split()  # noqa: SIM905
) | {"home page", "front page", "página principal", "strona główna", "news home"}

#: Crumbs that stand for all of an outlet; what comes after them says more.
_ANY_NEWS = frozenset(
    {"news", "nachrichten", "noticias", "notizie", "actualités", "actu", "nieuws", "ニュース", "뉴스"}
)

#: A section's name is short; longer crumbs are headlines.
_LONGEST = 60


def section_of(value: str | None) -> str | None:
    """A section's name as found, white space folded; None for what is no name of one."""
    if value is None:
        return None
    text = " ".join(value[:400].split()).strip("|>»›/·,;: ")
    if not text or len(text) > _LONGEST or text.lower() in _HOME or text.startswith(("http://", "https://")):
        return None
    return text if any(ch.isalpha() for ch in text) else None


def from_crumbs(crumbs: Sequence[str], headline: str | None = None) -> str | None:
    """The section that a trail of crumbs leads to: the first after home that is not the headline nor just `News`."""
    found = [name for crumb in crumbs if (name := section_of(crumb)) is not None and name != headline]
    return next((name for name in found if name.lower() not in _ANY_NEWS), found[0] if found else None)


#: Path parts that stand before or instead of a section.
_NO_SECTION = re.compile(
    r"\d{1,8}|[a-z]{2}(?:-[a-z]{2})?|article|articles|story|stories|html?|news|amp|post|posts|blog|index|page|content|web"
    r"|artikel|noticia|noticias|actualite|wiki|archive|archives",
    re.IGNORECASE,
)


def from_url(url: str | None) -> str | None:
    """The section in a URL's path (`/sport/football/…` -> `sport`), in its own small letters; None where none shows."""
    if url is None:
        return None
    try:
        parts = [unquote(part) for part in urlsplit(url).path.split("/") if part]
    except ValueError:
        return None
    for part in parts[:-1][:3]:
        if _NO_SECTION.fullmatch(part) is None and re.fullmatch(r"[^\W\d_]{3,24}(?:-[^\W\d_]{2,16}){0,2}", part):
            return part.replace("-", " ")
    return None
