"""Working-time arithmetic against hand-worked cases and an independent minute-by-minute oracle."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.cases import deadlines
from linli.cases.calendar import WorkCalendar, parse_hours
from linli.cases.deadlines import Clock, Pause, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Mid-autumn and National Day of 2026: off 25-27 September and 1-7 October; 20 September, 10 October worked.
CALENDAR = WorkCalendar(
    holidays=frozenset([date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8)), date(2026, 1, 1)]),
    workdays=frozenset([date(2026, 9, 20), date(2026, 10, 10)]),
    known_years=frozenset([2025, 2026]),
)
ROUND_THE_CLOCK = WorkCalendar(hours=parse_hours(["00:00-23:59"]), known_years=frozenset([2026]))


def at(text: str) -> datetime:
    """Return the local time written as "2026-03-02 08:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


@pytest.mark.parametrize(
    ("start", "limit", "unit", "expected"),
    [
        ("2026-03-02 09:00", 2, "work_hour", "2026-03-02 11:00"),
        ("2026-03-02 11:00", 2, "work_hour", "2026-03-02 15:00"),
        ("2026-03-02 12:00", 1, "work_hour", "2026-03-02 15:00"),
        ("2026-03-02 13:07", 1, "work_hour", "2026-03-02 15:00"),
        ("2026-03-02 11:00", 1, "work_hour", "2026-03-02 12:00"),
        ("2026-03-02 16:00", 2, "work_hour", "2026-03-02 18:00"),
        ("2026-03-02 16:00", 3, "work_hour", "2026-03-03 09:00"),
        ("2026-03-02 18:00", 1, "work_hour", "2026-03-03 09:00"),
        ("2026-03-06 17:30", 1, "work_hour", "2026-03-09 08:30"),
        ("2026-03-07 10:00", 4, "work_hour", "2026-03-09 12:00"),
        ("2026-03-02 08:00", 1, "work_day", "2026-03-02 18:00"),
        ("2026-03-02 09:00", 1, "work_day", "2026-03-03 09:00"),
        ("2026-03-02 14:00", 1, "work_day", "2026-03-03 12:00"),
        ("2026-03-02 08:00", 0.5, "work_day", "2026-03-02 12:00"),
        ("2026-09-24 17:00", 2, "work_hour", "2026-09-28 09:00"),
        ("2026-09-30 17:00", 2, "work_hour", "2026-10-08 09:00"),
        ("2026-09-30 09:00", 3, "work_day", "2026-10-10 09:00"),
        ("2026-09-19 12:00", 1, "work_day", "2026-09-20 18:00"),
        ("2026-10-01 00:30", 2, "urgent_hour", "2026-10-01 02:30"),
        ("2026-10-01 23:59", 1, "urgent_day", "2026-10-02 23:59"),
        ("2026-03-02 17:59:30", Decimal(1) / 60, "work_hour", "2026-03-03 08:00:30"),
        ("2026-03-02 07:59:30", 1, "work_hour", "2026-03-02 09:00"),
    ],
)
def test_due_worked_by_hand(start: str, limit: float, unit: Unit, expected: str) -> None:
    assert local(deadlines.due(at(start), limit, unit, CALENDAR).at) == expected


def test_a_day_that_ends_at_2359_loses_no_minute() -> None:
    assert ROUND_THE_CLOCK.minutes_a_day == 1440
    end = deadlines.due(at("2026-03-02 20:00"), 8, "work_hour", ROUND_THE_CLOCK).at
    assert local(end) == "2026-03-03 04:00"
    weekend = deadlines.due(at("2026-03-06 20:00"), 8, "work_hour", ROUND_THE_CLOCK).at
    assert local(weekend) == "2026-03-09 04:00"
    midnight = deadlines.due(at("2026-03-06 20:00"), 4, "work_hour", ROUND_THE_CLOCK).at
    assert local(midnight) == "2026-03-07 00:00"


