"""Every button there is, pressed with made-up numbers by those whom it is not for."""

from dataclasses import fields

import pytest

from bot.handlers.buttons import PRESSES
from bot.presses import data
from bot.replies import common
from tests.unit.bot.chats import ADMIN
from tests.unit.bot.fakes import ANN

STRANGER = 900
KINDS = sorted(PRESSES)
ODD = (0, 1, 2, 3, 10**17)
_MAY_CHANGE = ("last_id", "audit", "inbox", "outbox", "conversations")
"""What a refused press leaves behind: a line of the log, its update, an answer."""


def record(chats):
    """All that is kept of people, their faces, their attendance and their rights."""
    state = chats.units.state
    names = [field.name for field in fields(state) if not field.name.startswith(_MAY_CHANGE)]
    return {name: repr(getattr(state, name)) for name in names}


@pytest.mark.parametrize(("verb", "count"), KINDS, ids=str)
async def test_a_stranger_changes_nothing(chats, math, ann, verb, count):
    await chats.school.add_student("Bob", math, account_id=200, agreed=True, photos=[b"bob"])
    before = record(chats)
    for number in ODD:
        await chats.presses(STRANGER, data(verb, *[number] * count) if count else verb)
    assert record(chats) == before


@pytest.mark.parametrize(("verb", "count"), KINDS, ids=str)
async def test_a_student_changes_nobody_elses_record(chats, math, ann, verb, count):
    bob = await chats.school.add_student("Bob", math, account_id=200, agreed=True, photos=[b"bob"])
    before = about(chats, bob)
    for number in (*ODD, bob.id):
        await chats.presses(ANN, data(verb, *[number] * count) if count else verb)
    assert about(chats, bob) == before


@pytest.mark.parametrize(("verb", "count"), KINDS, ids=str)
async def test_a_teacher_of_another_class_marks_nobody(chats, math, una, ann, verb, count):
    for number in (*ODD, ann.id, math.id):
        await chats.presses(una, data(verb, *[number] * count) if count else verb)
    assert chats.units.state.marks == {}
    assert chats.units.state.students[ann.id] == ann


@pytest.mark.parametrize(("verb", "count"), KINDS, ids=str)
async def test_an_admin_is_told_that_there_is_no_such_thing(chats, math, ann, verb, count):
    for number in (0, 10**17):
        assert await chats.presses(ADMIN, data(verb, *[number] * count) if count else verb)


@pytest.mark.parametrize("carried", ["", ":", "set:-1:1:1", "set:1:1:١", "set:1:1:1e3", "x" * 64])
async def test_what_no_button_carries_is_no_button(chats, math, ann, carried):
    before = record(chats)
    (answer,) = await chats.presses(ANN, carried)
    assert answer.text == common.STALE_BUTTON
    assert record(chats) == before


def about(chats, student):
    """What is kept of one student."""
    state = chats.units.state
    kept = [one for one in state.templates.values() if one.student_id == student.id]
    return state.students[student.id], kept, [key for key in state.marks if student.id in key]
