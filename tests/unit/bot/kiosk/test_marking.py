"""Whoever stands before a kiosk is marked."""

from dataclasses import replace

import pytest

from attendance.errors import UnreadableImage
from attendance.model import Source, Status
from bot.limits import KIOSK_PHOTOS, RateLimit
from bot.replies import common
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.bot.chats import labels, to
from tests.unit.bot.fakes import a_photo
from tests.unit.bot.kiosk.door import alike, marks, shown
from tests.unit.fakes.recognition import FakeReading, a_face


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


async def test_who_has_a_summary_hears_of_a_photo_that_came_through_after_it(chats, tablet, tom):
    await chats.school.settle(NINE + HOUR)
    await chats.school.hand_over(NINE + 8 * HOUR)
    chats.advance(8 * HOUR)

    messages = await chats.shows(tablet, "Ann", sent_at=NINE + MINUTE)

    (correction,) = to(messages, tom)
    assert "Ann is present, not absent. Their check-in was sent at 09:01" in correction.text
