"""The formats that a desk can be exported in, by name."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from ..record import PressError, Story
from .feeds import atom, json_feed
from .imprint import Imprint
from .lines import jsonl
from .opml import opml

Run = Callable[[Iterable[Story], Imprint], Iterator[bytes]]


@dataclass(frozen=True)
class Form:
    """One shape that a press prints: the suffixes of its files, its media type, and how it is printed."""

    suffixes: tuple[str, ...]
    media_type: str
    run: Run


@dataclass(frozen=True)
class Press:
    """A format of `copydesk export`; the first of its forms is printed where no file name says otherwise."""

    name: str
    says: str
    forms: tuple[Form, ...]

    def form(self, file_name: str | None = None) -> Form:
        """The form for a file of this name, by its suffix; the first where there is no name.

        A suffix that belongs to no form gets the first too, unless the press has several: then it raises `PressError`.
        """
        if file_name is None or len(self.forms) == 1:
            return self.forms[0]
        suffix = PurePath(file_name).suffix.lower()
        for form in self.forms:
            if suffix in form.suffixes:
                return form
        known = ", ".join(s for form in self.forms for s in form.suffixes)
        raise PressError(f"{file_name}: the {self.name} press tells its forms by the suffix; give one of {known}")


def _jsonl(stories: Iterable[Story], imprint: Imprint) -> Iterator[bytes]:
    return jsonl(stories)


def _atom(stories: Iterable[Story], imprint: Imprint) -> Iterator[bytes]:
    yield atom(stories, imprint)


def _json_feed(stories: Iterable[Story], imprint: Imprint) -> Iterator[bytes]:
    yield json_feed(stories, imprint)


def _opml(stories: Iterable[Story], imprint: Imprint) -> Iterator[bytes]:
    yield opml(stories, imprint)


PRESSES: dict[str, Press] = {
    press.name: press
    for press in (
        Press("jsonl", "one Story a line", (Form((".jsonl", ".ndjson"), "application/x-ndjson", _jsonl),)),
        Press(
            "feed",
            "Atom, or JSON Feed 1.1 for a file that ends in .json",
            (
                Form((".atom", ".xml"), "application/atom+xml; charset=utf-8", _atom),
                Form((".json",), "application/feed+json", _json_feed),
            ),
        ),
        Press(
            "opml",
            "the desk's sites and feeds, OPML 2.0",
            (Form((".opml", ".xml"), "text/x-opml; charset=utf-8", _opml),),
        ),
    )
}


def press_named(name: str, others: Iterable[str] = ()) -> Press:
    """The press of this name; raises `PressError` that lists those there are, with a caller's `others`."""
    if name not in PRESSES:
        raise PressError(f"{name}: no such format; there are {', '.join(sorted((*PRESSES, *others)))}")
    return PRESSES[name]
