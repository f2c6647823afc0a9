"""How a reading is written: what its words alone do not say."""

from .witnesses import Witness

#: Words `[at, stop)` of a witness.
Where = tuple[Witness, int, int]


def surface(w: Witness, at: int, stop: int) -> str:
    """The words as they stand in the text; empty for none."""
    return w.text[int(w.words.starts[at]) : int(w.words.ends[stop - 1])] if stop > at else ""


def letters(w: Witness, at: int, stop: int) -> str:
    """The same without spaces, in small letters."""
    return "".join(surface(w, at, stop).split()).casefold()


def within(short: str, long: str) -> bool:
    """Whether one reading is the other with something left out: its letters stand at the other's start and end."""
    if len(short) >= len(long):
        return False
    head = 0
    while head < len(short) and short[head] == long[head]:
        head += 1
    return long.endswith(short[head:])


def is_name(long: Where, short: Where) -> bool:
    """Whether all that the longer reading has more is written like a name, be it glued into a word."""
    whole, less = surface(*long), surface(*short)
    shared = set(less.split())
    pieces = [" ".join(word for word in whole.split() if word not in shared)]
    more = len(whole) - len(less)
    # What was put in may be read off from either end where its letters repeat what stands beside it.
    ends = (_alike(whole, less), len(less) - _alike(whole[::-1], less[::-1]))
    pieces += [whole[at : at + more] for at in ends if whole[:at] + whole[at + more :] == less]
    return any(_like_names(piece) for piece in pieces)


def _alike(a: str, b: str) -> int:
    """How many letters two texts open alike with."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _like_names(piece: str) -> bool:
    found = piece.split()
    return bool(found) and all(not word[:1].islower() for word in found)
