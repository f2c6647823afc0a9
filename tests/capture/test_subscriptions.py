"""When a list is asked again: simulated feeds, and the laws that hold for every poll."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.capture.http_answers import Validators
from copydesk.capture.subscriptions import (
    LATEST,
    LONGEST_POLLED,
    SOONEST,
    NotPolled,
    Polled,
    PollResult,
    Subscription,
    Unmodified,
    after_poll,
    digest,
    digests,
    due,
    next_due,
    validators,
)
from copydesk.record import Refusal, RefusalCode

NOW = datetime(2024, 3, 14, 18, 0, tzinfo=UTC)
FEED = Subscription(url="https://harbour.example/feed")
REFUSAL = Refusal(page=FEED.url, code=RefusalCode.NO_ANSWER, reason="no answer")


def wait(subscription: Subscription, now: datetime = NOW) -> timedelta:
    return next_due([subscription], now)


def simulate(gap: timedelta, polls: int, jitter: float = 0.3) -> list[timedelta]:
    """Poll a feed whose entries are `gap` apart, more or less; how long each poll was from the one before."""
    dice = Random(4)  # noqa: S311
    now, entry, feed, pauses = NOW, NOW, FEED, []
    for _ in range(polls):
        new = 0
        while entry <= now:
            new += 1
            entry += gap * (1 + jitter * (2 * dice.random() - 1))
        feed = after_poll(feed, Polled(new=new) if new else Unmodified(), now)
        pauses.append(wait(feed, now))
        now += pauses[-1]
    return pauses


@pytest.mark.parametrize("hours", [0.5, 1, 3, 6, 12])
def test_a_feed_is_asked_about_as_often_as_it_changes(hours: float) -> None:
    late = simulate(timedelta(hours=hours), 60)[20:]
    mean = sum(late, timedelta()) / len(late)
    assert 0.5 <= mean / timedelta(hours=hours) <= 1.5


def test_bounds_for_the_quickest_and_the_slowest() -> None:
    assert min(simulate(timedelta(minutes=1), 40)) >= SOONEST
    assert simulate(timedelta(minutes=1), 40)[-1] < SOONEST * 1.5
    slow = simulate(timedelta(days=30), 40)
    assert max(slow) <= LATEST * 1.05
    assert slow[-1] >= LATEST * 0.9


def test_a_feed_that_wakes_up_is_found_out() -> None:
    feed, now = FEED, NOW
    for _ in range(20):
        feed = after_poll(feed, Unmodified(), now)
        now += wait(feed, now)
    assert wait(feed, now - timedelta(seconds=1)) <= LATEST
    for _ in range(15):
        feed = after_poll(feed, Polled(new=10), now)
        now += wait(feed, now)
    assert feed.every < 3 * 3600


def test_failures_are_asked_less_and_less_often_and_one_success_ends_that() -> None:
    feed, pauses = FEED, []
    for _ in range(12):
        feed = after_poll(feed, NotPolled(REFUSAL), NOW)
        pauses.append(wait(feed))
    assert pauses == sorted(pauses)
    assert pauses[0] >= timedelta(hours=2)
    assert pauses[-1] <= LATEST * 1.05
    assert (feed.failures, feed.refusal) == (12, str(REFUSAL))
    well = after_poll(feed, Unmodified(), NOW)
    assert (well.failures, well.refusal) == (0, None)
    assert wait(well) < timedelta(hours=2)


def test_what_the_server_wishes_counts() -> None:
    # NOW is a whole second, so that what a server wishes comes out to the second.
    assert wait(after_poll(FEED, NotPolled(REFUSAL, 503, timedelta(hours=7)), NOW)) == timedelta(hours=7)
    assert wait(after_poll(FEED, NotPolled(REFUSAL, 429, timedelta()), NOW)) == SOONEST
    assert wait(after_poll(FEED, Polled(new=1, ttl=180), NOW)) >= timedelta(hours=3)
    assert wait(after_poll(FEED, Polled(new=1, ttl=10**9), NOW)) <= LATEST * 1.05


def test_what_is_gone_is_not_asked_again() -> None:
    gone = after_poll(FEED, NotPolled(REFUSAL, 410), NOW)
    assert gone.stopped is not None
    assert due([gone], NOW + timedelta(days=99)) == []
    assert after_poll(FEED, NotPolled(REFUSAL, 404), NOW).stopped is None


def test_due_are_those_whose_time_has_come_the_longest_overdue_first() -> None:
    early, late, later = (
        after_poll(Subscription(url=f"https://{n}.example/"), Unmodified(), NOW - timedelta(hours=n)) for n in (9, 5, 0)
    )
    fresh = Subscription(url="https://new.example/")
    assert due([later, late, fresh, early], NOW) == [fresh, early, late]
    assert next_due([], NOW) == LATEST
    assert next_due([fresh], NOW) == timedelta()


def test_a_list_is_had_in_full_once_a_day_whatever_its_etag_says() -> None:
    given = Validators("https://harbour.example/feed2", '"x"', None)
    polled = after_poll(FEED, Polled(validators=given), NOW)
    assert validators(FEED, NOW) is None
    assert validators(polled, NOW + timedelta(hours=23)) == given
    still = after_poll(polled, Unmodified(), NOW + timedelta(hours=23))
    assert validators(still, NOW + timedelta(hours=24)) is None


def test_an_address_that_moved_for_good_is_kept() -> None:
    assert after_poll(FEED, Polled(moved_to="https://new.example/"), NOW).url == "https://new.example/"
    too_long = "https://new.example/" + "x" * LONGEST_POLLED
    assert after_poll(FEED, Polled(moved_to=too_long), NOW).url == FEED.url


def test_digests() -> None:
    urls = ["https://a.example/1", "https://a.example/2", "\ud800"]
    assert digests(b"".join(map(digest, urls))) == set(map(digest, urls))
    assert digests(b"") == set()


results = st.one_of(
    st.builds(Polled, new=st.integers(0, 10**6), ttl=st.none() | st.integers(0, 10**9), seen=st.none() | st.just(b"")),
    st.builds(Unmodified),
    st.builds(
        NotPolled,
        st.just(REFUSAL),
        st.none() | st.sampled_from([404, 429, 500, 503]),
        st.none() | st.timedeltas(timedelta(), timedelta(days=1)),
    ),
)


@given(st.lists(st.tuples(results, st.timedeltas(timedelta(), timedelta(days=400))), max_size=30))
def test_the_next_poll_is_always_within_the_bounds(polls: list[tuple[PollResult, timedelta]]) -> None:
    feed, now = FEED, NOW
    for result, later in polls:
        feed = after_poll(feed, result, now)
        assert SOONEST <= wait(feed, now) <= LATEST * 1.05 + timedelta(seconds=1)
        assert SOONEST.total_seconds() <= feed.every <= LATEST.total_seconds()
        now += later
