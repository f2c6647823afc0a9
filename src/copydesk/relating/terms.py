"""The words of a story that say what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.record import Story
from copydesk.text.counting import counted

#: Scripts without spaces: two neighbouring signs make a term.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff]{2,}")

#: Words that say nothing of a story, by language. Without them a desk of twelve stories, where no count of documents
#: tells a common word from a rare one, relates stories by "after" and "said".
_EMPTY = frozenset(
    """
    about above according across after again against all almost along already also although always am among an and
    another any are around as ask asked at away back be became because become been before began behind being below
    between both but by call called came can cannot come could day days did do does doing done down during each early
    either else end enough even ever every far few first five for former found four from full gave get give given go
    going gone good got great had half has have having he her here hers high him his how however hundred if in into is
    it its itself just keep kept know known large last late later least left less let like little long look made make
    making man many may me mean men might month months more most much must my near nearly need never new next nine no
    nor not nothing now number of off often old on once one only or other others our out over own part past people per
    place put quite rather right said same saw say saying says second see seen sent set seven several shall she should
    show showed shown since six small so some something soon still such take taken tell ten than that the their them
    then there these they thing things think third this those though thought thousand three through till time times to
    told too took toward towards two under until up upon us use used very want wanted was way we week weeks well went
    were what when where whether which while who whole whom whose why will with within without word work would year
    years yes yet you young your monday tuesday wednesday thursday friday saturday sunday january february march april
    june july august september october november december spokesman spokeswoman spokesperson statement reported report
    reporters added
    aber alle als also am an auch auf aus bei bin bis da damit dann das dass dem den der des die dies diese diesem
    dieser doch dort durch ein eine einem einen einer eines er es für gegen hat hatte hatten ihr im in ist ja jetzt kein
    keine kann können mehr mit muss nach nicht noch nun nur ob oder ohne sagte schon sein seine sich sie sind so soll
    sowie über um und unter uns vom von vor war waren was weil wenn werden wer wie wieder wir wird wurde wurden zu zum
    zur zwei zwischen
    au aux avec avait avoir ce cette ces comme dans de depuis des deux dit du elle elles en est et été être eu fait il
    ils je la le les leur leurs lors mais même ne nous on ont ou où par pas plus pour qu que qui sa sans selon ses si
    son sont sous sur tous tout toute un une vous
    al como con cuando del desde dijo donde dos el ella ellos en entre era es esta este esto fue ha hace hasta hay la
    las lo los más muy ni no nos o otros para pero por porque que se según ser si sin sobre son su sus también tiene
    todo tras un una uno y ya
    ao aos às com da das do dos e ela ele em entre foi isso mais mas na não nas no nos o os ou para pela pelo por que
    quando são se segundo sem ser seu sua também tem um uma
    agli ai al alla alle anche che chi ci come con da dal dalla dei del della delle di dopo due è era fra gli ha hanno
    il in io la le lo ma nel nella non per più quando questo se sono stato su sul sulla tra un una
    aan als bij dat de den der dit door een en er heeft het hij hun in is maar met na naar niet nog of om ook op over te
    tot uit van voor waren was wat we werd wij worden wordt zal ze zei zich zijn zo
    att av de den det en ett för från har hade i inte med men och om på sa som till under var vid är
    """.split()  # noqa: SIM905
)


#: Words whose terms are kept at hand: those of some thousand stories.
KEPT = 65_536
#: Stories whose terms are kept at hand, and forms of words that they have: some 20 and some 15 MB. Beyond, all go.
MOST_STORIES = 4_096
MOST_FORMS = 1 << 17


Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of many stories, one entry for each term of each story, by story and then by the term's number.

    `counts` says how often the story has it, and `written` (a number in `forms`) how it is written there: in small
    letters where it ever is. `names` is where the story never writes it so. `terms` has each number's term.
    """

    owners: Numbers
    numbers: Numbers
    counts: Numbers
    written: Numbers
    names: NDArray[np.bool_]
    terms: Sequence[str]
    forms: Sequence[str]


class _Numbered(dict[str, int]):
    """Numbers texts as they come."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


class _Rows(NamedTuple):
    """A story's terms by number, how often it has each, and the number of the form in which it writes it."""

    numbers: NDArray[np.int32]
    counts: NDArray[np.int32]
    written: NDArray[np.int32]


