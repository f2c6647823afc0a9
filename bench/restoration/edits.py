"""What outlets do to a story, and what farms do to it beyond writing names in."""

from random import Random
from re import compile as re_compile

_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
}  # fmt: skip
_SPELLINGS = {
    "center": "centre", "organization": "organisation", "percent": "per cent", "program": "programme",
    "labor": "labour", "defense": "defence", "said": "told reporters", "about": "around", "children": "kids",
    "while": "as", "which": "that", "because": "since", "but": "yet", "after": "following", "before": "ahead of",
    "also": "too", "more": "over", "however": "still", "during": "in", "several": "a number of", "many": "a lot of",
    "began": "started", "according": "as reported", "earlier": "previously", "currently": "now", "reported": "said",
    "announced": "said", "including": "among them", "against": "over", "through": "via", "between": "among",
}  # fmt: skip
_SPUN = {
    "said": "stated", "people": "individuals", "killed": "slain", "government": "administration", "told": "informed",
    "after": "following", "about": "regarding", "first": "initial", "also": "additionally", "before": "prior to",
    "however": "nonetheless", "while": "whilst", "and": "plus", "but": "yet", "more": "additional", "new": "fresh",
    "two": "a pair of", "state": "nation", "made": "produced", "year": "annum", "day": "date", "over": "above",
    "has": "possesses", "was": "had been", "were": "had been", "which": "that", "in": "within", "by": "via",
}  # fmt: skip
_WORD = re_compile(r"\b[A-Za-z0-9]+\b")
_NUMBER = re_compile(r"\b(?!19\d\d|20\d\d)\d{2,4}\b")
_SPACE = re_compile(r"(?<=[a-z]{3}) (?=[a-z]{4})")
_STOP = re_compile(r"(?<=[a-z”\"])[.] ")

Paragraphs = tuple[str, ...]

FURNITURE = (
    "Sponsor Message", "We're hiring! Please take a look at the new openings in our newsroom.", "[[nid:{n}]]",
    "READ MORE: {other}", "声明：本文由网友上传，版权归原作者所有。",
    "Subscribe to our newsletter for more stories like this.",
)  # fmt: skip


def restyled(paragraphs: Paragraphs, rng: Random, most: int = 3) -> Paragraphs:
    """An outlet's house style: a few numbers and words written its own way."""
    out = list(paragraphs)
    table = {**_NUMBERS, **_SPELLINGS}
    places = [(i, m) for i, p in enumerate(out) for m in _WORD.finditer(p) if m[0] in table]
    for i, m in sorted(rng.sample(places, min(len(places), rng.randint(1, most))), key=lambda x: (x[0], -x[1].start())):
        out[i] = out[i][: m.start()] + table[m[0]] + out[i][m.end() :]
    return tuple(out)


def glued(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """A lost space, as bad extraction leaves it."""
    places = [(i, m.start()) for i, p in enumerate(paragraphs) for m in _SPACE.finditer(p)]
    if not places:
        return paragraphs
    i, at = rng.choice(places)
    return (*paragraphs[:i], paragraphs[i][:at] + paragraphs[i][at + 1 :], *paragraphs[i + 1 :])


def captioned(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """A picture's caption among the paragraphs."""
    at = rng.randint(1, len(paragraphs))
    place = rng.choice(("the harbour", "the town hall", "the main square", "the airport", "a polling station"))
    caption = (
        f"People stand near {place} on {rng.choice(('Monday', 'Tuesday', 'Friday'))}. Photo: {rng.choice('ABC')}. Lind"
    )
    return (*paragraphs[:at], caption, *paragraphs[at:])


def shortened(paragraphs: Paragraphs, rng: Random, least: int = 2) -> Paragraphs:
    """The last paragraphs left out."""
    return paragraphs[: rng.randint(least, max(least, len(paragraphs) - 1))]


def cut(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """Stopped after two to four paragraphs, at times in mid-sentence."""
    kept = list(paragraphs[: rng.randint(2, max(2, min(4, len(paragraphs) - 1)))])
    if rng.random() < 0.4:
        kept[-1] = " ".join(kept[-1].split()[: max(6, len(kept[-1].split()) // 2)])
    return tuple(kept)


def furnished(paragraphs: Paragraphs, other: str, rng: Random) -> Paragraphs:
    """Another page's furniture as a paragraph of its own."""
    at = rng.randint(1, len(paragraphs))
    line = rng.choice(FURNITURE).format(n=rng.randrange(10**5, 10**6), other=other)
    return (*paragraphs[:at], line, *paragraphs[at:])


def without_sentence(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """A sentence in the midst left out."""
    inner = [i for i in range(1, len(paragraphs) - 1) if len(_STOP.findall(paragraphs[i])) >= 2]
    if not inner:
        return paragraphs
    i = rng.choice(inner)
    stops = [0, *(m.end() for m in _STOP.finditer(paragraphs[i]))]
    k = rng.randrange(len(stops) - 1)
    return (*paragraphs[:i], paragraphs[i][: stops[k]] + paragraphs[i][stops[k + 1] :], *paragraphs[i + 1 :])


def renumbered(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """A number changed."""
    places = [(i, m) for i, p in enumerate(paragraphs) for m in _NUMBER.finditer(p)]
    if not places:
        return paragraphs
    i, m = rng.choice(places)
    new = str(int(m[0]) + rng.choice((-7, 9, 30, 100)))
    return (*paragraphs[:i], paragraphs[i][: m.start()] + new + paragraphs[i][m.end() :], *paragraphs[i + 1 :])


def spun(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """Words replaced throughout."""
    return tuple(
        _WORD.sub(lambda m: _SPUN[m[0]] if m[0] in _SPUN and rng.random() < 0.8 else m[0], p) for p in paragraphs
    )
