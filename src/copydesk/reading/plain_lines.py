"""What a single line of a page's text is: a stamp of time, source and section, a trail of crumbs, a list's heading…

The same grammar reads text-only captures and the visible lines of HTML pages, for copy farms put the same things on
both. Nothing here is peculiar to one farm: a line is told by its form.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from .bylines import named_in, names
from .dates import Found, find
from .sections import is_menu, section_of

#: Labels with a colon that stand in stamps, perhaps glued to the value before them (`Clarkecategory:News`).
_FIELDS = {
    "source": "source quelle fuente fonte bron källa kilde источник 来源 來源 출처 配信 origin",
    "section": "category section kategorie rubrik rubrique sección seção sezione categoria categoría рубрика 分类 栏目",
    "byline": "author editor autor autorin auteur autore автор 作者 编辑 記者 글",
    "published": "date time published posted datum fecha data дата 时间 日期 发布时间 입력 등록 公開 pubdate",
    "modified": "updated aktualisiert actualizado aggiornato обновлено 수정 更新",
    "count": "views view clicks hits reads read comments 阅读 浏览 点击 조회",
    "tags": "tags tag keywords schlagwörter mots-clés 标签 关键词",
}
_FIELD_BY_LABEL = {label: name for name, labels in _FIELDS.items() for label in labels.split()}
_LABEL = re.compile(
    "(?P<label>" + "|".join(sorted(map(re.escape, _FIELD_BY_LABEL), key=len, reverse=True)) + r")\s{0,2}[:：]\s{0,2}",
    re.IGNORECASE,
)

#: A stamp with labels is no longer than this; the longest seen has 130 characters.
_LONGEST_STAMP = 240

_TIME_FIRST = re.compile(r"\s{0,4}\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T]{0,2}\d{1,2}:\d\d(?::\d\d)?)?")
_VIEW = re.compile(r"(?:(?P<name>[^\W\d][^\n:|]{0,40}?)\s{1,2})?Views?(?:\b|(?=Date\s?:))", re.IGNORECASE)
_NUMBER = re.compile(r"\d{3}")
_CRUMBS = re.compile(
    r"(?:current(?:\s(?:location|position|page))?|location|position|you are here|当前位置|您的位置|현재위치|現在地)"
    r"\s{0,2}[:：]",
    re.IGNORECASE,
)
#: The colon of a crumbs' label comes within so many characters.
_LABEL_WITHIN = 24
_TRAIL = re.compile(r"\s{0,2}[>»›→]\s{0,2}|\s/\s")
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}\.\s(?=\S)")
_HOME = re.compile(
    r"(?:home|homepage|startseite|start|accueil|inicio|início|главная|首页|首頁|ホーム|홈)\b", re.IGNORECASE
)
#: What those words begin with, as letters are taken for one another; and what a trail without a label does.
_HOME_LETTERS = frozenset("hHsSaAiIſİıгГ首ホ홈")
_CRUMB_LETTERS = _HOME_LETTERS | {"1"}

_MORE = re.compile(r"more\s{0,2}[:：]\s{0,2}(?P<word>\S.{0,40})", re.IGNORECASE)
_HEADINGS = re.compile(
    r"(?:(?:recommend(?:ed|ations)?|related|ranking|rankings|hot|popular|latest|trending|top|more|other|similar|most(?:\s"
    r"(?:read|viewed|popular|recent))?|editors?['’]?s?\s(?:picks?|choice)|featured|must\sread)"
    r"(?:\s(?:articles?|stories|story|posts?|news|reads?|reading|videos?|topics?|links|for\syou|from\s\S{1,30}|now|picks?|coverage))?"
    r"|you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested\sin)|read\s(?:more|next|also)|what\sto\sread\snext|see\salso"
    r"|don['’]t\smiss|up\snext|mehr\szum\sthema|lesen\ssie\sauch|das\skönnte\ssie\sauch\sinteressieren|meistgelesen"
    r"|[àa]\slire\saussi|lire\saussi|sur\sle\smême\s(?:sujet|thème)|les\splus\slus|lea\stambi[ée]n|te\spuede\sinteresar"
    r"|m[áa]s\s(?:noticias|leídas|le[íi]do)|noticias\srelacionadas|leggi\sanche|potrebbe\sinteressarti|articoli\scorrelati"
    r"|leia\stamb[ée]m|veja\stamb[ée]m|mais\slidas|lees\sook|meer\sover|les\sogs[åa]|l[äa]s\smer|читайте\sтакже"
    r"|по\sтеме|相关(?:阅读|新闻|文章|推荐)?|推荐(?:阅读)?|热门(?:文章|推荐)?|排行榜?|関連(?:記事|ニュース)|おすすめ(?:記事)?"
    r"|あわせて読みたい|관련\s?(?:기사|뉴스)|추천\s?기사|인기\s?기사|많이\s본\s?(?:기사|뉴스))\s{0,2}[:：]?",
    re.IGNORECASE,
)
_NEIGHBOUR = re.compile(
    r"[«‹<←]?\s{0,2}(?:上一篇|下一篇|上一条|下一条|前一篇|后一篇|이전\s?글|다음\s?글|前の記事|次の記事"
    r"|(?:prev(?:ious)?|next|précédent|suivant|vorherige[rs]?|nächste[rs]?|anterior|siguiente|próximo|precedente"
    r"|successivo|предыдущ[а-я]{2,3}|следующ[а-я]{2,3})(?:\s(?:article|post|story|artikel|artículo|запись))?)"
    r"\s{0,2}[:：»›>→]?\s{0,2}",
    re.IGNORECASE,
)
#: What those in ASCII begin with.
_NEIGHBOUR_LETTERS = frozenset("<pPnNsSvVaA \t\n\r\f\v\x1c\x1d\x1e\x1f")
#: The three letters that headings, `More:`, neighbours and trails from home begin with, and the one of rows, of trails
#: with numbers and of some neighbours. Few lines have them; what begins beyond ASCII is always looked at.
_OPENS = frozenset(
    """acc ant art das don edi fea hom hot ini las lat lea lee leg lei les lir mai mas mee meh mei mor mos mus nex not
    oth pop pot pre ran rea rec rel see sig sim sta suc sui sur te top tre up vej vor wha you""".split()  # noqa: SIM905
) | {"a l"}
_OPENING_LETTERS = frozenset("0123456789< \t\n\r\f\v\x1c\x1d\x1e\x1f")
_COUNTER = re.compile(r"\S{0,16}(?:\s\S{1,12})?\s?\(\d{1,8}\)")
_ROW = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s\d{1,2}:\d\d(?::\d\d)?\s{0,2}\d{0,8}\s{0,2}(?:views?|reads?|clicks?|次|阅读|浏览)",
    re.IGNORECASE,
)

#: No row, list's heading or `More:WORD` is longer: the longest of their patterns allow 70 characters.
_LONGEST_MARK = 80

_WIDE = re.compile("[\u2e80-\U0010ffff]")


def wide(text: str) -> int:
    """How many characters of a text are wide: Chinese, Japanese, Korean, each of them worth two or three letters."""
    return len(_WIDE.findall(text))


def joined(lines: Iterable[str]) -> bytes:
    """Lines as `has_one` looks into them."""
    return "\n".join(lines).encode("utf-8", "replace").lower()


def has_one(words: Iterable[bytes], whole: bytes) -> bool:
    """Whether one of the words, in small ASCII letters, stands in one of the joined lines, whatever its case.

    Most pages have none of the words that a pattern needs, and are spared to have each line searched for it.
    """
    return any(word in whole for word in words)


class Sort(StrEnum):
    """What a line is."""

    STAMP = "stamp"  # time, source, section, author, in whichever combination
    CRUMBS = "crumbs"
    MORE = "more"  # `More:News`
    HEADING = "heading"  # opens a list of other stories
    NEIGHBOUR = "neighbour"  # previous and next story
    COUNTER = "counter"  # `Like (812)`
    ROW = "row"  # `2024-01-15 10:22 2784 view`
    MENU = "menu"  # `Home News Sport Weather`, `World | Politics | Sport`
    TEXT = "text"


@dataclass(frozen=True)
class Line:
    """A line's sort and what it says; `rest` is text glued behind a stamp that belongs to the body."""

    sort: Sort
    published: str | None = None
    modified: str | None = None
    time_as_found: str | None = None
    source: str | None = None
    section: str | None = None
    byline: tuple[str, ...] = ()
    crumbs: tuple[str, ...] = ()
    headline: str | None = None
    rest: str | None = None


