"""Where sentences end, in several scripts, with offsets kept; and teasers that end where a sentence does."""

import re
from collections.abc import Iterable

#: What ends a sentence: Latin, Cyrillic and Greek stops with what closes after them; the stops of Chinese and Japanese,
#: of Devanagari and of Arabic need no space after them. All repetition is bounded: linear in the text.
_END = re.compile(
    r"""(?P<mark>[.!?…]{1,4}|[؟۔।॥])(?P<close>["'”’»›)\]]{0,3})(?=\s|$)"""
    r"""|(?P<wide>[。！？｡]{1,4}[”’」』）"]{0,3})"""
)

#: Words that a full stop follows without ending the sentence, in lower case without the stop.
_ABBREVIATIONS = frozenset(
    """
    mr mrs ms dr prof sr jr sen sens rep reps gov gen lt sgt capt cmdr adm rev hon supt det insp
    u.s u.k u.n e.u d.c a.m p.m e.g i.e cf vs etc nos vol inc corp ltd bros dept approx blvd
    z.b d.h u.a bzw dipl evtl ggf inkl mio mrd usw vgl zzgl mme mlle av réf ud uds d.ª sra srta ee.uu núm pág
    sig dott avv dhr mevr bijv o.a d.w.z гг руб млн млрд тыс т.е т.д т.п
    """.split()  # noqa: SIM905 - a list of words reads best as words
)

#: Likewise, but words of their own in small letters: an abbreviation only with a capital ("Mass.", "Sat.", "No. 4").
_WITH_CAPITAL = frozenset(
    """
    St Col Maj Pres No Fig Co Est Ave Rd Mt Ft Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
    Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky Md Mass Mich
    Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Hr Fr Str Tel Ing Art Env
    """.split()  # noqa: SIM905
)

#: After these a capital letter may well begin a new sentence, so the stop ends one when the next word is capitalised
#: and is no name's part; the list keeps to forms that do stand at sentence ends in agency copy.
_MAY_END = frozenset("u.s u.k u.n e.u d.c a.m p.m etc inc corp co ltd jr sr usw ee.uu т.д т.п г гг".split())  # noqa: SIM905

#: Words that open sentences more often than they continue a name ("in the U.S. The").
_OPENERS = frozenset(
    """
    the a an in on at he she it they we but and this that these those his her its their as if when while for with
    after before since der die das ein eine er sie es wir im am le la les un une il elle el los las en но он она
    """.split()  # noqa: SIM905
)

#: A number with a stop before one of these is a day ("am 3. Mai").
_MONTHS_AFTER_STOP = frozenset(
    """
    januar jänner februar märz april mai juni juli august september oktober november dezember
    januari februari mars maj augusti maaliskuuta huhtikuuta ledna února března dubna května června července srpna
    """.split()  # noqa: SIM905
)

#: A teaser shorter than this says too little to be one; then the cut falls at a word, with an ellipsis.
_LEAST = 40


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of `text` as `(start, end)` offsets in code points, in order, white space between them left out.

    Abbreviations, initials and numbers do not end a sentence; a line break does.
    """
    found: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        _in_line(line, offset, found)
        offset += len(line) + 1
    return found


def _in_line(line: str, offset: int, found: list[tuple[int, int]]) -> None:
    start = 0
    for match in _END.finditer(line):
        end = match.end()
        if match["wide"] is None and not _ends(line, match):
            continue
        _add(line, start, end, offset, found)
        start = end
    _add(line, start, len(line), offset, found)


def _add(line: str, start: int, end: int, offset: int, found: list[tuple[int, int]]) -> None:
    piece = line[start:end]
    lead = len(piece) - len(piece.lstrip())
    body = piece.strip()
    if body:
        found.append((offset + start + lead, offset + start + lead + len(body)))


def _ends(line: str, match: re.Match[str]) -> bool:
    """Whether a stop in Latin script ends the sentence."""
    rest = line[match.end() : match.end() + 40].lstrip()
    if match["mark"] != "." or not rest:
        return True
    if match["close"]:
        return not rest[0].islower()
    word = _word_before(line, match.start())
    bare = word.lower()
    if _is_initial(word) or bare in _ABBREVIATIONS or word in _WITH_CAPITAL:
        if bare not in _MAY_END and not (_is_initial(word) and "." in word):
            return False
        opener = rest.split(None, 1)[0].strip("\"'“”‘’«»(").lower()
        return opener in _OPENERS and rest[0].isupper()
    if word.isdigit() and len(word) <= 2 and rest.split(None, 1)[0].lower() in _MONTHS_AFTER_STOP:
        return False
    return not rest[0].islower()


def _word_before(line: str, stop: int) -> str:
    start = max(line.rfind(" ", max(0, stop - 24), stop), line.rfind("\xa0", max(0, stop - 24), stop)) + 1
    start = max(start, stop - 24)
    return line[start:stop].lstrip("\"'“”‘’«»([")


def _is_initial(word: str) -> bool:
    """`J`, `J.R`, `U.S.S.R`: single letters between stops."""
    return all(len(part) == 1 and part.isalpha() and part.isupper() for part in word.split(".")) if word else False


def teaser(paragraphs: Iterable[str], limit: int = 200) -> str:
    """The opening of `paragraphs` in at most `limit` code points, ending where a sentence ends.

    Where not even the first sentence fits, it is cut after a whole word and closed with an ellipsis. Without text the
    teaser is empty.
    """
    taken = ""
    for paragraph in paragraphs:
        text = " ".join(paragraph.split())
        for start, end in sentences(text[: limit * 4 + 400]):
            sentence = text[start:end]
            longer = f"{taken} {sentence}" if taken else sentence
            if len(longer) > limit or (end == limit * 4 + 400 < len(text)):
                return taken if taken else _cut(sentence, limit)
            taken = longer
        if len(taken) >= _LEAST:
            return taken
    return taken


def _cut(sentence: str, limit: int) -> str:
    if limit < 2:
        return ""
    room = sentence[: limit - 1]
    space = room.rfind(" ")
    cut = room[:space] if space > limit // 2 else room
    return cut.rstrip(" ,;:–—-") + "…"
