"""A tablet at the door of MATH1, and whoever stands before it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attendance import kiosk as kiosks
from attendance.errors import UnreadableImage
from attendance.model import Kiosk, Outcome, Role, Source, Status
from bot.handlers.table import COMMANDS, menu
from bot.limits import KIOSK_PHOTOS, RateLimit
from bot.presses import data as carried
from bot.replies import common
from bot.replies import kiosk as replies
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.fakes import a_photo
from tests.unit.fakes.recognition import FakeReading, a_face

TABLET, OTHER_TABLET = 5000, 5001
ONLY_PHOTOS = "This is the kiosk of MATH1: it only takes photos."
SECOND = timedelta(seconds=1)


@pytest.fixture
async def people(chats, math):
    """Ann, Bob and Cyd, who have agreed."""
    names = ("Ann", "Bob", "Cyd")
    return [
        await chats.school.add_student(
            name, math, account_id=100 + at, agreed=True, photos=(name.encode(),)
        )
        for at, name in enumerate(names)
    ]


@pytest.fixture
async def tablet(chats, math, tom, people):
    """The account of a kiosk of MATH1, which Tom takes."""
    async with chats.units() as uow:
        await uow.kiosks.add(Kiosk(account_id=TABLET, class_id=math.id, linked_at=NINE - DAY))
        await uow.commit()
    return TABLET


def shown(chats, picture, *faces):
    """A photo of these from left to right: names, or faces."""
    faces = [
        one if not isinstance(one, str) else a_face(one.encode(), left=1000 * at)
        for at, one in enumerate(faces)
    ]
    largest_first = sorted(faces, key=lambda face: face.box[0] - face.box[2])
    chats.reader.pictures[picture.encode()] = FakeReading(faces=tuple(largest_first))


def marks(chats):
    return [(name, status.value) for name, _, status in chats.school.marks]


def alike(chats, one, other, score):
    chats.gallery.alike[one.encode(), other.encode()] = score


# --- who is marked --------------------------------------------------------------------------


async def test_whoever_stands_before_it_is_marked_and_named_in_large_type(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")

    assert answer.text == "Present: Ann"
    assert answer.picture == b"names"
    assert chats.names == [["Ann"]]
    assert labels(answer) == ["Not me"]
    assert answer.reply_to is not None
    assert marks(chats) == [("Ann", "present")]
    (change,) = chats.units.state.history.values()
    assert (change.account_id, change.after.source) == (tablet, Source.KIOSK)


async def test_it_is_telegram_s_date_that_counts(chats, tablet):
    chats.advance(2 * HOUR)
    (late,) = await chats.shows(tablet, "Ann", sent_at=NINE + 11 * MINUTE)
    assert late.text == "Late: Ann"
    (present,) = await chats.shows(tablet, "Bob", sent_at=NINE)
    assert present.text == "Present: Bob"


async def test_several_faces_in_one_photo_are_several_check_ins(chats, tablet):
    shown(chats, "three", "Bob", "a stranger", "Ann")

    (answer,) = await chats.shows(tablet, "three")

    assert answer.text.splitlines() == [
        "Present: Bob",
        "Present: Ann",
        "Not recognized: I don't know this face. If you are in MATH1, ask Tom, "
        "or send me a selfie from your own phone.",
    ]
    assert chats.names == [["Bob", "Ann"]]
    assert labels(answer) == ["Not me: Bob", "Not me: Ann"]
    assert marks(chats) == [("Ann", "present"), ("Bob", "present")]


async def test_who_is_marked_already_is_told_so_and_stays_marked_as_they_were(
    chats, math, tablet, people
):
    ann, bob, _ = people
    await chats.school.mark(math, a_plan(), ann, Status.LATE, source=Source.SELFIE)
    await chats.school.mark(math, a_plan(), bob, Status.EXCUSED)
    shown(chats, "both", "Ann", "Bob")

    (answer,) = await chats.shows(tablet, "both")

    assert answer.text.splitlines() == [
        "Ann is already marked, at 09:00.",
        "Bob is already marked, by the teacher.",
    ]
    assert labels(answer) == []
    assert marks(chats) == [("Ann", "late"), ("Bob", "excused")]


@pytest.mark.parametrize("agreed", [None, False])
async def test_only_students_of_the_class_who_have_agreed_are_known(chats, math, tablet, agreed):
    art = await chats.school.add_class("ART")
    await chats.school.add_student("Eve", art, agreed=True, photos=(b"Eve",))
    await chats.school.add_student("Fay", math, agreed=agreed, photos=(b"Fay",))
    shown(chats, "both", "Eve", "Fay")

    (answer,) = await chats.shows(tablet, "both")

    assert answer.text.startswith("Not recognized: I don't know 2 of these faces.")
    assert "ask Tom" in answer.text
    assert answer.picture is None
    assert marks(chats) == []


async def test_somebody_of_another_class_is_nobody_of_this_one_however_like(chats, tablet):
    """Their own face is known to the school, and it is more like them."""
    art = await chats.school.add_class("ART")
    await chats.school.add_student("Eve", art, agreed=True, photos=(b"Eve",))
    alike(chats, "Eve", "Ann", 1.0)
    alike(chats, "Eve", "Eve", 1.1)

    (answer,) = await chats.shows(tablet, "Eve")

    assert answer.text.startswith("Not recognized: I don't know this face.")
    assert marks(chats) == []


async def test_who_may_be_either_of_two_is_neither_and_no_name_is_shown(chats, tablet):
    alike(chats, "Ann", "Bob", 0.95)

    (answer,) = await chats.shows(tablet, "Ann")

    assert "I can't tell you from somebody who looks like you" in answer.text
    assert "Ask Tom, or send me a selfie" in answer.text
    assert "Ann" not in answer.text
    assert "Bob" not in answer.text
    assert marks(chats) == []


async def test_two_who_look_alike_are_told_apart_where_both_are_there(chats, tablet):
    alike(chats, "Ann", "Bob", 0.95)
    shown(chats, "both", "Ann", "Bob")

    await chats.shows(tablet, "both")

    assert marks(chats) == [("Ann", "present"), ("Bob", "present")]


async def test_who_passes_by_far_away_is_not_meant(chats, tablet):
    shown(chats, "queue", a_face(b"Ann"), a_face(b"Bob", width=90, left=500))

    (answer,) = await chats.shows(tablet, "queue")

    assert answer.text == "Present: Ann"
    assert marks(chats) == [("Ann", "present")]


async def test_a_face_that_is_too_dark_to_be_known_is_told_what_to_do(chats, tablet):
    shown(chats, "dusk", a_face(b"x", "too dark"))
    (answer,) = await chats.shows(tablet, "dusk")
    assert answer.text.startswith("Not recognized: too dark. Turn towards the light")


async def test_what_shows_nobody_says_what_to_do(chats, tablet):
    shown(chats, "wall")
    chats.reader.pictures[b"broken"] = UnreadableImage(too_large=False)
    chats.reader.pictures[b"night"] = FakeReading(problems=("too dark",))

    (wall,) = await chats.shows(tablet, "wall")
    assert wall.text.startswith("Not recognized: no face found. Stand an arm's length away")
    assert "can't open" in (await chats.shows(tablet, "broken"))[0].text
    assert "too dark" in (await chats.shows(tablet, "night"))[0].text


@pytest.mark.parametrize("after", [-HOUR, 2 * HOUR])
async def test_outside_a_session_there_is_no_class(chats, tablet, after):
    chats.advance(after)

    (answer,) = await chats.shows(tablet, "Ann")

    assert answer.text.startswith("No class: MATH1 is not open for check-in now. Next: MATH1")
    assert chats.reader.seen == []
    assert marks(chats) == []


async def test_it_marks_its_own_class_only(chats, tablet, people):
    art = await chats.school.add_class("ART")
    async with chats.units() as uow:
        await uow.classes.join(art.id, people[0].id, NINE - DAY)
        await uow.commit()

    await chats.shows(tablet, "Ann")

    (mark,) = chats.units.state.marks.values()
    assert chats.units.state.sessions[mark.session_id].class_id != art.id


@pytest.mark.parametrize("why", ["forwarded", "via bot", "edited"])
async def test_only_new_photos_of_its_own_count(chats, tablet, why):
    bot = {"id": 5, "is_bot": True, "first_name": "Somebody"}
    origin = {"type": "user", "date": 1, "sender_user": bot}
    if why == "edited":
        message = a_photo(99, chat=tablet, sender=tablet)["message"]
        (answer,) = await chats._handled({"update_id": 99, "edited_message": message})
    else:
        extra = {"forward_origin": origin} if why == "forwarded" else {"via_bot": bot}
        (answer,) = await chats.shows(tablet, "Ann", **extra)

    assert answer.text == common.ONLY_NEW_PHOTOS
    assert marks(chats) == []


async def test_names_that_take_too_long_to_draw_come_as_text(chats, tablet, monkeypatch):
    async def never(*_):
        raise TimeoutError

    chats.services = replace(chats.services, at_door=type("P", (), {"run": never})())
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)

    (answer,) = await chats.shows(tablet, "Ann")

    assert (answer.text, answer.picture) == ("Present: Ann", None)


async def test_who_says_no_while_their_name_is_drawn_is_not_marked(chats, tablet, people):
    ann, *_ = people

    def says_no(_):
        chats.units.state.students[ann.id] = replace(ann, agreed=False)
        return b"names"

    chats.services = replace(chats.services, draw_names=says_no)
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)
    shown(chats, "both", "Ann", "Bob")

    (answer,) = await chats.shows(tablet, "both")

    assert marks(chats) == [("Bob", "present")]
    assert answer.picture is None
    assert "Ann" not in answer.text


async def test_more_photos_than_can_be_answered_are_refused_once_then_in_silence(chats, tablet):
    limit = RateLimit(KIOSK_PHOTOS)
    chats.services = replace(chats.services, kiosk_limit=limit, photo_limit=RateLimit(1))
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)
    for _ in range(KIOSK_PHOTOS):
        await chats.shows(tablet, "a stranger")

    (answer,) = await chats.shows(tablet, "Ann")
    assert "up to 60 a minute" in answer.text
    assert await chats.shows(tablet, "Ann") == []
    assert marks(chats) == []
    chats.advance(MINUTE)
    assert (await chats.shows(tablet, "Ann"))[0].text == "Present: Ann"


# --- Not me ---------------------------------------------------------------------------------


async def test_who_has_a_summary_hears_of_a_photo_that_came_through_after_it(chats, tablet, tom):
    await chats.school.settle(NINE + HOUR)
    await chats.school.hand_over(NINE + 8 * HOUR)
    chats.advance(8 * HOUR)

    messages = await chats.shows(tablet, "Ann", sent_at=NINE + MINUTE)

    (correction,) = to(messages, tom)
    assert "Ann is present, not absent. Their check-in was sent at 09:01" in correction.text


async def test_not_me_takes_the_mark_back_and_keeps_what_was(chats, tablet, people):
    (answer,) = await chats.shows(tablet, "Ann")
    chats.advance(MINUTE)

    sent = await chats.taps(tablet, answer, "Not me")

    (on_screen,) = to(sent, tablet)
    assert "Taken back: this was not Ann. If you are in MATH1, ask Tom" in on_screen.text
    assert "Present" not in on_screen.text
    assert marks(chats) == []
    made, undone = chats.units.state.history.values()
    assert (undone.before, undone.after) == (made.after, None)
    (told,) = to(sent, people[0].account_id)
    assert "“Not me” was pressed there" in told.text
    assert (tablet, "not me") in chats.audited


async def test_an_admin_finds_in_the_audit_log_what_was_pressed_and_tried_there(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.taps(tablet, answer, "Not me")
    await chats.says(tablet, "/mark ANN present MATH1")

    (log,) = await chats.says(ADMIN, "/audit")

    assert "a kiosk: not me ANN MATH1 (date 2026-03-02, before present)" in log.text
    assert "a kiosk: kiosk MATH1, refused" in log.text


async def test_after_a_minute_not_me_says_whom_to_ask(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")
    chats.advance(MINUTE + SECOND)

    (on_screen,) = await chats.taps(tablet, answer, "Not me")

    assert "Ann can't be taken back here any more: ask Tom." in on_screen.text
    assert marks(chats) == [("Ann", "present")]


async def test_not_me_pressed_twice_takes_back_once(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.taps(tablet, answer, "Not me")

    sent = await chats.taps(tablet, answer, "Not me")

    assert len(chats.units.state.history) == 2
    assert [message.chat_id for message in sent] == [tablet]
    assert "Taken back" in sent[0].text


async def test_not_me_leaves_what_a_teacher_has_decided_since(chats, tablet, tom):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.says(tom, "/mark ANN late MATH1")

    (on_screen,) = await chats.taps(tablet, answer, "Not me")

    assert "can't be taken back" in on_screen.text
    assert marks(chats) == [("Ann", "late")]


async def test_who_was_said_not_to_be_there_is_left_alone_for_a_while(chats, tablet):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.taps(tablet, answer, "Not me")

    (again,) = await chats.shows(tablet, "Ann")
    assert again.text.startswith("Not recognized: somebody has just said")
    assert "Ann" not in again.text
    assert marks(chats) == []

    chats.advance(kiosks.LEFT_ALONE)
    (later,) = await chats.shows(tablet, "Ann")
    assert later.text == "Present: Ann"


async def test_a_selfie_counts_though_the_kiosk_was_told_not_me(chats, tablet, people):
    (answer,) = await chats.shows(tablet, "Ann")
    await chats.taps(tablet, answer, "Not me")

    (own,) = await chats.shows(people[0].account_id, "Ann")

    assert own.text.startswith("Present")


@pytest.mark.parametrize("linked", [True, False])
async def test_a_teacher_sees_that_it_was_the_kiosk(chats, tablet, tom, linked):
    await chats.shows(tablet, "Ann")
    if not linked:
        await chats.says(ADMIN, "/kiosk MATH1 off")
    (student_id,) = (student_id for _, student_id in chats.units.state.marks)
    (session_id,) = chats.units.state.sessions

    (shown_,) = await chats.presses(tom, carried("name", session_id, student_id))

    assert "the kiosk: no mark → present" in shown_.text


async def test_another_kiosk_s_button_takes_nothing_back(chats, math, tablet):
    async with chats.units() as uow:
        await uow.kiosks.add(Kiosk(account_id=OTHER_TABLET, class_id=math.id, linked_at=NINE))
        await uow.commit()
    (answer,) = await chats.shows(tablet, "Ann")

    for account_id in (OTHER_TABLET, ADMIN, 100, 777):
        (refusal,) = await chats.presses(account_id, data(answer)[0])
        assert refusal.text == common.STALE_BUTTON

    assert marks(chats) == [("Ann", "present")]


async def test_the_rest_of_an_answer_stays_as_it_is(chats, tablet, people):
    shown(chats, "both", "Ann", "Bob")
    (answer,) = await chats.shows(tablet, "both")
    update = pressed(chats, answer, "Not me: Ann")

    on_screen, *_ = await chats._handled(update)

    first, second = on_screen.text.splitlines()
    assert first.startswith("Taken back: this was not Ann.")
    assert second == "Present: Bob"
    assert labels(on_screen) == ["Not me: Bob"]
    assert on_screen.captioned


def pressed(chats, message, label):
    """A press as Telegram reports it: with the message, its caption and its buttons."""
    buttons = [one for row in message.buttons for one in row]
    (wanted,) = (one.data for one in buttons if one.text == label)
    return {
        "update_id": 77,
        "callback_query": {
            "id": "1",
            "from": {"id": message.chat_id, "is_bot": False, "first_name": "Tablet"},
            "chat_instance": "1",
            "data": wanted,
            "message": {
                "message_id": 5,
                "date": int(chats.clock().timestamp()),
                "chat": {"id": message.chat_id, "type": "private"},
                "caption": message.text,
                "reply_markup": {
                    "inline_keyboard": [
                        [{"text": one.text, "callback_data": one.data}] for one in buttons
                    ]
                },
            },
        },
    }


# --- nothing else ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"start", "help"}))
async def test_no_command_is_a_kiosk_s(chats, tablet, name):
    before = chats.units.state.copy()
    (answer,) = await chats.says(tablet, f"/{name} MATH1")
    assert answer.text == ONLY_PHOTOS
    (act,) = chats.units.state.audit
    assert (act.account_id, act.outcome, act.class_code) == (tablet, Outcome.REFUSED, "MATH1")
    assert chats.units.state.marks == before.marks
    assert chats.units.state.conversations == {}


@pytest.mark.parametrize("text", ["hello", "42", "//", "/", "/nonsense", "Present: Ann"])
async def test_no_text_is(chats, tablet, text):
    (answer,) = await chats.says(tablet, text)
    assert answer.text == ONLY_PHOTOS


@pytest.mark.parametrize("caption", ["/scan MATH1", "/enroll 50 MATH1 Eve", "/help"])
async def test_no_command_under_a_photo_is(chats, tablet, caption):
    (answer,) = await chats.shows(tablet, "Ann", caption)
    assert answer.text == ONLY_PHOTOS
    assert marks(chats) == []


async def test_no_other_button_is_not_even_everybody_s(chats, tablet):
    for carries in ("forget-me:1", carried("set", 1, 2, 3), "consent:yes:3", "nonsense"):
        (answer,) = await chats.presses(tablet, carries)
        assert answer.text == ONLY_PHOTOS
    assert await chats.presses(tablet, carried(replies.NOT_ME, 10**17))
    assert chats.units.state.kiosks


async def test_a_room_s_code_that_it_scans_is_not(chats, tablet):
    (answer,) = await chats.says(tablet, "/start room-1-123456")
    assert answer.text == ONLY_PHOTOS


async def test_files_and_stickers_are_not(chats, tablet):
    (answer,) = await chats.sends(tablet, "new.csv", b"roll_no,name,class\n")
    assert answer.text == ONLY_PHOTOS
    (answer,) = await chats.says(tablet, "", sticker=None)
    assert answer.text == ONLY_PHOTOS


@pytest.mark.parametrize("command", ["/start", "/help", "/start@rollcall_bot"])
async def test_it_says_what_it_is_there_for(chats, tablet, command):
    (answer,) = await chats.says(tablet, command)
    assert answer.text.startswith("This is the kiosk of MATH1")
    assert "Take a photo" in answer.text


def test_its_menu_has_nothing_else():
    assert [name for name, _ in menu(frozenset({Role.KIOSK}))] == ["start", "help"]
