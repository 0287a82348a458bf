"""A day at a school in which everything happens that there are commands and buttons for.

Ada (42), Bob (43) and one who is yet to be invited (45) are in MATH1, which Tom takes; Zed (77) is
in ART, which Una takes. Zoe is a guardian of Ada's, Yan of Zed's. The bot's records are those of
the fakes, whose ids are of one row each: the same number never names two things.
"""

from dataclasses import fields, replace

from attendance import linking
from bot.presses import data
from bot.replies import guardians
from bot.settings import Privacy
from tests.unit.attendance.samples import DAY, MINUTE, NINE
from tests.unit.bot.chats import ADMIN, Chats

ADA, BOB, ZED, NEW, ZOE, YAN, STRANGER, TABLET = 100, 200, 300, 400, 700, 701, 777, 5000
_KEEPS_DAYS = 30  # selfies

_PASSING = {  # what is no record of anybody, or follows from the calendar alone
    "last_id",
    "inbox",
    "outbox",
    "conversations",
    "audit",
    "sessions",
    "unjudged",
}


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
