"""Invites that still work: where they are listed, and how they are taken back."""

from attendance import errors, inviting, timetable
from attendance.model import Class, Invite, Role, Student
from attendance.ports import UnitOfWork
from bot.handlers.lookup import note
from bot.presses import Handlers, Press
from bot.replies import commands as texts
from bot.replies import common
from bot.replies import revoking as replies
from bot.replies.revoking import Invited, Open, Waiting
from bot.turn import Turn


async def list_open(turn: Turn) -> None:
    """``/invites``."""
    async with turn.unit(reading=True) as uow:
        text, buttons = replies.listed(await _open(turn, uow))
    await turn.answer(turn.says(text, buttons=buttons))


async def of_student(turn: Turn, uow: UnitOfWork, student: Student) -> Waiting:
    """A student's links, and those to their guardians."""
    return replies.of_student([one for one in await _open(turn, uow) if one.person == student])


async def revoked(turn: Turn, uow: UnitOfWork, role: Role, person: Invited) -> str:
    """Revoke, and say so."""
    was = await inviting.revoke(uow, role, person.id, turn.now)
    if was:
        await note(turn, uow, "revoke invite", {**_whose(person), "role": role.value})
    return replies.revoked(role, person, was=was)


async def _revoke(turn: Turn, place: int, person_id: int, in_list: int) -> None:
    async with turn.unit() as uow:
        role = replies.ROLES[min(place, len(replies.ROLES) - 1)]
        person = await _person(uow, role, person_id)
        if person is None:
            await turn.finish(uow, turn.replaces(common.STALE_BUTTON))
            return
        done = await revoked(turn, uow, role, person)
        if not in_list:
            await turn.finish(uow, turn.adds(done))
            return
        text, buttons = replies.listed(await _open(turn, uow), done)
        await turn.finish(uow, turn.replaces(text, buttons=buttons))


async def _open(turn: Turn, uow: UnitOfWork) -> list[Open]:
    """Links that still work, by whose they are."""
    by_person: dict[tuple[Role, int], list[Invite]] = {}
    for invite in await uow.invites.waiting(turn.now):
        by_person.setdefault((invite.role, invite.person_id), []).append(invite)
    zone = turn.services.rules.timezone
    found = []
    for (role, person_id), invites in by_person.items():
        person = await _person(uow, role, person_id)
        until = timetable.local(invites[0].expires_at, zone).date()
        if person is not None:
            found.append(Open(role=role, person=person, links=len(invites), until=until))
    return found


def _whose(person: Invited) -> dict[str, str]:
    match person:
        case Student():
            return {"roll": person.roll_no}
        case Class():
            return {"class": person.code}
        case _:
            return {"name": person.name}


async def _person(uow: UnitOfWork, role: Role, person_id: int) -> Invited | None:
    """Whom an invite is for; of a guardian's, the student, and of a kiosk's, the class."""
    try:
        if role is Role.KIOSK:
            return await uow.classes.get(person_id)
        if role is Role.TEACHER:
            return await uow.teachers.get(person_id)
        return await uow.students.get(person_id)
    except errors.NotFound:
        return None


PRESSES: Handlers = {
    (replies.REVOKE, 3): Press(
        run=_revoke, action="revoke invite", role=Role.ADMIN, purpose=texts.MAY_ENROL
    )
}
