"""What an address asks for. A bad parameter is answered with what to give instead, never guessed at."""

from collections.abc import Sequence

from starlette.requests import Request

from ..record import UsageError

#: A list shows this many stories a page.
PER_PAGE = 30

#: Lists go this deep; what lies deeper is found by section, site or search, and costs the store nothing.
DEEPEST = 10_000

#: Longer than any search that means something; each further term is one more look-up for the store.
LONGEST_QUERY = 200


class BadParameter(UsageError):  # noqa: N818 - named for what it is; an error by its base
    """A parameter of the address that cannot be used as given."""


def number(request: Request, name: str, default: int, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    text = request.query_params.get(name)
    if text is None or text == "":
        return default
    if len(text) <= 9 and text.isascii() and text.removeprefix("-").isdigit() and low <= int(text) <= high:
        return int(text)
    raise BadParameter(f"“{name}” is a whole number from {low} to {high}; this address says “{shown(text)}”.")


def choice(request: Request, name: str, known: Sequence[str]) -> str:
    """One of `known`; the first of them where nothing is said."""
    text = request.query_params.get(name) or known[0]
    if text in known:
        return text
    raise BadParameter(f"“{name}” is one of {', '.join(known)}; this address says “{shown(text)}”.")


def words(request: Request, name: str = "q") -> str:
    """A search as typed, white space at its ends left out."""
    text = request.query_params.get(name, "").strip()
    if len(text) > LONGEST_QUERY:
        raise BadParameter(f"A search has at most {LONGEST_QUERY} characters; this one has {len(text)}.")
    return text


def name(request: Request, key: str) -> str | None:
    """A name (of a section or a site), None where none is given."""
    text = request.query_params.get(key) or None
    if text is not None and len(text) > LONGEST_QUERY:
        raise BadParameter(f"“{key}” has at most {LONGEST_QUERY} characters; this one has {len(text)}.")
    return text


def page(request: Request) -> int:
    """The page of a list, counted from 1."""
    return number(request, "page", 1, 1, DEEPEST // PER_PAGE)


def shown(text: str) -> str:
    """What somebody gave, short enough to be said back."""
    return text if len(text) <= 40 else text[:40] + "…"
