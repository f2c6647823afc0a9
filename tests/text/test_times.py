from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.text.times import day, days_between, iso, moment, spoken, when


def test_a_time_keeps_the_zone_that_it_has() -> None:
    assert when("2025-05-04T08:21:53") == datetime(2025, 5, 4, 8, 21, 53)
    assert when("2025-05-04T08:21:53+05:30") == datetime(2025, 5, 4, 8, 21, 53, tzinfo=timezone(timedelta(hours=5.5)))
    assert when("2025-05-04T08:21Z") == datetime(2025, 5, 4, 8, 21, tzinfo=UTC)
    assert when("2025-05-04") == datetime(2025, 5, 4)


@pytest.mark.parametrize("text", [None, "", "yesterday", "2025-13-01", "2025-02-30", "2025-05-04T25:00", "1" * 10_000])
def test_what_is_no_time(text: str | None) -> None:
    assert when(text) is None
    assert moment(text) is None
    assert days_between(text, "2025-05-04") is None


def test_days_between_may_be_negative_and_mixes_zones() -> None:
    assert days_between("2024-01-15", "2025-05-04") == 475
    assert days_between("2025-05-04", "2024-01-15") == -475
    assert days_between("2025-05-04T00:00:00", "2025-05-04T12:00:00+00:00") == 0.5


def test_times_for_people() -> None:
    assert spoken("2025-05-04") == "4 May 2025"
    assert spoken("2025-05-04T08:21:53") == "4 May 2025, 08:21"
    assert spoken("2025-05-04T08:21:53+00:00") == "4 May 2025, 08:21 UTC"
    assert spoken("2025-05-04T08:21:53+02:00") == "4 May 2025, 08:21 +02:00"
    assert spoken("in spring") == "in spring"
    assert spoken(None) == ""


@given(st.datetimes(timezones=st.just(UTC) | st.none()))
def test_out_and_back(time: datetime) -> None:
    assert when(iso(time)) == time.replace(microsecond=0)
    assert day(iso(time)) == time.date().isoformat()
