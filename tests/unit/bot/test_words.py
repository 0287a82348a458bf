from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.mail import Button, Document, Message
from attendance.model import Meeting, Status
from bot.replies import words
from bot.turn import fitting
from tests.unit.attendance.samples import NINE, a_class, a_plan, weekdays

PARIS = a_class(timezone="Europe/Paris")
BUTTONS = ((Button(text="Yes", data="yes"),),)
PICTURE = b"png"

# Long texts of few, repeated pieces: names, emoji of two units, line ends of every kind.
_pieces = st.sampled_from(
    [
        "Ann Lee, ",
        "😀",
        "é",
        "\n",
        "\n\n",
        " ",
        "x" * 500,
        "👩🏽\u200d🎓",
        "\u2028",
        "\r\n",
        "數" * 99,
    ]
)
long_texts = st.tuples(st.lists(_pieces, max_size=60), st.integers(1, 40)).map(
    lambda drawn: "".join(drawn[0]) * drawn[1]
)
limits = st.integers(2, 5000)


# --- words ----------------------------------------------------------------------------------


def test_every_status_has_its_word():
    assert [words.status(status) for status in Status] == ["Present", "Late", "Absent", "Excused"]


def test_times_are_by_the_wall_clock_of_the_class():
    assert words.clock(datetime(2026, 7, 1, 7, 5, tzinfo=UTC), PARIS) == "09:05"
    assert words.when(PARIS, a_plan(NINE)) == "Mon 2026-03-02 at 10:00"


def test_a_date_is_written_with_its_day():
    assert words.day(date(2026, 11, 23)) == "Mon 2026-11-23"


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 photos"), (1, "1 photo"), (2, "2 photos"), (500, "500 photos")]
)
def test_one_is_singular(number, text):
    assert words.count(number, "photo") == text


def test_meetings_of_the_same_time_are_told_together():
    friday = Meeting(weekday=4, starts=time(23), ends=time(1))

    text = words.meetings((friday, *weekdays(time(9), time(10, 30), [2, 0])))

    assert text == "Mon Wed 09:00-10:30, Fri 23:00-01:00"


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("é", 1), ("😀", 2), ("數", 1)])
def test_a_text_is_as_long_as_telegram_finds_it(text, units):
    assert words.length(text) == units


# --- parts ----------------------------------------------------------------------------------


def test_a_text_that_fits_is_one_part():
    assert words.parts("x" * 4096) == ["x" * 4096]
    assert words.parts("😀" * 2048) == ["😀" * 2048]


def test_a_text_is_split_between_lines_where_it_can_be():
    text = "\n".join(["a" * 3000, "b" * 1000, "c" * 200])

    assert words.parts(text) == ["a" * 3000 + "\n" + "b" * 1000, "c" * 200]


def test_a_long_line_is_split_between_names():
    names = [f"Somebody {number:03}" for number in range(600)]

    pieces = words.parts("Absent: " + ", ".join(names))

    assert len(pieces) == 3
    assert all(sum(name in piece for piece in pieces) == 1 for name in names)


def test_a_long_line_without_commas_is_split_between_words():
    pieces = words.parts(" ".join(["word"] * 2000))

    assert all(set(piece.split()) == {"word"} for piece in pieces)


def test_nothing_is_no_part():
    assert words.parts("") == []
    assert words.parts("\n\n") == []


def letters(text):
    return "".join(text.split())


@given(long_texts, limits)
def test_every_part_fits_and_nothing_is_lost(text, limit):
    pieces = words.parts(text, limit)

    assert all(words.length(piece) <= limit and piece.strip() for piece in pieces)
    assert letters("".join(pieces)) == letters(text)


@given(st.text(), st.integers(2, 30))
def test_any_text_at_all_is_split_without_loss(text, limit):
    text = text.encode(errors="ignore").decode()  # Telegram takes no lone surrogates

    pieces = words.parts(text, limit)

    assert all(words.length(piece) <= limit and piece.strip() for piece in pieces)
    assert letters("".join(pieces)) == letters(text)


@given(long_texts)
def test_parts_are_few(text):
    """No text becomes more than twice the messages that it has to."""
    pieces = words.parts(text)

    assert len(pieces) <= 2 * (words.length(text) / words.LONGEST_MESSAGE) + 1


# --- messages that fit ----------------------------------------------------------------------


def a_message(text, **values):
    return Message(chat_id=1, text=text, **values)


def test_a_message_that_fits_is_left_alone():
    message = a_message("Hello", buttons=BUTTONS, reply_to=5)

    assert fitting(message) == [message]


def test_only_the_first_part_is_a_reply_and_only_the_last_has_the_buttons():
    parts = fitting(a_message("x\n" * 4000, buttons=BUTTONS, reply_to=5))

    assert len(parts) == 2
    assert [part.reply_to for part in parts] == [5, None]
    assert [part.buttons for part in parts] == [(), BUTTONS]


def test_a_short_text_is_the_caption_of_its_picture():
    message = a_message("x" * 1024, picture=PICTURE)

    assert fitting(message) == [message]


def test_a_long_text_follows_its_picture():
    parts = fitting(a_message("x" * 1025, picture=PICTURE, reply_to=5, buttons=BUTTONS))

    assert parts == [
        a_message("", picture=PICTURE, reply_to=5),
        a_message("x" * 1025, buttons=BUTTONS),
    ]


def test_a_long_text_follows_its_file():
    file = Document(name="a.csv", content=b"a,b")
    parts = fitting(a_message("x" * 1025, document=file))

    assert parts == [a_message("", document=file), a_message("x" * 1025)]


def test_what_does_not_fit_into_the_message_it_replaces_follows_it():
    parts = fitting(a_message("x\n" * 4000, edits=9, buttons=BUTTONS))

    assert [part.edits for part in parts] == [9, None]
    assert [part.buttons for part in parts] == [(), BUTTONS]
    assert letters("".join(part.text for part in parts)) == "x" * 4000


def test_what_is_too_long_for_the_caption_it_replaces_is_a_message_of_its_own():
    parts = fitting(a_message("x" * 1025, edits=9, captioned=True, buttons=BUTTONS))

    assert parts == [a_message("x" * 1025, buttons=BUTTONS)]
    short = a_message("x" * 1024, edits=9, captioned=True)
    assert fitting(short) == [short]


@given(
    long_texts.filter(letters),
    st.sampled_from([None, PICTURE]),
    st.sampled_from([None, 5]),
    st.sampled_from([(), BUTTONS]),
)
def test_whatever_is_said_telegram_takes_it(text, picture, reply_to, buttons):
    parts = fitting(a_message(text, picture=picture, reply_to=reply_to, buttons=buttons))

    for part in parts:
        limit = words.LONGEST_CAPTION if part.picture else words.LONGEST_MESSAGE
        assert words.length(part.text) <= limit
        assert part.text.strip() or part.picture
    assert letters("".join(part.text for part in parts)) == letters(text)
    assert [part.picture for part in parts] == [picture, *[None] * (len(parts) - 1)]
    assert [part.reply_to for part in parts] == [reply_to, *[None] * (len(parts) - 1)]
    assert parts[-1].buttons == buttons
    assert not any(part.buttons for part in parts[:-1])
