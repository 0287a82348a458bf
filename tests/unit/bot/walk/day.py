"""A day at a school in which everything happens that there are commands and buttons for.

Ada (42), Bob (43) and one who is yet to be invited (45) are in MATH1, which Tom takes; Zed (77) is
in ART, which Una takes. Zoe is a guardian of Ada's, Yan of Zed's. The bot's records are those of
the fakes, whose ids are of one row each: the same number never names two things.
"""

from dataclasses import dataclass, fields, is_dataclass, replace

from attendance import linking, suspicions
from attendance.mail import Button, Message, Received
from attendance.model import Act, UpdateKey, Why
from bot.handlers import buttons
from bot.presses import data, find
from bot.replies import common, guardians, room_code
from bot.settings import Privacy
from tests.unit.attendance.samples import DAY, MINUTE, NINE
from tests.unit.bot.chats import ADMIN, Chats, to
from tests.unit.bot.fakes import BOT_ID, a_text
from tests.unit.fakes.recognition import FakeReading, a_face

ADA, BOB, ZED, NEW, ZOE, YAN, STRANGER, TABLET = 100, 200, 300, 400, 700, 701, 777, 5000
_KEEPS_DAYS = 30  # selfies
PRESSES_OF_A_KIND = 4  # of one person that are followed, if they carry different numbers

_PASSING = {  # what is no record of anybody, or follows from the calendar alone
    "last_id",
    "inbox",
    "outbox",
    "conversations",
    "audit",
    "sessions",
    "unjudged",
}

CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:1\r
DTSTART:20260401T120000Z\r
DTEND:20260401T130000Z\r
END:VEVENT\r
END:VCALENDAR\r
"""
ROSTER = b"roll_no,name,class\n99,Yul,MATH1\n"


class Day:
    """The school, and who is who in it."""

    def __init__(self):
        self.chats = Chats()
        self.chats.advance(5 * MINUTE)

    @property
    def state(self):
        return self.chats.units.state

    def serve(self, **changes):
        """Go on as after a restart with other settings."""
        chats = self.chats
        chats.services = replace(chats.services, **changes)
        chats.dispatcher = replace(chats.dispatcher, services=chats.services)

    async def begin(self):
        """Let everybody be known."""
        chats, school = self.chats, self.chats.school
        self.serve(
            privacy=Privacy(retain_photos_days=_KEEPS_DAYS),
            desk=replace(chats.services.desk, selfie_days=_KEEPS_DAYS),
        )
        self.math = math = await school.add_class(meets_since=NINE - DAY)
        self.art = art = await school.add_class("ART", meets_since=NINE - DAY)
        self.tom = (await school.add_teacher("Tom", math)).account_id
        self.una = (await school.add_teacher("Una", art)).account_id
        self.ada = await self._student("42", "Ada", ADA, math)
        self.bob = await self._student("43", "Bob", BOB, math)
        self.zed = await self._student("77", "Zed", ZED, art)
        await school.add_student("45", math)
        await self._guardian("42", ZOE)
        await self._guardian("77", YAN)
        await self._happened(self.una, ZED)
        await chats.services.desk.refresh()
        self._began = self.state.copy()
        return self

    async def _happened(self, teacher, student):
        """A mark, a change, a dispute and a request of another class."""
        chats = self.chats
        (refused,) = await chats.shows(student, "somebody else")
        await chats.taps(student, refused, "Ask")
        await chats.says(student, "/excuse dentist")
        await chats.says(teacher, "/mark 77 late ART")

    def kept(self, state=None):
        """Everything that is kept of anybody, to compare with."""
        state = (state or self.state).copy()
        return {
            part.name: getattr(state, part.name)
            for part in fields(state)
            if part.name not in _PASSING
        }

    def ids_of_math(self):
        """Of the class, of Ada and Bob, and of whatever refers to these now."""
        return self._ids({self.math.id, self.ada.id, self.bob.id})

    def ids_of_art(self):
        """The same of the other class and its student."""
        return self._ids({self.art.id, self.zed.id, YAN})

    def _ids(self, roots):
        state = self._began
        guardians_ = {g.id for g in state.guardians.values() if g.account_id in roots}
        return (
            roots
            | guardians_
            | {
                key
                for part in (state.sessions, state.disputes, state.excuses, state.history)
                for key, one in part.items()
                if {getattr(one, "class_id", 0), getattr(one, "student_id", 0)} & roots
            }
        )

    def faces_and_people(self):
        """What nobody is to have back who has gone."""
        return {"students": self.state.students, "templates": self.state.templates}

    async def invited(self, roll_no):
        """The code that somebody new is invited with."""
        student = await self.chats.school.add_student(roll_no)
        async with self.chats.units() as uow:
            code = await linking.invite(uow, student, self.chats.clock())
            await uow.commit()
        return code

    async def _student(self, roll_no, name, account_id, class_):
        return await self.chats.school.add_student(
            roll_no, class_, account_id=account_id, agreed=True, photos=[name.encode()]
        )

    async def _guardian(self, roll_no, account_id):
        (answer,) = await self.chats.says(ADMIN, f"/guardian {roll_no}")
        code = answer.text.partition("?start=")[2].split()[0]
        await self.chats.says(account_id, f"/start {code}")
        await self.chats.presses(account_id, data(guardians.LANGUAGE, 0))
        await self.chats.presses(account_id, data(guardians.CONSENT, 1))


@dataclass(frozen=True, kw_only=True)
class Found:
    """A button: whose message has it, what it carries, and how things stood before its press."""

    kind: tuple[str, int]
    account_id: int
    data: str
    state: object


async def buttons_of_a_day(day):
    """Every button that can be come by, and those that come of their presses in turn."""
    found, waiting = {}, []

    def note(messages):
        for message in messages:
            for button in (one for row in message.buttons for one in row):
                pressed = find(buttons.PRESSES, button.data)
                assert pressed is not None, f"nobody takes the press of {button.data}"
                _, numbers = pressed
                verb = button.data.split(":")[0] if numbers else button.data
                one = Found(
                    kind=(verb, len(numbers)),
                    account_id=message.chat_id,
                    data=button.data,
                    state=day.state.copy(),
                )
                known = found.setdefault(one.kind, {})
                of_account = [who for who, _ in known if who == one.account_id]
                mine = (one.account_id, button.data)
                if mine not in known and len(of_account) < PRESSES_OF_A_KIND:
                    known[mine] = one
                    waiting.append(one)

    beginning = day.state.copy()
    for happening in HAPPENINGS:
        day.chats.units.state = beginning.copy()
        async for messages in happening(day):
            note(messages)
    while waiting:
        one = waiting.pop(0)
        day.chats.units.state = one.state.copy()
        note(await day.chats.presses(one.account_id, one.data))
    return {kind: list(ones.values()) for kind, ones in found.items()}


# --- what happens, each thing by itself -----------------------------------------------------


async def a_refused_selfie(day):
    yield await day.chats.shows(ADA, "somebody else")


async def a_flagged_check_in(day):
    await day.chats.passes_on(ADA, "Ada")
    yield await day.chats.says(day.tom, "/today MATH1")


async def a_selfie_in_two_classes(day):
    async with day.chats.units() as uow:
        art = await uow.classes.by_code("ART")
        await uow.classes.join(art.id, day.ada.id, NINE - DAY)
        await uow.commit()
    yield await day.chats.shows(ADA, "Ada")


async def a_video_from_elsewhere(day):
    await day.chats.says(ADMIN, "/set MATH1 require video")
    clip = {"file_id": "v", "file_unique_id": "v", "width": 9, "height": 9, "duration": 8}
    shown = await day.chats.films(ADA, None, video=clip)
    await day.chats.says(ADMIN, "/set MATH1 require selfie")
    yield shown


async def corrections(day):
    await day.chats.says(ADMIN, "/class MATH1 Mon-Fri 09:00-10:00,10:00-11:00 Mathematics 1")
    yield await day.chats.says(day.tom, "/today MATH1")
    yield await day.chats.says(day.tom, "/roll MATH1")
    yield await day.chats.says(day.tom, "/mark 42 late MATH1")
    yield await day.chats.says(day.tom, "/summary MATH1")


async def what_waits(day):
    (refused,) = await day.chats.shows(ADA, "somebody else")
    await day.chats.taps(ADA, refused, "Ask")
    await day.chats.says(ADA, "/excuse dentist")
    yield await day.chats.says(day.tom, "/today MATH1")


async def an_excuse(day):
    yield await day.chats.says(ADA, "/excuse dentist")


async def a_photo_of_the_class(day):
    faces = (a_face(b"Ada", left=900), a_face(b"nobody"), a_face(b"nobody else", left=500))
    day.chats.reader.pictures[b"group"] = FakeReading(faces=faces)
    yield await day.chats.shows(day.tom, "group", "/scan MATH1")


async def a_code_in_the_room(day):
    """Its picture goes straight to Telegram, and so does its button."""
    await day.chats.says(day.tom, "/code MATH1")
    session_id = day.state.screens[day.tom].session_id
    buttons_then = room_code.buttons(day.state.sessions[session_id])
    yield [Message(chat_id=day.tom, text="", buttons=buttons_then)]


async def setting_up(day):
    yield await day.chats.says(ADMIN, "/set MATH1 late 5")
    yield await day.chats.says(ADMIN, "/remove 42")
    yield await day.chats.says(ADMIN, "/photo 42")
    yield await day.chats.says(ADMIN, "/invites MATH1")
    yield await day.chats.sends(ADMIN, "new.csv", ROSTER)


async def invites_of_a_class(day):
    day.chats.advance(-DAY)
    await day.chats.says(ADMIN, "/enroll 98 MATH1 Xia")
    await day.chats.says(ADMIN, "/cancel")
    await day.chats.says(ADMIN, "/invite 98")
    await day.chats.says(ADMIN, "/enroll 99 MATH1 Yul")
    day.chats.advance(DAY)
    yield await day.chats.says(ADMIN, "/invites MATH1")
    yield await day.chats.says(ADMIN, "/invites")
    yield await day.chats.says(ADMIN, "/student 98")


async def a_calendar_file(day):
    yield await day.chats.sends(ADMIN, "term.ics", CALENDAR, "MATH1")


async def a_doubtful_photo(day):
    yield await day.chats.shows(ADMIN, "Bob", "/photo 42")


async def somebody_new(day):
    code = await day.invited("44")
    yield await day.chats.says(NEW, f"/start {code}")
    yield await day.chats.shows(ADMIN, "new", "/photo 44")
    yield await day.chats.presses(NEW, common.AGREE)
    yield await day.chats.says(NEW, "/start")


async def a_kiosk(day):
    (answer,) = await day.chats.says(ADMIN, "/kiosk MATH1")
    code = answer.text.partition("?start=")[2].split()[0]
    yield await day.chats.says(TABLET, f"/start {code}")
    yield await day.chats.says(ADMIN, "/kiosk MATH1")
    yield await day.chats.shows(TABLET, "Ada")
    code = await day.invited("46")
    yield to(await day.chats.says(TABLET, f"/start {code}"), ADMIN)


async def a_question_about_selfies(day):
    (privacy,) = await day.chats.says(ADA, "/privacy")
    yield await day.chats.taps(ADA, privacy, "Whether my selfies")


async def a_second_student_s_invite(day):
    code = await day.invited("44")
    messages = await day.chats.says(ADA, f"/start {code}")
    yield to(messages, ADMIN)


async def a_new_account(day):
    (answer,) = await day.chats.says(ADMIN, "/invite 42")
    code = answer.text.partition("?start=")[2].split()[0]
    yield to(await day.chats.says(NEW, f"/start {code}"), ADMIN)


async def everybody_s_own(day):
    for account_id in (ADA, day.tom, ZOE):
        yield await day.chats.says(account_id, "/privacy")
        yield await day.chats.says(account_id, "/forget")


async def a_new_guardian(day):
    (answer,) = await day.chats.says(ADMIN, "/guardian 43")
    code = answer.text.partition("?start=")[2].split()[0]
    yield await day.chats.says(NEW, f"/start {code}")


async def a_face_that_a_guardian_decides_about(day):
    await day.chats.says(ADMIN, "/set MATH1 consent_by guardian")
    code = await day.invited("44")
    await day.chats.says(ADMIN, "/enroll 44 MATH1 44")
    yield await day.chats.says(NEW, f"/start {code}")
    yield await day.chats.says(ZOE, "/start")


async def a_button_of_an_earlier_release(day):
    buttons_then = tuple((Button(text="I agree", data=one),) for one in common.AGREED_BEFORE)
    yield [Message(chat_id=ADA, text="May I?", buttons=buttons_then)]


async def a_guardian_s_choices(day):
    yield await day.chats.says(ZOE, "/start")
    yield await day.chats.says(ZOE, "/language")
    yield await day.chats.says(ZOE, "/forget")


async def what_could_not_be_handled(day):
    async with day.chats.units() as uow:
        for update_id in (5001, 5002):
            key = UpdateKey(bot_id=BOT_ID, update_id=update_id)
            received = Received(key=key, chat_id=ADA, payload=a_text(update_id))
            await uow.inbox.receive([received], day.chats.clock())
            await uow.inbox.set_aside(key, day.chats.clock(), "ABC123 ZeroDivisionError")
        await uow.outbox.add(Message(chat_id=STRANGER, text="too much"), day.chats.clock())
        due = await uow.outbox.due(day.chats.clock(), limit=99, busy=())
        (owed,) = [one for one in due if one.message.chat_id == STRANGER]
        await uow.outbox.set_aside(owed.id, day.chats.clock(), "TimedOut")
        await uow.commit()
    yield await day.chats.says(ADMIN, "/stats")


async def much_to_look_into(day):
    async with day.chats.units() as uow:
        for number in range(40):
            await uow.audit.add(
                Act(at=NINE, account_id=day.tom, action="mark", roll_no=f"{number}")
            )
        await uow.commit()
    yield await day.chats.says(ADMIN, "/audit")


async def two_who_may_be_one(day):
    async with day.chats.units() as uow:
        await suspicions.suspect(uow, (day.ada, day.bob), Why.SELFIES, NINE)
        await uow.commit()
    yield await day.chats.says(ADMIN, "/stats")


HAPPENINGS = (
    a_refused_selfie,
    a_flagged_check_in,
    what_waits,
    a_second_student_s_invite,
    a_new_account,
    everybody_s_own,
    a_kiosk,
    a_question_about_selfies,
    a_selfie_in_two_classes,
    a_video_from_elsewhere,
    corrections,
    an_excuse,
    a_photo_of_the_class,
    a_code_in_the_room,
    setting_up,
    invites_of_a_class,
    a_calendar_file,
    a_doubtful_photo,
    somebody_new,
    a_guardian_s_choices,
    a_new_guardian,
    a_face_that_a_guardian_decides_about,
    a_button_of_an_earlier_release,
    what_could_not_be_handled,
    much_to_look_into,
    two_who_may_be_one,
)


def touching(kept, ids):
    """Whatever is kept under one of these ids, or refers to one."""
    found = []
    for name, part in kept.items():
        entries = part.items() if isinstance(part, dict) else part if _is_many(part) else ()
        found += [(name, repr(entry)) for entry in entries if _numbers(entry) & ids]
    return sorted(found)


def _is_many(part):
    return isinstance(part, (list, set, frozenset, tuple))


def _numbers(value):
    """The ids in a key or a record; what it counts or how long it lasts is none."""
    if isinstance(value, bool) or value is None or isinstance(value, UpdateKey):
        return set()
    if isinstance(value, int):
        return {value}
    if _is_many(value):
        return set().union(*map(_numbers, value))
    if is_dataclass(value):
        parts = {one.name: getattr(value, one.name) for one in fields(value)}
        ids = [_numbers(part) for name, part in parts.items() if name == "id" or name[-3:] == "_id"]
        return set().union(*ids, *(_numbers(part) for part in parts.values() if is_dataclass(part)))
    return set()