_TEXT = Line(Sort.TEXT)


#: What every line that is no plain text has: a colon, a digit and more, a bracket, a crumb's mark, or a lead.
_WORTH_MARK = re.compile(r"[:：>»›→(<«\d]")
_WORTH_NUMBER = re.compile(r"[:：>»›→(<«]|\d[\d./年-]")
_WORTH_LEAD = re.compile(
    r"(?:by|von|par|por|di|door|av|af|od|oleh|автор|written|story|words|text|posted|author)\b|By[A-Z]", re.IGNORECASE
)
_WORTH_END = re.compile(r"\bviews?$", re.IGNORECASE)


def _is_worth(line: str) -> bool:
    """Whether a line has a mark of those; each is looked for by itself, which is sooner than all at every letter."""
    mark = _WORTH_MARK.search(line)
    if mark is not None and _WORTH_NUMBER.search(line, mark.start()) is not None:
        return True
    return _WORTH_LEAD.match(line) is not None or _WORTH_END.search(line, max(0, len(line) - _VIEWS)) is not None


#: `views` with the letter before it, and a line's end behind.
_VIEWS = 7


def stamp_in(line: str) -> Line | None:
    """What a line of a web page says if it is a stamp; quicker than `sort_line` where most lines are none."""
    if len(line) > _LONGEST_STAMP or not _is_worth(line):
        return None
    sorted_line = sort_line(line)
    return sorted_line if sorted_line.sort is Sort.STAMP else None


