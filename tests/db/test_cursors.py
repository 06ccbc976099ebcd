"""Cursors lead back to where they were taken, and nowhere else."""

import base64
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.cursors import START, BadCursorError, Cursors, ListPlace
from db.records import Position

steady = settings(deadline=None, derandomize=True)
LOG = Cursors(UUID("11111111-2222-4333-8444-555555555555"))
OTHER = Cursors(uuid4())
POSITIONS = st.integers(0, 10**18 - 1).map(Position)
TIMES = st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the timezone
PLACES = st.builds(ListPlace, at=TIMES, id=st.uuids())


def packed(text: str) -> str:
    """`text`, made to look like a cursor."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def ours(kind: str, *fields: str) -> str:
    """A cursor of this log with these fields."""
    return packed(":".join((kind, LOG.log_id.hex, *fields)))


@steady
@given(POSITIONS)
def test_the_cursor_of_a_position_leads_to_it(position: Position) -> None:
    assert LOG.position(LOG.of_position(position)) == position


@steady
@given(PLACES)
def test_the_cursor_of_a_place_leads_to_it(place: ListPlace) -> None:
    assert LOG.place(LOG.of_place(place)) == place


@steady
@given(PLACES, POSITIONS)
def test_cursors_are_plain_words_for_a_url(place: ListPlace, position: Position) -> None:
    for cursor in (LOG.of_place(place), LOG.of_position(position)):
        assert cursor.isascii()
        assert cursor.replace("-", "").replace("_", "").isalnum()


def test_start_stands_before_the_first_event_of_any_log() -> None:
    assert LOG.position(START) == OTHER.position(START) == 0


GARBAGE = [
    "",
    "0",
    "start",
    "START ",
    "é",
    "\0",
    "\ud800",
    "=" * 50,
    "a" * 100_000,
    packed("e"),
    packed("e:"),
    packed("é:1:2"),
    ours("e"),
    ours("e", ""),
    ours("e", "x"),
    ours("e", "-1"),
    ours("e", "+1"),
    ours("e", " 1"),
    ours("e", "1_0"),
    ours("e", "1.0"),
    ours("e", "1", "2"),
    ours("e", "9" * 19),
    ours("e", "9" * 5_000),
    ours("l", "1"),
    ours("l", "", ""),
    ours("l", "x", "0" * 32),
    ours("l", "1", "0" * 31),
    ours("l", "9" * 18, "0" * 32),
    ours("l", "9" * 5_000, "0" * 32),
    ours("x", "1"),
]


@pytest.mark.parametrize("cursor", GARBAGE, ids=range(len(GARBAGE)))
def test_what_is_no_cursor_is_refused_with_what_came_and_what_to_do(cursor: str) -> None:
    for read in (LOG.position, LOG.place):
        with pytest.raises(
            BadCursorError, match=r"is not a cursor of this list. Pass one back as it was given"
        ) as raised:
            read(cursor)
        assert len(str(raised.value)) < 400


@steady
@given(st.text() | st.text(alphabet="ABCDabcdeijlZ019_-="))
@example("\ud800")
def test_any_text_is_a_cursor_or_is_refused(text: str) -> None:
    for read in (LOG.position, LOG.place):
        try:
            read(text)
        except BadCursorError:
            continue
        assert text == START


@steady
@given(st.text(), st.lists(st.text(), max_size=4))
def test_any_fields_in_a_cursor_are_read_or_refused(kind: str, fields: list[str]) -> None:
    cursor = base64.urlsafe_b64encode(":".join((kind, *fields)).encode(errors="replace")).decode()
    for read in (LOG.position, LOG.place):
        with pytest.raises(BadCursorError):
            read(cursor)


@steady
@given(PLACES, POSITIONS, st.data())
def test_a_cursor_that_was_cut_short_is_refused_or_leads_elsewhere(
    place: ListPlace, position: Position, data: st.DataObject
) -> None:
    of_position, of_place = LOG.of_position(position), LOG.of_place(place)
    length = data.draw(st.integers(0, len(of_position) - 1))
    with suppress(BadCursorError):
        assert LOG.position(of_position[:length]) != position
    with pytest.raises(BadCursorError):
        LOG.place(of_place[: data.draw(st.integers(0, len(of_place) - 1))])


def test_a_cursor_of_the_other_kind_is_refused() -> None:
    place = ListPlace(datetime.now(UTC), uuid4())
    with pytest.raises(BadCursorError, match="not a cursor of this list"):
        LOG.position(LOG.of_place(place))
    with pytest.raises(BadCursorError, match="not a cursor of this list"):
        LOG.place(LOG.of_position(Position(1)))
    with pytest.raises(BadCursorError, match="not a cursor of this list"):
        LOG.place(START)


def test_a_cursor_of_another_log_is_refused_and_said_to_be_one() -> None:
    place = ListPlace(datetime.now(UTC), uuid4())
    with pytest.raises(BadCursorError, match="from another database"):
        LOG.position(OTHER.of_position(Position(1)))
    with pytest.raises(BadCursorError, match="from another database"):
        LOG.place(OTHER.of_place(place))
