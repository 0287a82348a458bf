"""A kiosk sends what is not new: it marks nobody, and says what to do."""

from datetime import timedelta

import pytest

from attendance.model import Flag, Kiosk, Outcome, Status, Trace
from attendance.traces import KEPT, SECOND_TRY
from bot.replies import common
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN
from tests.unit.bot.fakes import a_photo
from tests.unit.fakes.recognition import FakeReading, a_face

TABLET, SIDE_DOOR, ART_TABLET, ANN = 5000, 5001, 5002, 100
SECOND = timedelta(seconds=1)
SENT_BEFORE = (
    "Not recognized: this photo was sent before. Stand before the tablet and take a new photo."
)


@pytest.fixture
async def ann(chats, math):
    return await chats.school.add_student(
        "Ann", math, account_id=ANN, agreed=True, photos=(b"Ann",)
    )


@pytest.fixture
async def tablet(chats, math, tom, ann):
    """The account of a kiosk of MATH1; there is another at the side door, and one of ART."""
    art = await chats.school.add_class("ART", meets_since=NINE - DAY)
    async with chats.units() as uow:
        for account_id, class_ in ((TABLET, math), (SIDE_DOOR, math), (ART_TABLET, art)):
            kiosk = Kiosk(account_id=account_id, class_id=class_.id, linked_at=NINE - DAY)
            await uow.kiosks.add(kiosk)
        await uow.classes.join(art.id, ann.id, NINE - DAY)
        await uow.commit()
    return TABLET


async def shows(chats, account_id=TABLET, file="one", face="Ann", **message):
    (answer,) = await chats.shows(account_id, face, file=file, **message)
    return answer.text


async def is_gone(chats):
    """Nobody is marked, as though nobody had come."""
    async with chats.units() as uow:
        for mark in list(chats.units.state.marks.values()):
            await uow.marks.remove(mark.session_id, mark.student_id)
        await uow.commit()


def marks(chats):
    return [(name, status) for name, _, status in chats.school.marks]


def refusals(chats):
    return [
        (one.action, one.class_code, one.details["why"])
        for one in chats.units.state.audit
        if one.outcome is Outcome.REFUSED
    ]


async def test_yesterday_s_photo_marks_nobody_and_is_not_looked_at(chats, tablet):
    assert await shows(chats) == "Present: Ann"
    chats.advance(DAY)
    chats.reader.seen.clear()

    assert await shows(chats) == SENT_BEFORE

    assert marks(chats) == [("Ann", Status.PRESENT)]  # yesterday's
    assert chats.reader.seen == []
    assert refusals(chats) == [("kiosk photo", "MATH1", "same file")]


async def test_a_photo_that_was_taken_yesterday_evening_when_no_class_was_does_not_count(
    chats, tablet
):
    chats.advance(10 * HOUR)
    assert (await shows(chats)).startswith("No class")
    chats.advance(14 * HOUR)

    assert await shows(chats) == SENT_BEFORE
    assert marks(chats) == []


async def test_another_day_s_photo_stays_refused_however_often_it_is_sent(chats, tablet):
    await shows(chats)
    chats.advance(DAY)

    for _ in range(3):
        assert await shows(chats) == SENT_BEFORE
        chats.advance(SECOND)
    chats.advance(MINUTE)
    assert await shows(chats, file="two") == "Present: Ann"


@pytest.mark.parametrize("account_id", [SIDE_DOOR, ART_TABLET])
async def test_another_kiosk_s_photo_of_another_day_does_not_count(chats, tablet, account_id):
    await shows(chats, account_id)
    chats.advance(DAY)

    assert await shows(chats) == SENT_BEFORE


async def test_a_photo_of_another_class_s_kiosk_does_not_count_a_minute_later_either(chats, tablet):
    assert await shows(chats, ART_TABLET) == "Present: Ann"
    chats.advance(MINUTE)

    assert await shows(chats) == SENT_BEFORE
    assert len(marks(chats)) == 1


@pytest.mark.parametrize("after", [SECOND, DAY])
async def test_a_student_s_own_selfie_does_not_count_at_the_door(chats, tablet, after):
    await shows(chats, ANN)
    await is_gone(chats)
    chats.advance(after)

    assert await shows(chats) == SENT_BEFORE
    assert marks(chats) == []


async def test_after_sixty_days_a_file_may_come_again(chats, tablet):
    await shows(chats, sent_at=NINE)

    chats.advance(KEPT)
    assert await shows(chats) == SENT_BEFORE
    chats.units.state.kiosk_photos.popitem()  # as though that had not been tried
    chats.advance(3 * DAY)  # a weekday again
    assert await shows(chats) == "Present: Ann"


# --- what is not punished -------------------------------------------------------------------


@pytest.mark.parametrize("account_id", [TABLET, SIDE_DOOR])
async def test_the_same_file_for_the_same_session_is_taken_as_before(chats, tablet, account_id):
    await shows(chats, account_id)
    chats.advance(50 * MINUTE)

    assert await shows(chats) == "Ann is already marked, at 09:00."
    assert refusals(chats) == []


