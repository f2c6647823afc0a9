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


#: What sections are called, word by word and in small letters: enough to know a menu by.
SECTION_WORDS = frozenset(
    """
    news world national local politics business economy markets stocks finance money sport sports football science
    health technology tech culture arts music books opinion comment weather obituaries travel lifestyle life food
    entertainment education environment climate region regional uk us europe asia africa
    nachrichten politik wirtschaft kultur wissen wissenschaft panorama lokales wetter meinung reise gesundheit
    politique économie société monde culture santé sciences météo opinions
    política economía economia deportes esportes cultura mundo sociedad sociedade ciencia ciência salud saúde opinión
    politica cronaca esteri spettacoli salute scienza opinioni
    politiek economie wetenschap cultuur binnenland buitenland weer mening
    политика экономика общество спорт культура наука мир
    政治 经济 經濟 体育 體育 科技 社会 社會 文化 国际 國際 経済 スポーツ 国際 정치 경제 사회 스포츠 문화 국제
    """.split()  # noqa: SIM905
)

#: What parts the entries of a menu that stands in one line.
_BETWEEN = re.compile("[|·•]")
_ENTRY = re.compile(r"\s{0,2}[|·•]\s{0,2}")
_HOME_FIRST = re.compile(
    r"(?:home(?:page)?|front page|startseite|accueil|inicio|início|главная|首页|首頁|ホーム|홈)\s", re.I
)
#: A menu in one line is no longer; above it stands a paragraph that begins with a home.
_LONGEST_MENU = 200


def entries(line: str) -> list[str]:
    """The entries of a menu in one line, parted by strokes or points, or by words behind `Home`; else the line."""
    parts = [entry for entry in _ENTRY.split(line) if entry]
    return line.split() if len(parts) == 1 and _HOME_FIRST.match(line) is not None else parts


def is_menu(line: str) -> bool:
    """Whether a line is a page's menu: section names behind `Home`, or three and more entries with one among them."""
    if len(line) > _LONGEST_MENU or line.endswith((".", "!", "?", "…", "。")):
        return False
    parts = _ENTRY.split(line) if _BETWEEN.search(line) else [line]
    if len(parts) > 2:
        short = all(len(part) <= _LONGEST // 2 and len(part.split()) <= 4 for part in parts)
        return short and any(part.casefold() in SECTION_WORDS for part in parts)
    if _HOME_FIRST.match(line) is None:
        return False
    words = line.casefold().split()
    return len(SECTION_WORDS.intersection(words)) >= max(2, len(words) // 3)


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
