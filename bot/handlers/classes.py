"""Setting up classes: ``/class``, ``/set`` and ``/teacher``; and ``/notify`` for teachers."""

from attendance import classes, places, weekly, wishes
from attendance.classes import BadValue, CodeArchived
from attendance.mail import Conversation
from attendance.model import Role
from attendance.wishes import Wished
from bot.commands import OFF, ON, Answers
from bot.handlers import gate, location, undoing
from bot.handlers.lookup import find_class, find_own_class, note
from bot.replies import admin, archive, asking, teacher
from bot.replies import commands as texts
from bot.rights import Right
from bot.turn import Turn

_ADMINS = Right(role=Role.ADMIN, purpose=texts.MAY_SET_UP)


async def define(turn: Turn, answers: Answers) -> None:
    """``/class CODE DAYS HH:MM-HH:MM NAME``."""
    async with turn.unit() as uow:
        outcome = await classes.define(
            uow,
            class_code=answers["class"],
            name=answers["name"],
            meetings=weekly.meetings(answers["days"], answers["hours"]),
            rules=turn.services.rules,
            at=turn.now,
        )
        if isinstance(outcome, CodeArchived):
            await turn.finish(uow, turn.says(archive.code_in_use(outcome.class_)))
            return
        await note(turn, uow, "class", dict(answers))
        text, before = admin.class_defined(outcome), outcome.before
        answer = await undoing.done(turn, uow, text, before=before, after=outcome.class_)
        await turn.finish(uow, answer)


async def set_rule(turn: Turn, answers: Answers) -> None:
    """``/set CLASS KEY VALUE``; some keys are the class's teachers' too."""
    key, value = answers["key"], answers["value"]
    of_admins = key.lower() in classes.SETTINGS.keys() - classes.OF_TEACHERS
    if of_admins and not await gate.admits(turn, _ADMINS, "set"):
        return
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"])
        if class_ is None:
            return
        outcome = await classes.set_rule(uow, class_, key, value, at=turn.now)
        if isinstance(outcome, BadValue):
            await turn.finish(uow, turn.says(admin.bad_value(outcome, class_)))
            return
        await note(turn, uow, "set", dict(answers))
        text = admin.rule_set(outcome)
        answer = await undoing.done(turn, uow, text, before=class_, after=outcome)
        await turn.finish(uow, answer)


def asks_place(conversation: Conversation) -> bool:
    """Whether the chat is in the middle of ``/set CLASS place``."""
    answers = conversation.answers
    is_place = answers.get("key", "").lower() == "place" and "value" not in answers
    return conversation.command == "set" and is_place


async def take_place(turn: Turn, code: str) -> None:
    """The place of a class, which the sender was asked to share."""
    said = location.shared(turn.message) if turn.message else None
    if said is None or said.where is None:
        await turn.answer(turn.says(asking.SHARE_OWN_PLACE))
        return
    if said.accuracy > places.WORST_ACCURACY:
        await turn.answer(turn.says(asking.PLACE_INACCURATE))
        return
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, code)
        if class_ is None:
            return
        outcome = await classes.set_place(uow, class_, said.where)
        turn.ends_conversation()
        await note(turn, uow, "set", {"class": class_.code, "key": "place", "value": "shared"})
        text = admin.rule_set(outcome)
        answer = await undoing.done(turn, uow, text, before=class_, after=outcome)
        await turn.finish(uow, answer)


async def assign_teacher(turn: Turn, answers: Answers) -> None:
    """``/teacher CLASS NAME``, or with ``off`` at its end."""
    name, _, last = answers["name"].rpartition(" ")
    async with turn.unit() as uow:
        class_ = await find_class(turn, uow, answers["class"])
        if class_ is None:
            return
        if name and last == OFF:
            let_go = await classes.let_go(uow, class_=class_, name=name)
            await note(turn, uow, "teacher", dict(answers))
            await turn.finish(uow, turn.says(admin.let_go(let_go)))
            return
        outcome = await classes.assign(uow, class_=class_, name=answers["name"], at=turn.now)
        asked_again = not outcome.new  # perhaps for another telephone
        wanted = outcome.teacher.account_id is None or asked_again
        link = await turn.invite_link(uow, outcome.teacher) if wanted else None
        await note(turn, uow, "teacher", dict(answers))
        await turn.finish(uow, turn.says(admin.assigned(outcome, link)))


async def notify(turn: Turn, answers: Answers) -> None:
    """``/notify CLASS HH:MM|off|on``; of an archived class, whose last summaries may come still."""
    async with turn.unit() as uow:
        class_ = await find_own_class(turn, uow, answers["class"], archived=True)
        if class_ is None:
            return
        word = answers["when"]
        when = weekly.parse_time(word) or word == ON
        outcome = await wishes.wish(uow, class_, turn.sender.teacher, when, at=turn.now)
        if isinstance(outcome, Wished):
            await note(turn, uow, "notify", dict(answers))
        await turn.finish(uow, turn.says(teacher.wished(outcome)))