def opens_list(line: str) -> bool:
    """Whether a line is the heading of a list of other stories, or names the section that more of them are in."""
    return len(line) <= 60 and (_HEADINGS.fullmatch(line) is not None or _MORE.fullmatch(line) is not None)


def is_row(line: str) -> bool:
    """Whether a line is a row of time and views, as lists of other stories have them (`2024-01-15 10:22 2784 view`)."""
    return len(line) <= 60 and line[:1].isdecimal() and _ROW.fullmatch(line) is not None


def sort_line(line: str) -> Line:
    """What a stripped, non-empty line of text is."""
    if len(line) > _LONGEST_STAMP:
        return _stamp(line) if _TIME_FIRST.match(line) else _TEXT
    marked = _marked(line)
    if marked is not None:
        return marked
    told = _stamp(line)
    return Line(Sort.MENU) if told.sort is Sort.TEXT and is_menu(line) else told


def list_sort(line: str) -> Sort | None:
    """What a line of up to 240 characters is, as `sort_line` has it, unless it is a stamp, a menu or text; then None.

    Most lines of a page are text, and whether they are stamps takes the longest to tell.
    """
    marked = _marked(line)
    return marked.sort if marked is not None else None


def crumbs_in(line: str) -> tuple[str, ...]:
    """The crumbs of a line of up to 240 characters that is a trail of them, as `sort_line` has it; else none."""
    if _crumbs(line) is None:
        return ()
    marked = _marked(line)
    return marked.crumbs if marked is not None else ()


