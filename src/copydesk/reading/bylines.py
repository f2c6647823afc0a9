"""Bylines as persons' names: roles, outlets, "By", "and", addresses and handles off; none where none is given."""

import re
from collections.abc import Iterable

from .datelines import agency_in
from .sections import SECTION_WORDS

#: What introduces a byline, in the languages of the corpora.
_BY = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|oleh|od|автор|written by|reported by|story by|text by|words by|posted by|author|"
    r"authors|autor|autorin|autoren|auteur|autore|作者|記者|记者|propos recueillis par|a cura di|edited by|review by|"
    r"analysis by|opinion by|interview by|published by|created by)(?:\s{0,2}[:：]\s{0,3}|\s{1,3})(?=\S)",
    re.IGNORECASE,
)
#: `ByAda Lorne`, where an extraction lost the space.
_BY_GLUED = re.compile(r"^By(?=[A-Z][a-z]{1,20}\s[A-Z])")
_SPLIT = re.compile(
    r"\s{0,3}(?:[,;·•●∙⋅|/&＆、]|\s(?:and|und|et|y|e|en|og|och|ja|i|и|with|mit|avec|con|com|met)\s|\s[-–—]\s|\n)\s{0,3}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
#: `Published by Ada Lorne on Tuesday, …`
_WHEN = re.compile(r"\son\s(?:mon|tues|wednes|thurs|fri|satur|sun)day\b.*$", re.IGNORECASE)
_LINK = re.compile(r"(?:https?://|www\.)\S{1,200}|(?<!\w)@\w{1,30}")
_BRACKETS = re.compile(r"[(\[（【][^()\[\]（）【】]{0,60}[)\]）】]")

#: Words that make a piece a role, an outlet or a desk rather than a person's name.
_ROLES = frozenset(
    """
    reporter reporters editor editors correspondent correspondents writer writers staff columnist contributor
    contributors producer producers photographer journalist journalists bureau desk team newsroom chief senior deputy
    assistant
    associate managing political politics business sports sport science health education national international foreign
    crime culture entertainment technology environment investigations investigative opinion guest special freelance
    presenter anchor host analyst author authors intern fellow director head lead newsdesk redaktion redaktør redacción
    redaction rédaction redazione redactie redakteur redakteurin korrespondent korrespondentin reporterin autor autorin
    journaliste correspondant correspondante envoyé spécial corresponsal enviado redactor redactora periodista
    giornalista
    inviato corrispondente verslaggever correspondente jornalista repórter redação журналист корреспондент редактор
    редакция 記者 记者 기자 特派員 編集委員 通讯员 editorial admin administrator webmaster online digital web
    founder expert
    """.split()  # noqa: SIM905
)
_OUTLETS = re.compile(
    r"\b(?:news|press|media|times|post|herald|tribune|gazette|journal|magazine|network|radio|tv|television|online|agency"
    r"|agencia|agence|agentur|newsroom|wire|reuters|bloomberg|afp|dpa|ap|efe|ansa|upi|xinhua|afpbb|zeitung|nachrichten"
    r"|verlag|gmbh|inc|llc|ltd|group|company|foundation|institute|university|department|ministry|\.com|\.org|\.net|\.de)\b",
    re.IGNORECASE,
)

#: A name longer than this is a sentence; the longest of the corpora's truth has 49 characters.
_LONGEST_NAME = 60
_MOST_WORDS = 6

#: What publishing systems fill in where nobody is named.
_NOBODY = frozenset(
    """
    undefined null none unknown admin administrator webmaster editor author user anonymous n/a redacción desk news
    nachrichten noticias
    """.split()  # noqa: SIM905
)
_SLUG = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
#: A line that hands what follows to somebody else than the author.
_OTHERS = re.compile(
    r"(?:edited|reviewed|checked|medically reviewed|fact[- ]checked|photo(?:s|graphs|graphy)?|illustrations?|translated"
    r"|updated|video|produced|foto|fotos|redigeret)\s(?:by|von|par|por|di|av|af)\b",
    re.IGNORECASE,
)


def names(values: Iterable[str]) -> tuple[str, ...]:
    """The persons named by raw byline lines, in order and each once; roles, outlets and agencies left out."""
    found: dict[str, str] = {}
    skip = False
    for value in values:
        if _OTHERS.search(value[:80]):
            skip = len(_OTHERS.sub("", value).strip(" :")) == 0
            continue
        if skip:
            skip = False
            continue
        for piece in _pieces(value):
            name = _person(piece)
            if name and not (found and _is_trailing(name)):
                found.setdefault(_folded(name), name)
    return tuple(found.values())


def _is_trailing(piece: str) -> bool:
    """Whether a piece behind a name is what the person is or where, rather than another person."""
    words = piece.split()
    if len(words) == 1:
        return piece.isascii()
    return any(word[0].islower() and word.lower() not in _PARTICLES for word in words) or piece.isupper()


#: Small words within names.
_PARTICLES = frozenset("de del della di da dos das du van von der den ter zu bin al el la le ibn af e y i och".split())  # noqa: SIM905


def credited(values: Iterable[str]) -> tuple[str, ...]:
    """Whom structured data credits, as named: lists split where each part is a person, leads and addresses off.

    User names and fillers are nobody.
    """
    found: dict[str, str] = {}
    for value in values:
        if value.startswith(("http:", "https:", "www.")):
            continue
        text = " ".join(_BY.sub("", _LINK.sub(" ", _MAIL.sub(" ", _BRACKETS.sub(" ", value[:400]))).strip()).split())
        text = text.strip('|·•-–—:,;"“” ')
        parts = [part for part in _SPLIT.split(text) if part.strip()]
        persons = [name for part in parts if (name := _person(part)) and len(name.split()) > 1]
        # A part that is no person is their outlet or role.
        for name in persons if len(persons) > 1 or _has_role(parts, persons) else [_without_role(text)]:
            if name and not is_handle(name) and name.lower() not in _NOBODY:
                found.setdefault(_folded(name), name)
    return tuple(found.values())


def _has_role(parts: list[str], persons: list[str]) -> bool:
    """Whether one person is named with what he or she is (`Ada Lorne - Editorial Team`)."""
    others = [part for part in parts if part.strip() not in persons]
    return bool(persons and others) and all(not _ROLES.isdisjoint(part.lower().split()) for part in others)


def is_handle(value: str) -> bool:
    """Whether a credit is a user name or an address rather than a name (`ada.lorne`, `editor2`)."""
    if value.startswith(("http:", "https:")) or "@" in value:
        return True
    return len(value) > 3 and _SLUG.fullmatch(value) is not None and not value.endswith(_DOMAINS)


#: Outlets that credit themselves by their address are named as they are.
_DOMAINS = (".de", ".com", ".net", ".org", ".be", ".at", ".ch", ".fr", ".es", ".it", ".nl", ".tr", ".uk")


def _pieces(value: str) -> list[str]:
    text = _WHEN.sub("", _LINK.sub(" ", _MAIL.sub(" ", value[:400])))
    text = _BY_GLUED.sub("", _BY.sub("", text.strip(" \t|·•●-–—:,")))
    return _SPLIT.split(_BRACKETS.sub(" ", text))


def _person(piece: str) -> str:
    """The piece as a name, or an empty text where it is none."""
    text = " ".join(_BY.sub("", piece.strip(" \t\r\n|·•-–—:,;.\"'“”")).split())
    text = _without_role(text)
    if not 1 < len(text) <= _LONGEST_NAME or any(ch.isdigit() or ch in ":?!{}<>=*" for ch in text):
        return ""
    words = text.split()
    if len(words) > _MOST_WORDS or not any(ch.isalpha() for ch in text) or text.lower() in _NO_NAMES:
        return ""
    if words[0].lower() == "the" or any(word.strip(".,").lower() in _ROLES for word in words) or _OUTLETS.search(text):
        return ""
    small = sum(word[0].islower() for word in words)
    if small > len(words) / 2 or (len(words) > 1 and words[-1][0].islower()) or agency_in(text) is not None:
        return ""
    return text


def _without_role(text: str) -> str:
    """A name without the word for reporter that Chinese, Japanese and Korean pages put behind it."""
    return text[:-2].strip() if text.endswith(("記者", "记者", "기자")) else text


#: Buttons and leads that stand around names.
_LEADS = {
    *("by", "von", "par", "por", "di", "da", "door", "av", "af", "od", "from", "text", "written", "author", "authors"),
    *("twitter", "facebook", "instagram", "linkedin", "whatsapp", "email", "print", "home", "news"),
    *("written by", "story by", "posted", "posted by", "published", "updated", "last updated", "note"),
    *("follow", "share", "subscribe", "comments"),
    *("read more", "view all posts", "more from", "about the author", "the author", "expand author"),
}


#: Sections stand where names do.
_NO_NAMES = _LEADS | SECTION_WORDS


def named_in(line: str) -> tuple[str, ...]:
    """The persons whom a line of plain text introduces as its authors (`By Ada Lorne`, `Von Karl Tann, dpa`)."""
    if len(line) > 120 or not (_BY.match(line) or _BY_GLUED.match(line)):
        return ()
    return names([line])


def is_lead(line: str) -> bool:
    """Whether a line is nothing but what introduces an author, whose name then stands on the next line."""
    return len(line) <= 24 and _BY.match(line.strip(" :—–-·") + " x") is not None and _BY.match(line) is None


def site_keys(site_names: Iterable[str]) -> set[str]:
    """A site's names as `is_own` compares them."""
    return {key for name in site_names if (key := _key(name))}


def is_own(name: str, own: set[str]) -> bool:
    """Whether a credit is the site's own name, or that name with a word more or less; `own` from `site_keys`."""
    key = _key(name)
    persons = len(name.split()) in (2, 3) and not key.isdigit()
    return any(
        key == site
        or (len(key) > 3 and key in site and not (persons and site.startswith(key)))
        or (len(site) > 3 and site in key and len(key) <= len(site) + 4)
        for site in own
    )


def without_own(byline: tuple[str, ...], site_names: Iterable[str]) -> tuple[str, ...]:
    """A byline without the site that credits itself beside somebody; alone it stays: many a site is its author."""
    if len(byline) < 2:
        return byline
    own = site_keys(site_names)
    return tuple(name for name in byline if not is_own(name, own)) or byline


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
