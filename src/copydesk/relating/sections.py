"""A story's section under one name, whatever its pickups call it."""

from collections import Counter
from urllib.parse import urlsplit

from copydesk.record import Role, Story

#: The section of a story for which no honest pickup names one.
FALLBACK = "News"

#: Pickups whose address says nothing of the story's section.
_SAY_NOTHING = frozenset({Role.TAMPERED, Role.SPUN, Role.QUOTES})
#: Letters of a country's or a language's code.
_CODE = 2

#: Names in use, folded; the languages are those of the news pages that copydesk is measured on.
_NAMES = {
    "World": """
        world, world news, international, internacional, international news, foreign, global, global
        news, ausland, monde, mundo, esteri, mondo, europe, asia, africa, middle east, americas, asia
        pacific, latin america, welt, wereld, buitenland, utrikes, udland, świat, 国际, 國際, 国際
    """,
    "Politics": """
        politics, politik, politique, política, politica, polityka, politiek, government, elections,
        election, us politics, uk politics, parliament, congress, national politics, 政治
    """,
    "Business": """
        business, business news, economy, economics, finance, markets, money, companies, wirtschaft,
        économie, economie, economía, economia, finanzen, bourse, industry, business & economy,
        gospodarka, ekonomi, 经济, 財經, 経済, trade
    """,
    "Technology": """
        technology, tech, digital, netzwelt, technologie, tecnología, tecnologia, sci-tech, it, internet,
        numérique, 科技, テクノロジー
    """,
    "Science": """
        science, wissen, wissenschaft, sciences, ciencia, ciência, scienza, space, research, nauka, 科学
    """,
    "Health": """
        health, gesundheit, santé, salud, saúde, salute, medicine, healthcare, public health, wellness,
        健康
    """,
    "Climate": """
        climate, environment, weather, climate change, climate and environment, umwelt, klima,
        environnement, medio ambiente, meio ambiente, ambiente, planet, energy and environment, energy &
        environment
    """,
    "Sport": """
        sport, sports, deportes, esportes, sportul, football, soccer, nfl, nba, mlb, nhl, cricket, rugby,
        tennis, olympics, athletics, cycling, rowing, basketball, baseball, hockey, golf, 体育, スポーツ
    """,
    "Culture": """
        culture, kultur, cultura, arts, art, entertainment, music, film, movies, books, television,
        theatre, stage, arts & culture, arts and culture, feuilleton, celebrity, showbiz, tv, kultura,
        文化, 娱乐
    """,
    "Law": """
        law, crime, courts, justice, police, crime & justice, crime and justice, courts and crime, legal
    """,
    "Education": """
        education, bildung, schools, universities, éducation, educación, educação
    """,
    "Travel": """
        travel, reise, voyages, voyage, viajes, viagens, viaggi, transport
    """,
    "Life": """
        life, lifestyle, style, food, living, leben, vida, société, society, sociedad, gesellschaft,
        family, fashion, home & garden, gardening
    """,
    "Opinion": """
        opinion, opinions, comment, commentary, editorial, editorials, meinung, opinión, opinião, views,
        columns
    """,
    "Local": """
        local, local news, regional, region, regions, state, states, metro, city, town, community,
        lokales, stadt, county
    """,
    "National": """
        national, nation, us, u.s., us news, u.s. news, uk, uk news, inland, france, deutschland, españa,
        italia, brasil, polska, domestic, home news, australia, canada, india, 国内, 社会
    """,
}
_BY_NAME = {
    " ".join(name.split()): section for section, names in _NAMES.items() for name in names.split(",") if name.strip()
}
#: Names that say nothing.
_SAYING_NOTHING = """
        news, latest, latest news, top stories, top news, headlines, home, stories, article, articles, general, more,
        breaking, breaking news, featured, main, uncategorized, uncategorised, other, misc, all, nachrichten,
        actualités, noticias, notícias, nyheter, wiadomości, notizie, ap news, wire, wires, agency, agencies,
        press release
"""
_EMPTY = frozenset(name.strip() for name in _SAYING_NOTHING.split(","))
_LONGEST = 30


def section_name(found: str | None) -> str | None:
    """The one name of a section: `world news` is `World`; None where it says nothing.

    A name that the table lacks stays as the outlet has it.
    """
    if found is None:
        return None
    name = " ".join(found.split())
    key = name.casefold().strip(" .|/>»")
    if key in _BY_NAME:
        return _BY_NAME[key]
    for part in key.replace("»", ">").replace("|", ">").replace("/", ">").split(">"):
        if part.strip() in _BY_NAME:
            return _BY_NAME[part.strip()]
    if not key or key in _EMPTY or len(name) > _LONGEST or not any(c.isalpha() for c in name):
        return None
    return name[0].upper() + name[1:]


def section_of(story: Story) -> str:
    """A story's section: what its honest pickups name, else what their addresses say (`/politics/…`), else `News`.

    It depends on the story alone. To take what related stories have would not: they come and go, and a section taken
    from them could not be told from their own when the next story asks.
    """
    return section_name(story.section) or _by_address(story) or FALLBACK


def _by_address(story: Story) -> str | None:
    votes: Counter[str] = Counter()
    for pickup in story.pickups:
        if pickup.url and pickup.role not in _SAY_NOTHING:
            votes.update(_folders(pickup.url))
    return max(votes, key=lambda name: (votes[name], name)) if votes else None


def _folders(url: str) -> set[str]:
    """The sections that an address names in its folders; two letters are rather a country or a language."""
    folders = (part.replace("-", " ").casefold() for part in urlsplit(url).path.split("/")[:-1])
    return {_BY_NAME[name] for name in folders if len(name) > _CODE and name in _BY_NAME}
