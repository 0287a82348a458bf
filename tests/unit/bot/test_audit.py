import csv
import io
from dataclasses import replace

import pytest

from attendance.model import OPERATOR, Act, Outcome
from bot import presses
from bot.replies import audit, common
from tests.unit.attendance.samples import DAY, HOUR, NINE
from tests.unit.bot.chats import ADMIN, labels

OF_NOBODY = 4711


@pytest.fixture
async def acts(chats, math, tom, ann):
    """What has been done in the last days."""
    await chats.school.add_student("Bob", math)
    acts = [
        Act(at=NINE - 40 * DAY, account_id=OPERATOR, action="import", roll_no="BOB"),
        Act(at=NINE - DAY, account_id=tom, action="mark", class_code="MATH1", roll_no="ANN"),
        Act(at=NINE, account_id=tom, action="set", outcome=Outcome.REFUSED),
        Act(at=NINE, account_id=ADMIN, action="keep photo", roll_no="ANN", other_roll_no="BOB"),
        Act(at=NINE, account_id=OF_NOBODY, action="close", class_code="MATH1"),
    ]
    async with chats.units() as uow:
        for act in acts:
            await uow.audit.add(act)
        await uow.commit()
    return acts


def shown(message):
    """The kinds of acts that a page lists, in its order."""
    acts = (line.partition(": ")[2] for line in message.text.splitlines() if line[:2] == "20")
    return [act.replace(",", "").split()[0] for act in acts]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["close", "keep", "set", "mark", "import"]),
        ("MATH1", ["close", "mark"]),
        ("math1 ann", ["mark"]),
        ("BOB", ["keep", "import"]),
        ("keep-photo", ["keep"]),
        ("refused", ["set"]),
        ("2026-03-01", ["mark"]),
        ("2026-03-01..2026-03-02", ["close", "keep", "set", "mark"]),
        ("2026-03", ["close", "keep", "set", "mark"]),
        ("by Tom", ["set", "mark"]),
        ("mark by tom", ["mark"]),
        ("by operator", ["import"]),
        (f"by {OF_NOBODY}", ["close"]),
        ("by Ann", []),
    ],
)
async def test_acts_are_asked_for_in_words(chats, acts, words, found):
    (answer,) = await chats.says(ADMIN, f"/audit {words}".strip())

    assert shown(answer) == found


async def test_a_line_says_when_who_what_on_whom_and_what_became_of_it(chats, acts, tom):
    (answer,) = await chats.says(ADMIN, "/audit")

    lines = answer.text.splitlines()
    assert f"2026-03-02 09:00 account {OF_NOBODY}: close MATH1" in lines
    assert f"2026-03-02 09:00 admin {ADMIN}: keep photo ANN BOB" in lines
    assert "2026-03-02 09:00 Tom: set, refused" in lines
    assert "2026-03-01 09:00 Tom: mark ANN MATH1" in lines
    assert "2026-01-21 09:00 the operator: import BOB" in lines


@pytest.mark.parametrize(
    "word", ["NOBODY", "by Nobody", "2026-13", "2026-03-02..2026-03-01", "by", "1..2", "9" * 40]
)
async def test_a_word_that_names_nothing_is_told_with_those_that_do(chats, acts, word):
    (answer,) = await chats.says(ADMIN, f"/audit {word}")

    assert answer.text.startswith("I don't know ")
    assert "close, import, keep-photo, mark, set" in answer.text


async def test_looking_is_an_act_too(chats, acts):
    await chats.says(ADMIN, "/audit refused")

    look = chats.units.state.audit[-1]
    assert (look.account_id, look.action, look.details) == (ADMIN, "audit", {"about": "refused"})


@pytest.fixture
async def many(chats, tom, math):
    async with chats.units() as uow:
        for number in range(40):
            act = Act(at=NINE, account_id=tom, action="mark", roll_no=f"S{number}")
            await uow.audit.add(act)
        await uow.commit()


def rolls(message):
    return [word[1:] for word in message.text.split() if word[0] == "S" and word[1:].isdigit()]


async def test_a_long_log_is_turned_by_buttons_and_stays_as_it_was(chats, many):
    (first,) = await chats.says(ADMIN, "/audit mark")
    assert labels(first) == ["Older ›", "All as a CSV file"]
    assert "40 acts, page 1 of 3" in first.text
    chats.advance(HOUR)
    await chats.says(ADMIN, "/audit")

    (second,) = await chats.taps(ADMIN, first, "Older")
    (third,) = await chats.taps(ADMIN, second, "Older")

    assert labels(second) == ["‹ Newer", "Older ›", "All as a CSV file"]
    assert labels(third) == ["‹ Newer", "All as a CSV file"]
    listed = [*rolls(first), *rolls(second), *rolls(third)]
    assert listed == [str(number) for number in reversed(range(40))]


async def test_all_of_a_long_log_comes_as_a_file(chats, many):
    (first,) = await chats.says(ADMIN, "/audit mark")

    (sent,) = await chats.taps(ADMIN, first, "CSV")

    rows = list(csv.DictReader(io.StringIO(sent.document.content.decode("utf-8-sig"))))
    assert [row["student"] for row in rows] == [f"S{number}" for number in reversed(range(40))]
    assert (rows[0]["who"], rows[0]["at"]) == ("Tom", "2026-03-02T09:00:00+00:00")
    assert sent.text == "40 acts, latest first."
    assert chats.units.state.audit[-1].details == {"about": "mark", "file": "40"}


def test_no_cell_of_the_file_is_a_formula():
    act = Act(
        at=NINE,
        account_id=5,
        action="holiday",
        roll_no="=1+1",
        details={"name": '=HYPERLINK("x")', "dates": "2026-01-01"},
    )
    plain = replace(act, details={"@x": "y"})

    text = audit.as_csv([act, plain], {5: "+Tom(1)"}, "UTC").decode("utf-8-sig")

    for row in list(csv.reader(io.StringIO(text)))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


async def test_a_list_that_is_kept_no_more_says_so(chats, many):
    (first,) = await chats.says(ADMIN, "/audit mark")
    chats.units.state.audit.clear()

    for label in ("Older", "CSV"):
        (answer,) = await chats.taps(ADMIN, first, label)
        assert answer.text == audit.STALE


async def test_only_admins_look(chats, many, tom):
    (first,) = await chats.says(ADMIN, "/audit mark")

    (answer,) = await chats.says(tom, "/audit")
    assert answer.text == "Only admins can look into the audit log."
    for label in ("Older", "CSV"):
        (answer,) = await chats.taps(tom, first, label)
        assert answer.text == "Only admins can look into the audit log."


async def test_a_button_shows_no_page_of_what_was_no_look(chats, many):
    act = chats.units.state.audit[0]

    (answer,) = await chats.presses(ADMIN, presses.data(audit.PAGE_OF, act.id, 0))

    assert answer.text == audit.STALE
    assert answer.text != common.STALE_BUTTON