async def test_what_was_sent_before_the_doors_opened_may_come_again_within_minutes(chats, tablet):
    chats.advance(-20 * MINUTE)
    assert (await shows(chats)).startswith("No class")

    chats.advance(SECOND_TRY)
    assert await shows(chats) == "Present: Ann"


async def test_what_was_sent_long_before_the_doors_opened_may_not(chats, tablet):
    chats.advance(-20 * MINUTE)
    await shows(chats)

    chats.advance(SECOND_TRY + SECOND)
    assert await shows(chats) == SENT_BEFORE


async def test_the_same_file_is_taken_as_before_after_not_me(chats, tablet):
    (answer,) = await chats.shows(TABLET, "Ann", file="one")
    await chats.taps(TABLET, answer, "Not me")

    assert (await shows(chats)).startswith("Not recognized: somebody has just said")
    chats.advance(2 * MINUTE)
    assert await shows(chats) == "Present: Ann"


@pytest.mark.parametrize("is_old", [False, True])
async def test_a_photo_that_is_handled_again_has_the_same_answer(chats, tablet, is_old):
    """Killed before it was answered, and what was sent later has come in between."""
    chats.reader.pictures[b"f"] = FakeReading(faces=(a_face(b"Ann"),))
    update = a_photo(50, chat=TABLET, sender=TABLET, sent_at=NINE)
    if is_old:
        await shows(chats, file="u", sent_at=NINE - DAY)
    (first,) = await chats.handles(update)
    assert await shows(chats, file="u", sent_at=NINE + DAY) == SENT_BEFORE
    await shows(chats, ANN, file="u", sent_at=NINE + DAY)
    await is_gone(chats)

    (again,) = await chats.handles(update)

    assert first.text == (SENT_BEFORE if is_old else "Present: Ann")
    assert again.text == first.text


# --- what a look shows ----------------------------------------------------------------------


@pytest.mark.parametrize(("days", "counts"), [(-2, False), (-1, True), (0, True), (2, False)])
async def test_a_file_with_a_camera_s_date_of_another_day_does_not_count(
    chats, tablet, days, counts
):
    """A camera's clock says no zone: where it is a day apart, the date may be right."""
    taken_at = (NINE + days * DAY).replace(tzinfo=None)
    chats.reader.pictures[b"IMG"] = FakeReading(faces=(a_face(b"Ann"),), taken_at=taken_at)

    answer = await shows(chats, face="IMG")

    assert answer.startswith("Present: Ann" if counts else "Not recognized: by the date in this")
    assert ("take a new photo, and send it as a photo, not as a file." in answer) is not counts
    assert marks(chats) == ([("Ann", Status.PRESENT)] if counts else [])
    assert refusals(chats) == ([] if counts else [("kiosk photo", "MATH1", "another day")])


async def test_the_file_that_somebody_was_enrolled_with_does_not_count(chats, tablet):
    (template_id,) = chats.units.state.templates
    async with chats.units() as uow:
        await uow.traces.enrol(template_id, Trace(file="portrait"))
        await uow.commit()

    answer = await shows(chats, file="portrait")

    assert answer.startswith("Not recognized: somebody was enrolled with this photo. Stand before")
    assert "Ann" not in answer
    assert marks(chats) == []
    assert refusals(chats) == [("kiosk photo", "MATH1", "enrolment photo")]


# --- who sees it ----------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["forward_origin", "via_bot"])
async def test_what_was_passed_on_is_refused_from_then_on_however_it_is_sent(chats, tablet, why):
    bot = {"id": 5, "is_bot": True, "first_name": "Somebody"}
    passed_on = {"via_bot": bot}
    if why == "forward_origin":
        passed_on = {"forward_origin": {"type": "user", "date": 1, "sender_user": bot}}

    assert await shows(chats, **passed_on) == common.ONLY_NEW_PHOTOS
    assert await shows(chats) == SENT_BEFORE

    first = "forwarded" if why == "forward_origin" else "via another bot"
    assert [why for *_, why in refusals(chats)] == [first, "same file"]
    assert marks(chats) == []


async def test_the_teacher_sees_how_many_old_photos_there_were_and_the_admin_why(
    chats, tablet, tom
):
    await shows(chats)
    chats.advance(DAY)
    await shows(chats)
    await shows(chats)

    (card,) = await chats.says(tom, "/today MATH1")
    assert "2 photos refused at the kiosk: not new, and nobody was marked" in card.text
    assert "0 present · 0 late · 0 absent · 0 excused" in card.text
    (log,) = await chats.says(ADMIN, "/audit MATH1 kiosk-photo refused")
    assert log.text.count("a kiosk: kiosk photo MATH1, refused (why same file)") == 2


async def test_a_kiosk_s_photo_that_a_student_sends_as_a_selfie_is_flagged(chats, tablet):
    await shows(chats)
    chats.advance(DAY)

    assert "This file was sent before. Your teacher sees this" in await shows(chats, ANN)

    (flagged,) = chats.units.state.flags.values()
    assert (flagged.flag, flagged.earlier_at, flagged.other_id) == (Flag.SAME_FILE, NINE, None)
