"""`/metrics` in Prometheus' text format: inputs by their ends, the desk's holdings, polls, requests.

Written here in some lines: the client library keeps counters for many processes and kinds, of which this is one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from time import perf_counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..capture.polls import Subscribed
from ..stores.protocol import Counts, Tally
from ..text.times import moment
from . import pages
from .site import site_of_request

#: Upper bounds of the histogram, in seconds: from an answer out of memory to one that nobody waited for.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

#: Subscriptions that are told one by one; each is five lines to whoever collects them.
_MOST_POLLED = 2_000

_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[tuple[str, str], ...]


class Requests:
    """Counts of requests by handler and status, and how long they took. Only the server's loop writes here."""

    def __init__(self) -> None:
        self.answered: Counter[tuple[str, int]] = Counter()
        self.within: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
        self.seconds: Counter[str] = Counter()

    def add(self, handler: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.answered[handler, status] += 1
        place = next((i for i, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
        self.within[handler][place] += 1
        self.seconds[handler] += seconds  # type: ignore[assignment]  # a Counter sums floats as well

    def lines(self) -> Iterator[str]:
        """The families of requests."""
        yield from family("copydesk_requests_total", "counter", "Requests by handler and status.")
        for (handler, status), number in sorted(self.answered.items()):
            yield sample("copydesk_requests_total", number, (("handler", handler), ("status", str(status))))
        name = "copydesk_request_seconds"
        yield from family(name, "histogram", "Seconds from a request's head to its answer's end.")
        for handler, counts in sorted(self.within.items()):
            label, so_far = ("handler", handler), 0
            for bound, number in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
                so_far += number
                yield sample(f"{name}_bucket", so_far, (label, ("le", bound)))
            yield sample(f"{name}_sum", round(self.seconds[handler], 6), (label,))
            yield sample(f"{name}_count", so_far, (label,))


class Measured:
    """Counts and times every request, by the handler that answered: addresses have no end, handlers do."""

    def __init__(self, app: ASGIApp, requests: Requests) -> None:
        self.app = app
        self.requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self.requests.add(_handler(scope), status, perf_counter() - began)


def _handler(scope: Scope) -> str:
    endpoint = scope.get("endpoint")
    if endpoint is None:
        return "none"
    name = getattr(endpoint, "__name__", type(endpoint).__name__.lower())
    module = getattr(endpoint, "__module__", "").rsplit(".", 1)[-1]
    return "static" if name == "files" else f"{module}.{name}"


def metrics(request: Request) -> Response:
    """What Prometheus collects."""
    site = site_of_request(request)
    if not site.rights.measured:
        return pages.nothing_here(request)
    polled = site.subscriptions()
    text = "\n".join(
        [
            *_inputs(site.store.endings()),
            *_holdings(site.counts()),
            *_polls(polled[:_MOST_POLLED]),
            *request.app.state.requests.lines(),
        ]
    )
    return Response(text.encode("utf-8", "replace") + b"\n", 200, {"Cache-Control": "no-store"}, _TYPE)


def _inputs(tally: Tally) -> Iterator[str]:
    name = "copydesk_inputs_total"
    yield from family(name, "counter", "Inputs of all runs by how they ended; the four add up to what came in.")
    yield sample(name, tally.stored, (("outcome", "stored"), ("code", "")))
    yield sample(name, tally.unchanged, (("outcome", "unchanged"), ("code", "")))
    for outcome, codes in (("refused", tally.refused), ("quarantined", tally.quarantined)):
        for code, number in sorted(codes.items()):
            yield sample(name, number, (("outcome", outcome), ("code", code)))


def _holdings(counts: Counts) -> Iterator[str]:
    for what, says in (("pages", "Pages on the desk."), ("stories", "Stories on the desk.")):
        yield from family(f"copydesk_{what}", "gauge", says)
        yield sample(f"copydesk_{what}", getattr(counts, what))


def _polls(subscriptions: Iterable[Subscribed]) -> Iterator[str]:
    told = list(subscriptions)
    for name, says, values in (
        ("poll_seconds", "Seconds of the last poll, with the pages that it brought.", [s.took for s in told]),
        ("poll_failures", "Polls that failed in a row.", [float(s.failures) for s in told]),
        ("poll_interval_seconds", "How long its changes are thought to be apart.", [s.every for s in told]),
        ("last_poll_timestamp_seconds", "When it was last polled.", [_seconds(s.last_poll) for s in told]),
        ("next_poll_timestamp_seconds", "When it is due.", [_seconds(s.next_poll) for s in told]),
    ):
        yield from family(f"copydesk_{name}", "gauge", says)
        for subscription, value in zip(told, values, strict=True):
            if value is not None:
                yield sample(f"copydesk_{name}", value, (("url", subscription.url),))


def _seconds(text: str | None) -> float | None:
    found: datetime | None = moment(text)
    return None if found is None else found.timestamp()


def family(name: str, kind: str, says: str) -> tuple[str, str]:
    """The two lines that open a family of samples."""
    return f"# HELP {name} {says}", f"# TYPE {name} {kind}"


def sample(name: str, value: float, labels: Labels = ()) -> str:
    """One sample; what is hostile in a label is escaped as the format wants it."""
    said = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
    return f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