class Memory:
    """What was worked out of stories before: a telling asks for a thousand of them, nearly all the same ones again.

    A story goes by a hash of its text, so that what it gets depends on that alone.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._terms, self._forms = _Numbered(), _Numbered()
        self._told: dict[bytes, _Rows] = {}

    def terms_of(self, texts: Sequence[str]) -> Terms:
        """The terms of texts, those asked for before from memory."""
        keys = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        with self._lock:
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._told}
            self._told.update(zip(new, self._read(list(new.values())), strict=True))
            rows = [self._told[key] for key in keys]
            terms, forms = list(self._terms), list(self._forms)
            if len(forms) > MOST_FORMS or len(self._told) > MOST_STORIES:
                self.forget()
        owners = np.repeat(np.arange(len(rows)), [len(row.numbers) for row in rows])
        numbers, counts, written = (_joined([row[column] for row in rows]) for column in range(3))
        there = np.flatnonzero(np.bincount(numbers, minlength=len(terms)))
        renumbered = np.empty(len(terms), np.int64)
        renumbered[there] = np.arange(len(there))
        large = np.fromiter((form[:1].isupper() for form in forms), dtype=np.bool_, count=len(forms))
        named = [terms[number] for number in there.tolist()]
        return Terms(owners, renumbered[numbers], counts, written, large[written], named, forms)

    def _read(self, texts: Sequence[str]) -> list[_Rows]:
        found = counted(texts)
        words, counts, owners = found.numbers, found.counts, found.owners
        # What each distinct word says, and how that is written.
        said = list(map(_terms, found.words))
        held = np.fromiter(map(len, said), dtype=np.int64, count=len(said))
        flat = list(chain.from_iterable(said))
        numbers = np.fromiter((self._terms[term] for term, _ in flat), np.int64, len(flat))
        written = np.fromiter((self._forms[form] for _, form in flat), np.int64, len(flat))
        # Each use of a word is a use of each of its terms.
        begins = np.cumsum(held) - held
        uses = np.repeat(np.arange(len(words)), held[words])
        places = spans(begins[words], held[words])
        keys = (owners[uses] << 32) | numbers[places]
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.append(True, keys[order][1:] != keys[order][:-1])) if len(order) else order
        small = np.fromiter(map(str.islower, self._forms), dtype=np.bool_, count=len(self._forms))
        own = written[places[order]]
        # The first form in small letters stands for the term, else the first.
        rank = np.arange(len(order)) + np.where(small[own], 0, len(order))
        chosen = own[np.minimum.reduceat(rank, starts) % max(1, len(order))] if len(order) else own
        total = np.add.reduceat(counts[uses[order]], starts) if len(order) else own
        first = keys[order][starts]
        cuts = np.searchsorted(first >> 32, np.arange(1, len(texts)))
        columns = (np.split(one.astype(np.int32), cuts) for one in (first & 0xFFFFFFFF, total, chosen))
        return [_Rows(*row) for row in zip(*columns, strict=True)][: len(texts)]


MEMORY = Memory()


def terms_of(stories: Sequence[Story]) -> Terms:
    """The terms of stories; those of a headline count twice."""
    texts = ["\n".join((story.headline, *_without_dateline(story), story.headline)) for story in stories]
    return MEMORY.terms_of(texts)


def _joined(parts: Sequence[NDArray[np.int32]]) -> Numbers:
    return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, np.int64)


def spans(begins: Numbers, lengths: Numbers) -> Numbers:
    """The numbers from each of `begins` on, as many as `lengths` says, one row after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(begins - (ends - lengths), lengths) + np.arange(int(ends[-1]) if len(ends) else 0)


def _without_dateline(story: Story) -> tuple[str, ...]:
    """The paragraphs without the place and agency that open them: where a story was filed is not what it is about."""
    if story.dateline is None or not story.paragraphs:
        return story.paragraphs
    first = story.paragraphs[0].removeprefix(story.dateline.place)
    return (first.removeprefix(f" ({story.dateline.agency})"), *story.paragraphs[1:])


@lru_cache(KEPT)
def _terms(word: str) -> tuple[tuple[str, str], ...]:
    if not word.isascii() and _UNSPACED.search(word):
        return tuple((word[i : i + 2], word[i : i + 2]) for i in range(len(word) - 1))
    head, mark, tail = word.replace("’", "'").partition("'")
    word = head if mark and tail.casefold() in ("s", "t", "re", "ve", "ll", "d") else word
    folded = word.casefold()
    if folded in _EMPTY or (len(word) < 3 and word.isascii()) or word.isdigit():
        return ()
    return ((_singular(folded), word),)


def _singular(word: str) -> str:
    """English plurals under one term; harmless elsewhere, as both sides lose the same letters."""
    if len(word) > 4 and word.isascii():
        if word.endswith("ies"):
            return word[:-3] + "y"
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return word[:-1]
    return word
