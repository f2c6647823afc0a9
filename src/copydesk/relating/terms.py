"""The words of a story that say what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.record import Story
from copydesk.text import terms
from copydesk.text.terms import Empty, TextTerms

#: Words that say nothing of a story, by language. Without them a desk of twelve stories, where no count of documents
#: tells a common word from a rare one, relates stories by "after" and "said".
_EMPTY = Empty.of(
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

#: Stories whose terms are kept at hand, and how many terms in all: some 30 MB. Beyond, all go.
MOST_STORIES = 4_096
MOST_TERMS = 1 << 20


Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of many stories, one entry for each term of each story, by story and then by the term's number.

    There are `different` numbers. `counts` says how often the story has the term, `places` how early it has it first.
    `names` is where the story never writes it in small letters. `written` gives how it is written there.
    """

    owners: Numbers
    numbers: Numbers
    different: int
    counts: Numbers
    places: Numbers
    names: NDArray[np.bool_]
    begins: Numbers
    ends: Numbers
    sources: Sequence[str]

    def written(self, entry: int) -> str:
        """How the story writes the term of an entry: in small letters where it ever does."""
        source: str = self.sources[self.owners[entry]]
        return source[self.begins[entry] : self.ends[entry]]


class Memory:
    """What was worked out of stories before: a telling asks for a thousand of them, nearly all the same ones again.

    A story goes by its text, so that what it gets depends on that alone: by Python's keyed hash of it, 64 bits, and its
    length, since the texts themselves would take as much room as what is kept of them.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._told: dict[tuple[int, int], TextTerms] = {}
        self._held = 0

    def terms_of(self, texts: Sequence[str]) -> list[TextTerms]:
        """The terms of texts, those asked for before from memory."""
        keys = [(hash(text), len(text)) for text in texts]
        with self._lock:
            new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._told}
            made = terms.terms_of(list(new.values()), _EMPTY)
            self._told.update(zip(new, made, strict=True))
            self._held += sum(len(found.hashes) for found in made)
            rows = [self._told[key] for key in keys]
            if self._held > MOST_TERMS or len(self._told) > MOST_STORIES:
                self.forget()
        return rows


MEMORY = Memory()


def terms_of(stories: Sequence[Story]) -> Terms:
    """The terms of stories; those of a headline count twice."""
    texts = ["\n".join((story.headline, *_without_dateline(story), story.headline)) for story in stories]
    rows = MEMORY.terms_of(texts)
    found, numbers = np.unique(_joined([row.hashes for row in rows], np.uint64), return_inverse=True)
    return Terms(
        owners=np.repeat(np.arange(len(rows)), [len(row.hashes) for row in rows]),
        numbers=numbers,
        different=len(found),
        counts=_joined([row.counts for row in rows], np.int64),
        places=_joined([row.places for row in rows], np.int64),
        names=_joined([row.names for row in rows], np.bool_),
        begins=_joined([row.begins for row in rows], np.int64),
        ends=_joined([row.ends for row in rows], np.int64),
        sources=[text if row.source is None else row.source for text, row in zip(texts, rows, strict=True)],
    )


def _joined(parts: Sequence[NDArray[Any]], kind: type[Any]) -> NDArray[Any]:
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.empty(0, kind)


def _without_dateline(story: Story) -> tuple[str, ...]:
    """The paragraphs without the place and agency that open them: where a story was filed is not what it is about."""
    if story.dateline is None or not story.paragraphs:
        return story.paragraphs
    first = story.paragraphs[0].removeprefix(story.dateline.place)
    return (first.removeprefix(f" ({story.dateline.agency})"), *story.paragraphs[1:])