def _marked(line: str) -> Line | None:
    """A line that is a row, a list's heading, crumbs, a neighbour or a counter; None for others."""
    if not _may_be_marked(line):
        return None
    if len(line) <= _LONGEST_MARK:
        if line[:1].isdecimal() and _ROW.fullmatch(line):
            return Line(Sort.ROW)
        if _HEADINGS.fullmatch(line):
            return Line(Sort.HEADING)
        more = _MORE.fullmatch(line) if line[:1] in "mM" else None
        if more is not None:
            return Line(Sort.MORE, section=section_of(more["word"]))
    crumbs = _crumbs(line)
    if crumbs is not None:
        return crumbs
    first = line[:1]
    neighbour = _NEIGHBOUR.match(line) if first in _NEIGHBOUR_LETTERS or not first.isascii() else None
    if neighbour is not None and (neighbour[0].rstrip()[-1] in ":：»›>→<" or neighbour.end() == len(line)):
        return Line(Sort.NEIGHBOUR, headline=line[neighbour.end() :].strip() or None)
    return Line(Sort.COUNTER) if line.endswith(")") and _COUNTER.fullmatch(line) else None


def _may_be_marked(line: str) -> bool:
    """Whether a line begins as a marked one may, or has the colon or the bracket that others of them have."""
    if _may_open_marked(line[:3]) or line[-1:] == ")":
        return True
    head = line[:_LABEL_WITHIN]
    return ":" in head or "：" in head


@lru_cache(maxsize=4096)
def _may_open_marked(three: str) -> bool:
    return not three.isascii() or three[:1] in _OPENING_LETTERS or " ".join(three.lower().split()) in _OPENS


def _crumbs(line: str) -> Line | None:
    head = line[:_LABEL_WITHIN]
    if ":" not in head and "：" not in head:
        if line[:1] not in _CRUMB_LETTERS:
            return None
        labelled = None
    else:
        labelled = _CRUMBS.match(line)
    rest = line[labelled.end() :].strip() if labelled is not None else line
    if labelled is not None or (rest[:1] in _HOME_LETTERS and _HOME.match(rest) and _TRAIL.search(rest[:40])):
        parts = [part.strip() for part in _TRAIL.split(rest)]
        return Line(Sort.CRUMBS, crumbs=tuple(part for part in parts if part))
    if line.startswith("1. ") and len(line) < 120:
        parts = [part.strip() for part in _NUMBERED.split(line) if part.strip()]
        if len(parts) > 1 and _HOME.fullmatch(parts[0]):
            return Line(Sort.CRUMBS, crumbs=tuple(parts))
    return None


def _stamp(line: str) -> Line:
    """A line of time and labels, in whichever order and however glued; else text."""
    view = _VIEW.match(line) if "iew" in line or "IEW" in line else None
    if view is not None and (
        view.end() == len(line) or _LABEL.match(line, view.end()) or line[view.end() :][:1] == " "
    ):
        rest = line[view.end() :].strip()
        if not rest or _LABEL.match(rest) or _TIME_FIRST.match(rest):
            told = _labelled(rest) if rest else Line(Sort.STAMP)
            if told.sort is Sort.STAMP:
                return _with_byline(told, view["name"])
    told = _labelled(line)
    if told.sort is Sort.STAMP or len(line) > 160:
        return told
    when = find(line)
    lead = line[: when.start] if when is not None else line
    people = named_in(lead)
    if people:
        return Line(
            Sort.STAMP,
            byline=people,
            published=when.iso if when is not None else None,
            time_as_found=when.text if when is not None else None,
        )
    return _bare_time(line, when) if len(line) <= 100 else _TEXT


def _with_byline(line: Line, name: str | None) -> Line:
    if not name or len(name.split()) > 6 or _NUMBER.search(name):
        return line
    return Line(
        Sort.STAMP,
        published=line.published,
        modified=line.modified,
        time_as_found=line.time_as_found,
        source=line.source,
        section=line.section,
        byline=(" ".join(name.split()),),
    )


