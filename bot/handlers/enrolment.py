"""Enrolling people: ``/enroll``, ``/photo``, ``/invite``, and the photos that follow."""

from datetime import timedelta

from attendance import enrolment
from attendance.enrolment import Enrolled, PhotoAdded, PhotoKnown, ReadPhoto
from attendance.mail import Conversation, Message
from attendance.model import Role, Student, Why
from attendance.ports import UnitOfWork
from bot import notices
from bot.commands import OFF, Answers
from bot.handlers import revoking
from bot.handlers.lookup import find_student, note
from bot.presses import Handlers, Press
from bot.replies import admin, doubts
from bot.replies import commands as texts
from bot.telegram_files import file_name, sent_picture
from bot.turn import Turn

PHOTOS = "photos"  # the conversation in which photos are expected
_PHOTOS_WITHIN = timedelta(minutes=10)


async def enrol(turn: Turn, answers: Answers) -> None:
    """``/enroll ROLL CLASS NAME``, as a caption or as text with photos after it."""
    photo = await _read(turn)
    async with turn.unit() as uow:
        outcome = await enrolment.enrol(
            uow,
            roll_no=answers["roll"],
            class_code=answers["class"],
            name=answers["name"],
            at=turn.now,
        )
        if not isinstance(outcome, Enrolled):
            text = admin.enrolment_refused(outcome, await uow.classes.all())
            await turn.finish(uow, turn.says(text))
            return
        details = {"roll": outcome.student.roll_no, "class": outcome.class_.code}
        await note(turn, uow, "enroll", details)
        await _with_photo(turn, uow, outcome.student, photo, [admin.enrolled(outcome)])


async def add_photos(turn: Turn, answers: Answers) -> None:
    """``/photo ROLL``, as a caption or as text with photos after it."""
    photo = await _read(turn)
    async with turn.unit() as uow:
        student = await find_student(turn, uow, answers["roll"])
        if student:
            await _with_photo(turn, uow, student, photo, [])


async def next_photo(turn: Turn, conversation: Conversation) -> None:
    """A photo without a caption, sent while photos of somebody are expected."""
    photo = await _read(turn)
    async with turn.unit() as uow:
        student = await find_student(turn, uow, conversation.answers["roll"])
        if student and photo:
            await _add(turn, uow, student, photo, [])


async def invite(turn: Turn, answers: Answers) -> None:
    """``/invite ROLL [off]``."""
    async with turn.unit() as uow:
        student = await find_student(turn, uow, answers["roll"])
        if student and OFF in answers:
            text = await revoking.revoked(turn, uow, Role.STUDENT, student)
            await turn.finish(uow, turn.says(text))
        elif student:
            await turn.finish(uow, turn.says(await _invite(turn, uow, student)))


async def end_photos(turn: Turn) -> None:
    """No further photos are coming."""
    conversation = await turn.conversation()
    turn.ends_conversation()
    roll_no = conversation.answers.get("roll") if conversation else None
    async with turn.unit() as uow:
        student = await uow.students.by_roll(roll_no) if roll_no else None
        await turn.finish(uow, turn.says(admin.photos_done(student)))


async def _invite(turn: Turn, uow: UnitOfWork, student: Student) -> str:
    replaces = await uow.invites.has_open(Role.STUDENT, student.id, turn.now)
    await note(turn, uow, "invite", {"roll": student.roll_no})
    return admin.invite(student, await turn.invite_link(uow, student), replaces=replaces)


async def _with_photo(
    turn: Turn, uow: UnitOfWork, student: Student, photo: ReadPhoto | None, lines: list[str]
) -> None:
    """Add the photo of this turn, or ask for photos."""
    if photo is not None:
        await _add(turn, uow, student, photo, lines)
        return
    lines.append(admin.send_photos(student))
    _expect_photos(turn, student)
    await turn.finish(uow, turn.says("\n".join(lines), buttons=admin.DONE_BUTTON))


async def _add(
    turn: Turn, uow: UnitOfWork, student: Student, photo: ReadPhoto, lines: list[str]
) -> None:
    """Keep a photo; the first good one, and one with ``/enroll``, is answered with a link."""
    outcome = await enrolment.add_photo(
        uow, student=student, photo=photo, known=turn.services.known, at=turn.now
    )
    if isinstance(outcome, PhotoAdded):
        await note(turn, uow, "photo", {"roll": student.roll_no})
    told = await _others_told(turn, uow, outcome)
    good = isinstance(outcome, PhotoAdded | PhotoKnown)
    wants_link = bool(lines) or (isinstance(outcome, PhotoAdded) and outcome.photos == 1)
    lines.append(admin.photo(outcome))
    if good and wants_link and student.account_id is None:
        lines.append(await _invite(turn, uow, student))
    _expect_more(turn, student, good=good)
    answer = turn.says("\n".join(lines), buttons=doubts.buttons(outcome))
    await turn.finish(uow, answer, *told)


async def _others_told(turn: Turn, uow: UnitOfWork, outcome: object) -> list[Message]:
    """What the other admins are asked when two students have one face; the answer asks this one."""
    if not isinstance(outcome, PhotoAdded) or outcome.doubts.like is None:
        return []
    pair = (outcome.student, outcome.doubts.like)
    others = turn.services.admin_ids - {turn.sender.account_id}
    return await notices.pair_questions(uow, pair, Why.FACE, turn.now, others)


def _expect_more(turn: Turn, student: Student, *, good: bool) -> None:
    """After a caption only the rest of its album belongs to it, unless its photo was no good."""
    message = turn.message
    if message is None or message.caption is None:
        return  # photos after a text: expected until done
    if message.media_group_id:
        _expect_photos(turn, student, album=message.media_group_id)
    elif not good:
        _expect_photos(turn, student)


def _expect_photos(turn: Turn, student: Student, album: str = "") -> None:
    answers = {"roll": student.roll_no, "album": album}
    turn.goes_on(PHOTOS, answers, within=_PHOTOS_WITHIN)


async def _read(turn: Turn) -> ReadPhoto | None:
    """The photo of this turn, looked at, if it has one."""
    if turn.picture is None:
        return None
    turn.services.presence.is_looking(turn.chat_id)
    fetch = turn.services.download.of(turn.picture)
    picture, file = sent_picture(turn.picture), file_name(turn.picture)
    return await enrolment.read_photo(turn.services.reader, fetch, picture, file=file)


PRESSES: Handlers = {
    (admin.DONE, 0): Press(run=end_photos, action="photo", role=Role.ADMIN, purpose=texts.MAY_ENROL)
}
