"""What a desk has already of a site or of an archive: for a run that goes on where another was."""

from collections.abc import Callable, Iterator, Mapping
from time import monotonic

from msgspec.structs import replace
from sqlalchemy import func, select

from ..record import Outcome, Page
from ..text.addresses import site_of
from . import schema
from .codec import intact
from .protocol import KeptPage
from .sql_read import SqlReader

#: Sites whose addresses are held at once, and for how many seconds: a run goes over a site's pages one after another.
_SITES, _SECONDS = 8, 60.0


class KnownAddresses:
    """Says of an address whether the desk has a page that was asked for, or found, there.

    What came in during the last minute may not be seen yet; it is then told by its bytes.
    """

    def __init__(self, store: SqlReader) -> None:
        self._store = store
        self._of: dict[str, tuple[float, set[str]]] = {}

    def __call__(self, url: str) -> bool:
        """Whether a page of this address is on the desk."""
        site = site_of(url)
        if site is None:
            return False
        until, known = self._of.get(site, (0.0, set()))
        if until < monotonic():
            known = self._addresses(site)
            self._of.pop(site, None)
            while len(self._of) >= _SITES:
                del self._of[next(iter(self._of))]
            self._of[site] = (monotonic() + _SECONDS, known)
        return url in known

    def _addresses(self, site: str) -> set[str]:
        page = schema.page
        with self._store.database.reading() as db:
            rows = db.execute(select(page.c.url, page.c.name).where(page.c.site == site)).all()
        return {text for row in rows for text in row if text}


class KeptAnswers:
    """Gives the page that a desk has of an address, with what its server left to ask with; None where it has none.

    A page in quarantine or one that is damaged is no answer: it is to be had again.
    """

    def __init__(self, store: SqlReader) -> None:
        self._store = store

    def __call__(self, url: str) -> Page | None:
        """The newest page that was found at this address."""
        page, given = schema.page, schema.validator
        newest = select(page.c.id, page.c.outcome).where(page.c.url == url).order_by(page.c.id.desc()).limit(1)
        with self._store.database.reading() as db:
            found = db.execute(newest).first()
            if found is None or found.outcome != Outcome.STORED.value:
                return None
            left = db.execute(select(given).where(given.c.page_id == found.id)).mappings().first()
        if left is None or not intact(given, left):
            return None
        for number, kept in self._store.some_pages(found.id - 1, 1):
            if number == found.id and isinstance(kept, KeptPage):
                return replace(kept.page, etag=left["etag"], last_modified=left["last_modified"])
        return None


class Reached(Mapping[str, int]):
    """How far the desk has got in each archive and table: its last page's place there, by the container's name.

    `told` hears of each container that is gone on with.
    """

    def __init__(self, store: SqlReader, told: Callable[[str], None] = lambda words: None) -> None:
        self._store = store
        self._told = told

    def __getitem__(self, name: str) -> int:
        """The place of the last page that was kept of `name`; raises `KeyError` where none was."""
        page = schema.page
        with self._store.database.reading() as db:
            at = db.scalar(select(func.max(page.c.at)).where(page.c.via == name))
        if at is None:
            raise KeyError(name)
        self._told(f"{name}: gone on with at {at}")
        return int(at)

    def __iter__(self) -> Iterator[str]:
        """The containers that pages came out of."""
        page = schema.page
        with self._store.database.reading() as db:
            return iter([row.via for row in db.execute(select(page.c.via).where(page.c.via.is_not(None)).distinct())])

    def __len__(self) -> int:
        """How many containers pages came out of."""
        return sum(1 for _ in self)