def _labelled(line: str) -> Line:
    if ":" not in line and "：" not in line:
        return _TEXT
    if _TIME_FIRST.match(line) is None and _LABEL.match(line) is None:
        return _TEXT
    labels = list(_LABEL.finditer(line[: _LONGEST_STAMP * 2]))
    lead = line[: labels[0].start()] if labels else line
    time = _TIME_FIRST.match(lead)
    if not labels or (lead.strip() and (time is None or lead[time.end() :].strip())):
        return _TEXT
    if time is None and len(line) > _LONGEST_STAMP:
        return _TEXT
    values: dict[str, str] = {}
    if time is not None:
        values["published"] = time[0].strip()
    for label, follower in zip(labels, [*labels[1:], None], strict=True):
        name = _FIELD_BY_LABEL[label["label"].lower()]
        value = line[label.end() : follower.start() if follower is not None else len(line)].strip()
        if value:
            values.setdefault(name, value)
    told = {"published", "source", "section", "byline", "modified", "count"} & values.keys()
    if not told and not {"source", "section"} & {_FIELD_BY_LABEL[label["label"].lower()] for label in labels}:
        return _TEXT
    return _told(values)


#: A section's word with the body glued to it (`NewsMOSCOW (AP) —`).
_GLUED = re.compile(r"(?P<word>[A-Z][a-z]{1,20})(?P<rest>[A-Z\"“].{40,})", re.DOTALL)


#: What parts a value from the next one in a line (`Source: Name | 2 June 2025`).
_PARTED = " |·•,;/–—-"


def _told(values: dict[str, str]) -> Line:
    glued, rest = _GLUED.fullmatch(values.get("section", "")), None
    if glued is not None:
        values["section"], rest = glued["word"], glued["rest"]
    published = find(values.get("published", ""))
    for name in ("source", "section", "byline"):  # a time that follows a name without a label of its own
        when = find(values.get(name, ""))
        if when is not None and when.start:
            values[name] = values[name][: when.start]
            published = published or when
    section = values.get("section")
    modified = find(values.get("modified", ""))
    if values.get("published") and published is None and not ({"source", "section", "byline"} & values.keys()):
        return _TEXT  # "Time: the most precious thing we have"
    return Line(
        Sort.STAMP,
        published=published.iso if published is not None else None,
        modified=modified.iso if modified is not None else None,
        time_as_found=published.text if published is not None else None,
        source=" ".join(values["source"].rstrip(_PARTED).split()) or None if "source" in values else None,
        section=section_of(section),
        byline=names([values["byline"]]) if "byline" in values else (),
        rest=rest,
    )


_TIME_WORDS = re.compile(
    r"(?:last\s)?(?:published|updated|posted|modified|first published|on|at|veröffentlicht|aktualisiert|stand|publié"
    r"|mis à jour"
    r"|publicado|actualizado|pubblicato|aggiornato|atualizado|geplaatst|bijgewerkt|опубликовано|обновлено|le|el|il|am|vom"
    r"|\d{1,3} min(?:utes?)? read|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)",
    re.IGNORECASE,
)
_LATER = re.compile(
    "updated|modified|aktualisiert|mis à jour|actualizado|aggiornato|atualizado|bijgewerkt|обновлено|更新",
    re.IGNORECASE,
)


def _bare_time(line: str, when: Found | None) -> Line:
    """A line that is a time and little else (`Published Jan. 15, 2024, 8:21 a.m.`)."""
    if when is None:
        return _TEXT
    around = line[: when.start] + " " + line[when.end :]
    left = [word for word in re.findall(r"[^\W\d_]{2,}", _TIME_WORDS.sub(" ", around)) if word]
    if len(left) > 2:
        return _TEXT
    later = _LATER.search(line[: when.start]) is not None
    return Line(
        Sort.STAMP,
        published=None if later else when.iso,
        modified=when.iso if later else None,
        time_as_found=None if later else when.text,
    )