def test_a_working_day_stands_for_eight_hours_under_any_hours_table() -> None:
    short = WorkCalendar(hours=parse_hours(["09:00-12:00", "13:00-17:00"]), known_years=frozenset([2026]))
    assert local(deadlines.due(at("2026-03-02 09:00"), 1, "work_day", short).at) == "2026-03-03 10:00"


def test_an_unknown_year_keeps_new_years_day_and_weekends_and_says_so() -> None:
    end = deadlines.due(at("2026-12-31 17:00"), 2, "work_hour", CALENDAR)
    assert (local(end.at), end.provisional) == ("2027-01-04 09:00", True)
    assert deadlines.due(at("2026-12-31 17:00"), 1, "work_hour", CALENDAR).provisional is False
    assert deadlines.due(at("2026-12-31 23:00"), 2, "urgent_day", CALENDAR).provisional is False
    assert CALENDAR.known_through == 2026
    loaded = WorkCalendar(
        holidays=CALENDAR.holidays | {date(2027, 1, 1), date(2027, 1, 4)},
        workdays=CALENDAR.workdays,
        known_years=CALENDAR.known_years | {2027},
    )
    again = deadlines.due(at("2026-12-31 17:00"), 2, "work_hour", loaded)
    assert (local(again.at), again.provisional) == ("2027-01-05 09:00", False)


def test_a_pause_moves_the_end_by_its_working_time_only() -> None:
    clock = Clock(at("2026-03-02 09:00"), 4, "work_hour")
    paused = clock.paused(at("2026-03-02 10:00"), at("2026-03-03 15:00"))
    assert local(paused.due(CALENDAR).at) == "2026-03-03 18:00"
    back = paused.resumed(at("2026-03-02 11:00"))
    assert local(back.due(CALENDAR).at) == "2026-03-02 16:00"
    assert paused.resumed(at("2026-03-04 08:00")) == paused


def test_a_pause_after_the_end_changes_nothing() -> None:
    late = Clock(at("2026-03-02 09:00"), 2, "work_hour").paused(
        at("2026-03-02 11:00"), at("2026-03-20 11:00")
    )
    assert local(late.due(CALENDAR).at) == "2026-03-02 11:00"


def test_changing_the_limit_keeps_the_paused_time() -> None:
    clock = Clock(at("2026-03-02 09:00"), 4, "work_hour").paused(
        at("2026-03-02 10:00"), at("2026-03-03 10:00")
    )
    assert local(clock.relimited(1, "work_day").due(CALENDAR).at) == "2026-03-04 09:00"
    assert local(clock.relimited(2, "urgent_hour").due(CALENDAR).at) == "2026-03-03 11:00"


def test_an_extension_adds_one_original_limit() -> None:
    clock = Clock(at("2026-03-02 09:00"), Decimal("0.5"), "work_day")
    assert local(clock.extended().due(CALENDAR).at) == "2026-03-03 09:00"
    assert local(clock.extended().extended().due(CALENDAR).at) == "2026-03-03 15:00"


def test_a_second_pause_must_follow_the_first() -> None:
    clock = Clock(at("2026-03-02 09:00"), 4, "work_hour").paused(
        at("2026-03-02 10:00"), at("2026-03-03 10:00")
    )
    with pytest.raises(ValueError, match="already paused"):
        clock.paused(at("2026-03-02 12:00"), at("2026-03-04 10:00"))
    with pytest.raises(ValueError, match="end after it begins"):
        clock.paused(at("2026-03-04 12:00"), at("2026-03-04 12:00"))


def test_a_warning_falls_in_working_time() -> None:
    three_hours_before = deadlines.warn_at(at("2026-03-02 09:00"), 1, "work_day", 180, CALENDAR)
    assert local(three_hours_before) == "2026-03-02 16:00"
    exactly_at_the_break = deadlines.share_at(at("2026-03-02 08:00"), 1, "work_day", 0.5, CALENDAR)
    assert local(exactly_at_the_break) == "2026-03-02 14:00"
    overnight = deadlines.share_at(at("2026-03-02 14:00"), 1, "work_day", 0.5, CALENDAR)
    assert local(overnight) == "2026-03-03 08:00"
    urgent = deadlines.share_at(at("2026-03-02 20:00"), 10, "urgent_hour", 0.8, CALENDAR)
    assert local(urgent) == "2026-03-03 04:00"
    too_short = deadlines.warn_at(at("2026-03-02 19:00"), 1, "work_hour", 120, CALENDAR)
    assert local(too_short) == "2026-03-03 08:00"


