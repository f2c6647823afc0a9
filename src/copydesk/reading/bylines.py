"""Bylines as persons' names: roles, outlets, "By", "and", addresses and handles off; none where none is given."""

import re
from collections.abc import Iterable

from .datelines import agency_in

#: What introduces a byline, in the languages of the corpora.
_BY = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|oleh|od|автор|written by|reported by|story by|text by|words by|posted by|author|"
    r"authors|autor|autorin|autoren|auteur|autore|作者|記者|记者|propos recueillis par|a cura di|edited by|review by|"
    r"analysis by|opinion by|interview by|published by|created by)(?:\s{0,2}[:：]\s{0,3}|\s{1,3})(?=\S)",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s{0,3}(?:[,;·•|/&＆、]|\s(?:and|und|et|y|e|en|og|och|ja|i|и|with|mit|avec|con|com|met)\s|\s[-–—]\s|\n)\s{0,3}",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
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


def names(values: Iterable[str], *, site: str | None = None) -> tuple[str, ...]:
    """The persons named by raw byline texts, in order and each once. `site` is the outlet's own name, which is none."""
    found: list[str] = []
    seen: set[str] = set()
    own = _folded(site or "")
    for value in values:
        for piece in _pieces(value):
            name = _person(piece)
            key = _folded(name)
            if name and key not in seen and key != own:
                seen.add(key)
                found.append(name)
    return tuple(found)


def _pieces(value: str) -> list[str]:
    text = " ".join(value[:400].split(" ")).strip()
    text = _LINK.sub(" ", _MAIL.sub(" ", text))
    text = _BY.sub("", text.strip(" \t|·•-–—:,"))
    return _SPLIT.split(_BRACKETS.sub(" ", text))


def _person(piece: str) -> str:
    """The piece as a name, or an empty text where it is none."""
    text = " ".join(_BY.sub("", piece.strip(" \t\r\n|·•-–—:,;.\"'“”")).split())
    if text.endswith(("記者", "记者", "기자")):
        text = text[:-2].strip()
    if not text or len(text) > _LONGEST_NAME or any(ch.isdigit() for ch in text):
        return ""
    words = text.split()
    if len(words) > _MOST_WORDS or not any(ch.isalpha() for ch in text):
        return ""
    if words[0].lower() == "the" or any(word.strip(".,").lower() in _ROLES for word in words) or _OUTLETS.search(text):
        return ""
    if agency_in(text) is not None:
        return ""
    return text


def is_byline(line: str) -> bool:
    """Whether a line of plain text introduces its author (`By Ada Lorne`, `Von Karl Tann, dpa`)."""
    return len(line) <= 120 and _BY.match(line.strip()) is not None and bool(names([line]))


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()
