"""Presses of buttons. What a button carries is checked again: it may be old, or not theirs."""

from attendance import errors
from attendance.model import Student
from bot import presses
from bot.handlers import (
    cards,
    enrolment,
    invites,
    people,
    requests,
    scan,
    selfie,
    timetables,
    undoing,
    welcome,
)
from bot.handlers.lookup import is_admin
from bot.replies import admin, calendar, common, doubts
from bot.replies import commands as texts
from bot.replies import invites as invite_replies
from bot.replies import student as student_replies
from bot.turn import Turn


async def press(turn: Turn) -> None:
    """Handle any press."""
    if turn.press is None:
        return
    turn.services.presence.noticed(turn.press)
    data = turn.press.data or ""
    if data in (common.AGREE, common.DECLINE):
        await welcome.answer_consent(turn, agreed=data == common.AGREE)
    elif data == common.ASK:
        await welcome.ask_consent_again(turn)
    elif data.startswith(student_replies.WHICH):
        await selfie.choose(turn, data)
    elif data in (calendar.IMPORT, calendar.LEAVE):
        await timetables.decide(turn, wanted=data == calendar.IMPORT)
    elif data in (invite_replies.ALL, invite_replies.REST):
        await invites.decide(turn, data)
    elif data == admin.DONE:
        await enrolment.end_photos(turn)
    elif data.startswith((admin.REMOVE, admin.KEEP)):
        await _removal(turn, data)
    elif data.startswith((doubts.WITHDRAW_PHOTO, doubts.KEEP_PHOTO)):
        await _doubted_photo(turn, data)
    elif not await _numbered(turn, data):
        await turn.answer(turn.replaces(common.STALE_BUTTON))


async def _numbered(turn: Turn, data: str) -> bool:
    """Handle a press of a button that carries numbers; False for one that is not ours."""
    pressed = presses.read(data)
    if pressed is None:
        return False
    for handler in (cards.press, requests.press, scan.press, undoing.press):
        if await handler(turn, pressed):
            return True
    return False


async def _removal(turn: Turn, data: str) -> None:
    verb, _, number = data.partition(":")
    if not await is_admin(turn, verb, texts.MAY_REMOVE):
        return
    person = await _student(turn, number)
    if person is None:
        await turn.answer(turn.replaces(admin.GONE_ALREADY))
    elif f"{verb}:" == admin.KEEP:
        await turn.answer(turn.replaces(admin.kept(person)))
    else:
        await people.remove(turn, person)


async def _doubted_photo(turn: Turn, data: str) -> None:
    verb, _, which = data.partition(":")
    number, _, template = which.partition(":")
    if not await is_admin(turn, verb, texts.MAY_ENROL):
        return
    student = await _student(turn, number)
    if student is None or not template.isdecimal():
        await turn.answer(turn.adds(admin.GONE_ALREADY))
    elif f"{verb}:" == doubts.KEEP_PHOTO:
        await enrolment.keep_photo(turn, student)
    else:
        await enrolment.withdraw_photo(turn, student, int(template))


async def _student(turn: Turn, number: str) -> Student | None:
    """The enrolled student with that id."""
    if not (number.isascii() and number.isdigit()):
        return None
    async with turn.unit(reading=True) as uow:
        try:
            person = await uow.students.get(int(number))
        except errors.NotFound:
            return None
    return None if person.left_at else person
