"""Sigla: one letter a copy, in the order of the story's pickups (by likely time, the origin first)."""

from string import ascii_uppercase

#: A siglum as an address may carry it: `A` … `Z`, `AA` … ; three letters name 18,278 copies.
LONGEST = 3


def siglum(index: int) -> str:
    """The siglum of the copy at `index`: A to Z, then AA, AB, as columns of a spreadsheet are named."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return letters


def index_of(text: str) -> int | None:
    """The index that a siglum stands for; None where the text is none."""
    if not 0 < len(text) <= LONGEST or not all(c in ascii_uppercase for c in text):
        return None
    number = 0
    for letter in text:
        number = number * len(ascii_uppercase) + ascii_uppercase.index(letter) + 1
    return number - 1
