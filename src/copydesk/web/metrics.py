"""`/metrics` in Prometheus' text format: inputs by their ends, the desk's holdings, polls, requests."""

from collections.abc import Iterable, Iterator
from time import perf_counter

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..capture.polls import Subscribed
from ..stores.protocol import Counts, Tally
from ..text.times import moment
from . import pages
from .site import Site, site_of_request

#: Upper bounds of the histogram, in seconds: from an answer out of memory to one that nobody waited for.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

#: Subscriptions that are told one by one; each is five lines to whoever collects them.
_MOST_POLLED = 2_000

# Without these, each counter would also tell when it was made: when the server was started, all of them.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the one function of the library without types


class Requests:
    """Counts of requests by handler and status, and how long they took."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answered = Counter(
            "copydesk_requests", "Requests by handler and status.", ("handler", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "copydesk_request_seconds",
            "Seconds from a request's head to its answer's end.",
            ("handler",),
            registry=self.registry,
            buckets=BOUNDS,
        )

    def add(self, handler: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._answered.labels(handler, str(status)).inc()
        self._seconds.labels(handler).observe(seconds)


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
    requests: Requests = request.app.state.requests
    desk = CollectorRegistry()
    desk.register(_Desk(site))
    text = generate_latest(desk) + generate_latest(requests.registry)
    return Response(text, 200, {"Cache-Control": "no-store"}, CONTENT_TYPE_PLAIN_0_0_4)


class _Desk(Collector):
    """What the served desk holds, as it is asked."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry is asked once, and need not look for names that are given twice."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Inputs, holdings, polls."""
        yield _inputs(self._site.store.endings())
        yield from _holdings(self._site.counts())
        yield from _polls(self._site.subscriptions()[:_MOST_POLLED])


def _inputs(tally: Tally) -> Metric:
    says = "Inputs of all runs by how they ended; the four add up to what came in."
    family = CounterMetricFamily("copydesk_inputs", says, labels=("outcome", "code"))
    family.add_metric(("stored", ""), tally.stored)
    family.add_metric(("unchanged", ""), tally.unchanged)
    for outcome, codes in (("refused", tally.refused), ("quarantined", tally.quarantined)):
        for code, number in sorted(codes.items()):
            family.add_metric((outcome, code), number)
    return family


def _holdings(counts: Counts) -> Iterator[Metric]:
    yield GaugeMetricFamily("copydesk_pages", "Pages on the desk.", value=counts.pages)
    yield GaugeMetricFamily("copydesk_stories", "Stories on the desk.", value=counts.stories)


def _polls(told: list[Subscribed]) -> Iterator[Metric]:
    for name, says, values in (
        ("poll_seconds", "Seconds of the last poll, with the pages that it brought.", [s.took for s in told]),
        ("poll_failures", "Polls that failed in a row.", [float(s.failures) for s in told]),
        ("poll_interval_seconds", "How long its changes are thought to be apart.", [s.every for s in told]),
        ("last_poll_timestamp_seconds", "When it was last polled.", [_seconds(s.last_poll) for s in told]),
        ("next_poll_timestamp_seconds", "When it is due.", [_seconds(s.next_poll) for s in told]),
    ):
        family = GaugeMetricFamily(f"copydesk_{name}", says, labels=("url",))
        for subscription, value in zip(told, values, strict=True):
            if value is not None:
                family.add_metric((subscription.url,), value)
        yield family


def _seconds(text: str | None) -> float | None:
    found = moment(text)
    return None if found is None else found.timestamp()
