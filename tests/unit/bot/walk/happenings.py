"""What happens in a day, each thing by itself: each yields what is said then."""

from attendance import suspicions
from attendance.mail import Button, Message, Received
from attendance.model import Act, UpdateKey, Why
from bot.replies import common, room_code
from tests.unit.attendance.samples import DAY, NINE
from tests.unit.bot.chats import ADMIN, to
from tests.unit.bot.fakes import BOT_ID, a_text
from tests.unit.bot.walk.day import ADA, NEW, STRANGER, TABLET, ZOE
from tests.unit.fakes.recognition import FakeReading, a_face

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
