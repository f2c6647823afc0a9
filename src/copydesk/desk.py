"""The desk: the one module that knows every room. It furnishes the line and runs it over a store."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from structlog.contextvars import bound_contextvars

from .engines import Cores, spread
from .inspection import SiteMemory, inspect
from .inspection.site_agreement import seen_of
from .line import Grain, Line, Stage
from .reading import read as read_pages
from .record import Account, Article, Checked, DeskError, Outcome, Page, Reading, Refusal, accusing
from .relating import relate
from .restoration import restore
from .stores import Ending, Entry, Kept, KeptPage, open_store
from .stores.keys import digest, key_of
from .telling import InUse, identify, tell_all, tell_new
from .text.addresses import site_of
from .tracing import trace

if TYPE_CHECKING:
    from .stores.pruning import Pruned
    from .stores.sql import SqlStore
    from .stores.sql_sites import Forecast, Unsettled

#: Told after every input: the account so far.
Progress = Callable[[Account], None]

#: Pages kept in one transaction for each core: a crash loses no more work than this, and a commit costs two syncs.
BATCH = 64


def line(
    known_ids: dict[str, str] | None = None,
    in_use: InUse = lambda ids: frozenset(),
    memory: SiteMemory | None = None,
) -> Line:
    """The line as furnished by the rooms.

    `known_ids` gives the story id of each page that has one already; `in_use` says which ids stories have that the line
    is not about. `memory` is what a desk remembers of sites; without one, pages that are inspected together
    are seen in each other's light.
    """
    ids = known_ids or {}
    return Line(
        read=Stage("read", read_pages, Grain.PAGE),
        inspect=Stage("inspect", partial(inspect, memory=memory), Grain.PAGE),
        trace=Stage("trace", trace, Grain.DESK),
        restore=Stage("restore", restore, Grain.CLUSTER),
        identify=Stage("identify", lambda stories: identify(stories, ids, in_use), Grain.DESK),
        relate=Stage("relate", relate, Grain.DESK),
    )


def read(pages: Iterable[Page | Refusal], cores: int = 1) -> Iterator[Article | Refusal]:
    """Articles as found, page by page; refusals pass through in their place."""
    return spread(_read_share, pages, cores)


def _read_share(pages: list[Page | Refusal]) -> list[Article | Refusal]:
    results = line().read.run([p for p in pages if isinstance(p, Page)])
    articles = (r if isinstance(r, Refusal) else r.article for r in results)
    return [p if isinstance(p, Refusal) else next(articles) for p in pages]


def check(pages: Iterable[Page | Refusal], cores: int = 1) -> Iterator[Checked | Refusal]:
    """Articles, findings and repaired articles, page by page, with no desk; refusals pass through in their place."""
    return spread(_check_share, pages, cores)


def _check_share(pages: list[Page | Refusal]) -> list[Checked | Refusal]:
    results = line().check(p for p in pages if isinstance(p, Page))
    return [p if isinstance(p, Refusal) else next(results) for p in pages]


def examine(
    store: "SqlStore", pages: Sequence[tuple[str, Page]], cores: Cores
) -> tuple[list[Checked | Refusal], "Forecast"]:
    """What pages, each with its key, say and what is wrong with them, in the light of their sites' other pages.

    Also gives the forecast that they were inspected under; its memory has these pages in it already.
    """
    results = list(cores.spread(_reading_share, (page for _, page in pages)))
    found = [(key, r) for (key, _), r in zip(pages, results, strict=True) if isinstance(r, Reading)]
    forecast = store.forecast(found)
    checked = cores.spread(partial(_inspect_share, forecast.memory), (r for _, r in found))
    return [r if isinstance(r, Refusal) else next(checked) for r in results], forecast


def _reading_share(pages: list[Page]) -> list[Reading | Refusal]:
    return list(line().read.run(pages))


def _inspect_share(memory: SiteMemory, readings: list[Reading]) -> list[Checked]:
    return list(line(memory=memory).inspect.run(readings))


def page_key(page: Page, name: str | None = None) -> str:
    """What makes a page the same page: its address (its name where it has none) and its bytes.

    `name` is the bytes' `digest`, where it is known already.
    """
    return key_of(page.url or page.name, name or digest(page.content))


def source_of(item: Page | Refusal) -> str:
    """What an input came out of, for the accounts: a feed or WARC, else the site, else the folder."""
    if isinstance(item, Page) and item.via:
        return item.via
    name = item.name if isinstance(item, Page) else item.page
    address = item.url or (name if "://" in name else None)  # what was not fetched goes by the address asked for
    return (site_of(address) if address else None) or str(Path(name).parent)


class Desk:
    """One working store with the line over it. What is read from it goes through `store`."""

    def __init__(self, store: "SqlStore") -> None:
        self.store = store

    @classmethod
    def open(cls, where: str | Path, *, create: bool = False) -> "Desk":
        """The desk in the folder `where`, or in the database at `postgresql://...`.

        Raises `DeskError` where there is none and `create` is not set, or where a move into it was interrupted.
        """
        store = open_store(where, create=create)
        if store.unfinished():
            store.close()
            raise DeskError(f"{where}: a move into this desk was interrupted; run `copydesk move` again")
        return cls(store)

    def take(self, inputs: Iterable[Page | Refusal], *, cores: int = 1, progress: Progress | None = None) -> Account:
        """Take pages through the whole line, and account for every input. The log has the run's number (`desk_run`).

        Pages are kept batch by batch; what a batch has kept stays, whatever happens after. The stories of what is new
        are made at the end, also of what an earlier run had kept when it was killed.
        """
        account = Account()
        told = progress or (lambda account: None)
        run = self.store.open_run()
        stream = iter(inputs)
        with Cores(cores) as here, bound_contextvars(desk_run=run):
            while batch := list(islice(stream, BATCH * cores)):
                self._take_batch(batch, here, account, run)
                told(account)
            self.tell()
            account.stories = self.store.counts().stories
            self.store.close_run(account, run)
        return account

    def tell(self) -> None:
        """Make the stories that new pages touch. Others who do the same are waited for."""
        with self.store.telling():
            if self.store.untold():
                self._settle()
                tell_new(self.store, line)

    def retell(self) -> None:
        """Make all stories anew from every article that the desk holds, and the index of word runs with them."""
        with self.store.telling():
            self._settle()
            self.store.clear_index()
            tell_all(self.store, line)

    def reread(self, *, cores: int = 1, progress: Progress | None = None) -> Account:
        """Run this version's stages over all that was captured, quarantined pages too, and make the stories anew.

        In the account `stored` counts the pages whose article is not what it was. A page that is refused now stays on
        the desk, quarantined. What a killed run has done stays; the next one goes over all pages again.
        """
        account, after = Account(), 0
        told = progress or (lambda account: None)
        run = self.store.open_run()
        self.store.forget_damaged_sites()
        with Cores(cores) as here, bound_contextvars(desk_run=run):
            while some := self.store.some_pages(after, BATCH * cores):
                after = some[-1][0]
                self._read_again([page for _, page in some], here, account, run)
                told(account)
            self.retell()
            account.stories = self.store.counts().stories
            self.store.close_run(account, run)
        return account

    def prune(self, *, before: datetime | None = None, site: str | None = None) -> "Pruned":
        """Take off pages by age or by site, and make the stories again that had them.

        Raises `UsageError` where neither is given.
        """
        from .stores.pruning import prune  # noqa: PLC0415 (see `open_store`)

        with self.store.telling():
            pruned = prune(self.store, before=before, site=site)
        self.tell()
        return pruned

    def _take_batch(self, batch: list[Page | Refusal], cores: Cores, account: Account, run: int) -> None:
        names = {id(p): digest(p.content) for p in batch if isinstance(p, Page)}
        keys = {id(p): page_key(p, names[id(p)]) for p in batch if isinstance(p, Page)}
        known = self.store.known(keys.values())
        fresh: list[tuple[str, Page]] = []
        endings: Counter[Ending] = Counter()
        for item in batch:
            if isinstance(item, Refusal):
                endings[_end_refused(account, item, item)] += 1
            elif keys[id(item)] in known:
                account.unchanged += 1
                endings[Ending(source_of(item), Outcome.UNCHANGED)] += 1
            else:
                known.add(keys[id(item)])
                fresh.append((keys[id(item)], item))
        results, forecast = examine(self.store, fresh, cores)
        kept = [Kept(key, p, result, names[id(p)]) for (key, p), result in zip(fresh, results, strict=True)]
        for _, page, result, _ in kept:
            if isinstance(result, Refusal):
                endings[_end_refused(account, page, result)] += 1
            else:
                endings[_end_stored(account, page, result)] += 1
        self.store.keep(kept, [item for item in batch if isinstance(item, Refusal)], Entry(run, endings), forecast)

    def _read_again(self, pages: list[KeptPage | Refusal], cores: Cores, account: Account, run: int) -> None:
        kept = [page for page in pages if isinstance(page, KeptPage)]
        damaged = [page for page in pages if isinstance(page, Refusal)]
        found, forecast = examine(self.store, [(k.key, k.page) for k in kept], cores)
        results = list(zip(kept, found, strict=True))
        with self.store.telling():
            changed = self.store.keep_again(results, forecast)
        endings: Counter[Ending] = Counter(_end_refused(account, page, page) for page in damaged)
        endings.update(
            _end_refused(account, k.page, r) if isinstance(r, Refusal) else _end_read(account, k, r, changed)
            for k, r in results
        )
        self.store.keep([], damaged, Entry(run, endings))

    def _settle(self) -> None:
        """Look again at the pages that may be told otherwise since their sites agree on other names.

        Only while holding `telling`. A page that cannot be read again stays as it is.
        """
        while sites := self.store.unsettled(BATCH):
            undrawn = [site for site in sites if site.record.sample is None]
            if undrawn:
                for site in undrawn:
                    self._redraw(site)
                continue  # only now is it known which pages are concerned
            waiting: list[KeptPage] = []
            for pages in chain.from_iterable(self.store.concerned(site, BATCH) for site in sites):
                waiting += pages
                if len(waiting) >= BATCH:
                    self._look_again(waiting)
                    waiting = []
            self._look_again(waiting)
            self.store.settle(sites)

    def _redraw(self, site: "Unsettled") -> None:
        kept = self.store.sample_of(site)
        results = zip(kept, _reading_share([k.page for k in kept]), strict=True)
        self.store.redraw(site, [seen_of(k.key, r) for k, r in results if isinstance(r, Reading)])

    def _look_again(self, pages: list[KeptPage]) -> None:
        results, forecast = examine(self.store, [(k.key, k.page) for k in pages], Cores())
        kept = [(k, r) for k, r in zip(pages, results, strict=True) if isinstance(r, Checked)]
        self.store.keep_again(kept, forecast)


def _end_refused(account: Account, item: Page | Refusal, refusal: Refusal) -> Ending:
    account.refuse(refusal)
    return Ending(source_of(item), refusal.outcome, refusal.code.value)


def _end_stored(account: Account, page: Page, checked: Checked) -> Ending:
    account.stored += 1
    account.count_findings(Counter(f.check.value for f in accusing(checked.findings)))
    return Ending(source_of(page), Outcome.STORED)


def _end_read(account: Account, kept: KeptPage, checked: Checked, changed: set[int]) -> Ending:
    if kept.id in changed:
        return _end_stored(account, kept.page, checked)
    account.unchanged += 1
    return Ending(source_of(kept.page), Outcome.UNCHANGED)