def test_a_warning_waits_for_the_end_of_a_pause() -> None:
    pauses = (Pause(at("2026-03-02 10:00"), at("2026-03-05 10:00")),)
    warn = deadlines.share_at(at("2026-03-02 08:00"), 4, "work_hour", 0.5, CALENDAR, pauses)
    assert local(warn) == "2026-03-05 10:00"


def test_remaining_counts_down_and_then_below_zero() -> None:
    clock = Clock(at("2026-03-02 09:00"), 4, "work_hour")
    assert clock.remaining(at("2026-03-02 08:00"), CALENDAR) == timedelta(hours=4)
    assert clock.remaining(at("2026-03-02 11:30"), CALENDAR) == timedelta(minutes=90)
    assert clock.remaining(at("2026-03-03 09:00"), CALENDAR) == timedelta(hours=-4)
    assert deadlines.parts(timedelta(hours=-12), "work_day", CALENDAR) == (1, 4, 0)
    assert deadlines.parts(timedelta(hours=25, seconds=1), "urgent_hour", CALENDAR) == (1, 1, 1)
    paused = clock.paused(at("2026-03-02 10:00"), at("2026-04-02 10:00"))
    assert paused.remaining(at("2026-03-20 10:00"), CALENDAR) == timedelta(hours=3)


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf"), Decimal("NaN")])
def test_a_limit_must_be_a_number_above_zero(limit: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        deadlines.due(at("2026-03-02 09:00"), limit, "work_hour", CALENDAR)


def test_wrong_input_is_told_apart() -> None:
    with pytest.raises(ValueError, match="unknown unit"):
        deadlines.due(at("2026-03-02 09:00"), 1, "week", CALENDAR)  # type: ignore[arg-type]
    for unit in deadlines.UNITS:
        with pytest.raises(ValueError, match="time zone"):
            deadlines.due(datetime(2026, 3, 2, 9), 1, unit, CALENDAR)  # noqa: DTZ001
        with pytest.raises(ValueError, match="9999"):
            deadlines.due(at("2026-03-02 09:00"), 10**9, unit, CALENDAR)


@pytest.mark.parametrize(
    "spans",
    [
        [],
        ["08:00"],
        ["08:00-07:00"],
        ["08:00-12:00", "11:00-13:00"],
        ["08:00-25:00"],
        ["8-12"],
        ["08:61-09:00"],
    ],
)
def test_wrong_hours_are_refused(spans: list[str]) -> None:
    with pytest.raises(ValueError):
        parse_hours(spans)


def test_a_day_cannot_be_both_off_and_worked() -> None:
    with pytest.raises(ValueError, match="2026-05-01"):
        WorkCalendar(holidays=frozenset([date(2026, 5, 1)]), workdays=frozenset([date(2026, 5, 1)]))


# --- an independent oracle: it walks minute by minute and knows nothing of tables or prefixes ---

HOURS = [
    ["08:00-12:00", "14:00-18:00"],
    ["00:00-23:59"],
    ["09:30-11:45", "13:10-17:20", "19:00-24:00"],
    ["00:00-01:00", "23:00-23:59"],
]


def counts(moment: datetime, calendar: WorkCalendar) -> bool:
    """Say whether the minute that begins at the local time `moment` is worked, from first principles."""
    day = moment.date()
    if day in calendar.workdays:
        works = True
    elif day in calendar.holidays or (day.month == day.day == 1 and day.year not in calendar.known_years):
        works = False
    else:
        works = day.strftime("%a") not in ("Sat", "Sun")
    minute = moment.hour * 60 + moment.minute
    return works and any(begin <= minute < end for begin, end in calendar.hours)


def walk(
    start: datetime, minutes: int, calendar: WorkCalendar, pauses: list[tuple[datetime, datetime]]
) -> datetime:
    """Step over every minute until `minutes` counted ones have ended."""
    moment = start
    while minutes:
        frozen = any(since <= moment < until for since, until in pauses)
        if counts(moment, calendar) and not frozen:
            minutes -= 1
        moment += timedelta(minutes=1)
    return moment


minutes_of_2026 = st.integers(0, 500 * 1440).map(lambda m: datetime(2025, 11, 1) + timedelta(minutes=m))  # noqa: DTZ001
days_of_2026 = st.dates(date(2025, 11, 1), date(2027, 4, 1))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    holidays = draw(st.frozensets(days_of_2026, max_size=25))
    return WorkCalendar(
        holidays=holidays,
        workdays=draw(st.frozensets(days_of_2026, max_size=12)) - holidays,
        known_years=draw(st.frozensets(st.sampled_from([2025, 2026, 2027]))),
        hours=parse_hours(draw(st.sampled_from(HOURS))),
    )


@settings(max_examples=120, deadline=None)
@given(calendars(), minutes_of_2026, st.integers(1, 2000), st.data())
def test_due_agrees_with_the_oracle(
    calendar: WorkCalendar, start: datetime, minutes: int, data: st.DataObject
) -> None:
    gap, length = data.draw(st.integers(0, 4000)), data.draw(st.integers(1, 4000))
    since = start + timedelta(minutes=gap)
    until = since + timedelta(minutes=length)
    expected = walk(start, minutes, calendar, [(since, until)])
    pauses = (Pause(since.replace(tzinfo=SHANGHAI), until.replace(tzinfo=SHANGHAI)),)
    found = deadlines.due(
        start.replace(tzinfo=SHANGHAI), Fraction(minutes, 60), "work_hour", calendar, pauses
    )
    assert found.at == expected.replace(tzinfo=SHANGHAI)
    last_years = set(range(start.year, expected.year + 1))
    assert found.provisional == bool(last_years - calendar.known_years)


@settings(max_examples=100, deadline=None)
@given(calendars(), minutes_of_2026, st.integers(0, 12000))
def test_minutes_between_agree_with_the_oracle(calendar: WorkCalendar, start: datetime, span: int) -> None:
    worked = sum(counts(start + timedelta(minutes=step), calendar) for step in range(span))
    first = start.replace(tzinfo=SHANGHAI)
    last = first + timedelta(minutes=span)
    assert deadlines.working_minutes_between(first, last, calendar) == worked
    assert deadlines.working_minutes_between(last, first, calendar) == -worked


@settings(max_examples=200, deadline=None)
@given(
    calendars(),
    st.datetimes(datetime(2025, 11, 1), datetime(2027, 3, 1)),  # noqa: DTZ001
    st.integers(1, 10**7),
    st.floats(0.01, 0.99),
)
def test_what_is_left_at_the_end_is_nothing(
    calendar: WorkCalendar, start: datetime, seconds: int, share: float
) -> None:
    first = start.replace(tzinfo=UTC)
    limit = Fraction(seconds, 3600)
    for unit in ("work_hour", "urgent_hour"):
        end = deadlines.due(first, limit, unit, calendar).at
        assert deadlines.remaining(first, end, limit, unit, calendar) == timedelta(0)
        before = deadlines.remaining(first, end - timedelta(microseconds=1), limit, unit, calendar)
        assert before == timedelta(microseconds=1)
        if seconds > 100:
            warn = deadlines.share_at(first, limit, unit, share, calendar)
            assert first <= warn < end
            if unit == "work_hour":
                assert counts(warn.astimezone(SHANGHAI).replace(tzinfo=None), calendar)


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_the_nearest_whole_number_is_that_of_round(above: int, below: int) -> None:
    assert deadlines._nearest(above, below) == round(Fraction(above, below))
