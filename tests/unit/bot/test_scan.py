import io
from dataclasses import replace
from itertools import count

import numpy as np
import pytest
from PIL import Image
from telegram.error import BadRequest

from attendance.errors import UnreadableImage
from attendance.model import Source, Status
from bot.drawing import BoxedFace
from bot.group_pictures import draw_faces
from bot.replies import scan
from tests.unit.attendance.samples import HOUR, MINUTE, NINE, a_plan
from tests.unit.bot.chats import ADMIN, data, labels
from tests.unit.bot.fakes import ANN
from tests.unit.fakes.recognition import FakeReading, a_face


def group(chats, picture, *names):
    """A photo of these, from right to left."""
    faces = tuple(
        a_face(name.encode(), left=1000 * at) for at, name in zip(count(9, -1), names, strict=False)
    )
    chats.reader.pictures[picture.encode()] = FakeReading(faces=faces)


async def scanned(chats, tom, picture="group", caption="/scan MATH1", **message):
    (answer,) = await chats.shows(tom, picture, caption, **message)
    return answer


def marks(chats):
    return [(name, status.value) for name, _, status in chats.school.marks]


async def test_everybody_recognised_is_marked_and_the_photo_comes_back(chats, tom, people):
    group(chats, "group", "Ann", "a stranger", "Bob")

    answer = await scanned(chats, tom)

    assert marks(chats) == [("Ann", "present"), ("Bob", "present")]
    assert {mark.source for mark in chats.units.state.marks.values()} == {Source.GROUP_PHOTO}
    ((image, faces),) = chats.drawn
    assert image == b"group"
    assert [(face.label, face.known, face.instead) for face in faces] == [
        ("Bob", True, "BOB"),
        ("1", False, ""),
        ("Ann", True, "ANN"),
    ]
    (sent,) = chats.telegram.named("send_photo")
    assert (sent["chat_id"], sent["photo"]) == (tom, b"jpeg")
    assert "3 faces, 2 recognised" in sent["caption"]
    lines = answer.text.splitlines()
    assert "2 present · 0 late · 0 absent · 0 excused" in lines
    assert "From group photos: Ann, Bob" in lines
    assert "Not here yet: Cyd" in lines
    assert labels(answer) == ["Face 1"]
    assert (tom, "scan") in chats.audited
    assert len(chats.units.state.history) == 2


async def test_no_photograph_goes_through_the_outbox(chats, tom, people):
    group(chats, "group", "Ann")

    answer = await scanned(chats, tom)

    assert answer.picture is None
    assert answer.sent_picture is None


async def test_who_is_recognised_is_marked_though_the_photo_cannot_be_sent_back(
    chats, tom, people, caplog
):
    def fails(*_):
        raise ZeroDivisionError

    group(chats, "first", "Ann", "a stranger")
    group(chats, "second", "Bob")
    chats.telegram.failures.append(BadRequest("PHOTO_INVALID_DIMENSIONS"))
    answer = await scanned(chats, tom, "first")
    assert scan.NOT_SHOWN in answer.text
    assert labels(answer) == []

    chats.services = replace(chats.services, draw_faces=fails)
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)
    assert scan.NOT_SHOWN in (await scanned(chats, tom, "second")).text

    assert marks(chats) == [("Ann", "present"), ("Bob", "present")]


async def test_a_face_named_with_a_double_tap_can_be_taken_back(chats, tom, people):
    group(chats, "group", "x")
    (asked,) = await chats.taps(tom, await scanned(chats, tom), "Face 1")
    await chats.taps(tom, asked, "Bob")

    (answer,) = await chats.taps(tom, asked, "Bob")

    assert "Undo: Bob present" in labels(answer)


async def test_several_photos_add_up(chats, tom, people):
    group(chats, "first", "Ann", "Bob")
    group(chats, "second", "Bob", "Cyd")
    await scanned(chats, tom, "first")
    chats.advance(20 * MINUTE)

    answer = await scanned(chats, tom, "second")

    assert marks(chats) == [("Ann", "present"), ("Bob", "present"), ("Cyd", "late")]
    assert "1 marked by this photo" in answer.text
    assert "From group photos: Ann, Bob, Cyd" in answer.text


async def test_an_album_is_scanned_picture_by_picture(chats, tom, people):
    group(chats, "first", "Ann")
    group(chats, "second", "Bob")

    await chats.shows(tom, "first", "/scan MATH1", media_group_id="7")
    await chats.shows(tom, "second", media_group_id="7")

    assert marks(chats) == [("Ann", "present"), ("Bob", "present")]


async def test_a_photo_of_a_lesson_is_not_of_the_next_though_its_check_in_is_open(
    chats, tom, people
):
    await chats.says(ADMIN, "/class MATH1 Mon-Fri 09:00-10:00,10:00-11:00 Mathematics 1")
    chats.advance(50 * MINUTE)
    group(chats, "group", "Ann")

    await scanned(chats, tom)

    (mark,) = chats.units.state.marks.values()
    assert chats.units.state.sessions[mark.session_id].starts_at == NINE
    assert mark.status is Status.LATE


async def test_a_forwarded_photo_is_not_scanned(chats, tom, people):
    sender = {"id": 5, "is_bot": False, "first_name": "Somebody"}
    origin = {"type": "user", "date": 1, "sender_user": sender}
    group(chats, "old", "Ann")

    answer = await scanned(chats, tom, "old", forward_origin=origin)
    assert answer.text == scan.NOT_FORWARDED
    await chats.says(tom, "/scan MATH1")
    answer = await scanned(chats, tom, "old", None, forward_origin=origin)
    assert answer.text == scan.NOT_FORWARDED
    assert marks(chats) == []


@pytest.mark.parametrize("why", ["forwarded", "no session"])
async def test_an_album_that_is_not_scanned_is_told_so_once(chats, tom, people, why):
    message = {"media_group_id": "7"}
    if why == "forwarded":
        sender = {"id": 5, "is_bot": False, "first_name": "Somebody"}
        message["forward_origin"] = {"type": "user", "date": 1, "sender_user": sender}
    else:
        chats.advance(2 * HOUR)

    await scanned(chats, tom, "first", **message)

    assert await chats.shows(tom, "second", **message) == []


async def test_photos_may_follow_the_text(chats, tom, people):
    group(chats, "first", "Ann")
    group(chats, "second", "Bob")
    (answer,) = await chats.says(tom, "/scan")
    assert "Which class" in answer.text
    (answer,) = await chats.says(tom, "math1")
    assert answer.text == scan.SEND_PHOTO

    await chats.shows(tom, "first")
    await chats.shows(tom, "second")

    assert marks(chats) == [("Ann", "present"), ("Bob", "present")]


async def test_only_students_of_the_class_who_have_agreed_are_looked_for(chats, math, tom):
    art = await chats.school.add_class("ART")
    await chats.school.add_student("Eve", art, agreed=True, photos=(b"Eve",))
    await chats.school.add_student("Fay", math, agreed=False, photos=(b"Fay",))
    group(chats, "group", "Eve", "Fay")

    answer = await scanned(chats, tom)

    assert marks(chats) == []
    assert labels(answer) == ["Face 1", "Face 2"]


async def test_who_says_no_while_the_photo_is_looked_at_is_not_marked(chats, tom, people):
    ann, *_ = people

    def says_no(*_):
        chats.units.state.students[ann.id] = replace(ann, agreed=False)
        return b"jpeg"

    group(chats, "group", "Ann", "Bob")
    chats.services = replace(chats.services, draw_faces=says_no)
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)

    await scanned(chats, tom)

    assert marks(chats) == [("Bob", "present")]


async def test_what_a_teacher_or_a_selfie_said_stands(chats, math, tom, people):
    ann, bob, _ = people
    await chats.school.mark(math, a_plan(), ann, Status.EXCUSED)
    selfie = await chats.school.mark(math, a_plan(), bob, Status.LATE, source=Source.SELFIE)
    group(chats, "group", "Ann", "Bob")

    await scanned(chats, tom)

    assert marks(chats) == [("Ann", "excused"), ("Bob", "late")]
    assert selfie in chats.units.state.marks.values()
    assert chats.units.state.history == {}


async def test_the_teacher_says_who_an_unknown_face_is(chats, tom, people):
    group(chats, "group", "x", "Ann", "y")
    answer = await scanned(chats, tom)
    assert labels(answer) == ["Face 1", "Face 2"]

    (asked,) = await chats.taps(tom, answer, "Face 2")
    assert "Who is face 2?" in asked.text
    assert labels(asked) == ["· Bob", "· Cyd", "Back"]
    (result,) = await chats.taps(tom, asked, "Cyd")

    assert marks(chats) == [("Ann", "present"), ("Cyd", "present")]
    assert labels(result) == ["Face 1", "Undo: Cyd present"]
    assert "Unknown faces: 1." in result.text
    assert chats.units.state.history[max(chats.units.state.history)].account_id == tom

    (asked,) = await chats.taps(tom, result, "Face 1")
    (result,) = await chats.taps(tom, asked, "Back")
    assert labels(result) == ["Face 1"]


async def test_who_is_named_on_a_late_photo_is_late(chats, tom, people):
    chats.advance(20 * MINUTE)
    group(chats, "group", "x")
    (asked,) = await chats.taps(tom, await scanned(chats, tom), "Face 1")

    await chats.taps(tom, asked, "Ann")

    assert marks(chats) == [("Ann", "late")]


async def test_more_unknown_faces_than_buttons_are_within_telegram_s_limits(chats, math, tom):
    for number in range(200):
        await chats.school.add_student(f"S{number:03}", math)
    group(chats, "group", *(f"x{number}" for number in range(120)))

    answer = await scanned(chats, tom)
    (asked,) = await chats.taps(tom, answer, f"Face {scan.MOST_FACES}")

    for message in (answer, asked):
        assert len(data(message)) <= 100
        assert all(len(carried.encode()) <= 64 for carried in data(message))
    await chats.presses(tom, data(asked)[0])
    assert len(marks(chats)) == 1


async def test_only_the_class_s_teachers_and_admins_may(chats, tom, people):
    art = await chats.school.add_class("ART")
    una = (await chats.school.add_teacher("Una", art)).account_id
    group(chats, "group", "x")
    answer = await scanned(chats, tom)
    (asked,) = await chats.taps(tom, answer, "Face 1")

    assert (await scanned(chats, una)).text.startswith("Only teachers of MATH1")
    assert (await scanned(chats, ANN)).text == "Only teachers and admins can set marks by hand."
    for message in (answer, asked):
        for carried in data(message):
            (refusal,) = await chats.presses(una, carried)
            assert refusal.text.startswith("Only teachers of MATH1")
    assert marks(chats) == []
    group(chats, "again", "Ann")
    await scanned(chats, ADMIN, "again")
    assert marks(chats) == [("Ann", "present")]


@pytest.mark.parametrize("late_by", [-HOUR, 2 * HOUR])
async def test_a_photo_counts_for_a_session_that_is_open(chats, tom, people, late_by):
    chats.advance(late_by)
    group(chats, "group", "Ann")

    answer = await scanned(chats, tom)

    assert "no session open now" in answer.text
    assert marks(chats) == []
    assert chats.telegram.calls == []


async def test_a_backlogged_photo_counts_from_when_it_was_sent(chats, tom, people):
    group(chats, "group", "Ann")
    await chats.school.add_student("Dan", await class_of(chats))
    await chats.school.settle(NINE + HOUR)
    chats.advance(2 * HOUR)

    await scanned(chats, tom, sent_at=NINE + MINUTE)

    assert ("Ann", "present") in marks(chats)
    assert ("Dan", "absent") in marks(chats)


async def class_of(chats):
    return next(iter(chats.units.state.classes.values()))


async def test_what_shows_nobody_is_told_so(chats, tom, people):
    group(chats, "wall")
    chats.reader.pictures[b"broken"] = UnreadableImage(too_large=False)

    assert "no face" in (await scanned(chats, tom, "wall")).text
    assert "can't open" in (await scanned(chats, tom, "broken")).text


# --- the picture ----------------------------------------------------------------------------


def a_picture(width, height, scale=1.0):
    return np.full((height, width, 3), 255, np.uint8), scale


def boxed(box, label, known=True, instead=""):
    return BoxedFace(box=box, label=label, known=known, instead=instead)


def drawn(*arguments):
    with Image.open(io.BytesIO(draw_faces(*arguments))) as picture:
        return picture.convert("RGB")


def test_faces_are_boxed_where_they_are_in_the_picture():
    picture = drawn(a_picture(200, 400), [boxed((50, 100, 150, 250), "Ann")])

    assert picture.size == (200, 400)
    red, green, _ = picture.getpixel((100, 100))
    assert green > red + 50  # the upper edge
    assert min(picture.getpixel((100, 175))) > 200  # inside


def test_boxes_are_made_smaller_with_their_photo():
    picture = drawn(a_picture(1280, 640, scale=0.5), [boxed((1000, 400, 1400, 800), "1", False)])

    assert picture.size == (1280, 640)
    red, _, blue = picture.getpixel((600, 200))
    assert red > blue + 50


@pytest.mark.parametrize("label", ["", "x" * 200, "数學", "عربي", "e\u0301"])
def test_any_name_at_any_edge_can_be_written(label):
    for box in ((0, 0, 10, 10), (390, 190, 400, 200), (-5, -5, 500, 500)):
        assert drawn(a_picture(400, 200), [boxed(box, label)]).size == (400, 200)


def label_of(label, instead=""):
    """Where there is a label in a white picture, without the box: its left and right ends."""
    picture = drawn(a_picture(400, 200), [boxed((50, 20, 150, 100), label, instead=instead)])
    strip = np.asarray(picture, dtype=int)[106:116]
    green = np.flatnonzero((strip[:, :, 0] < 100).any(axis=0))
    return green.min(), green.max()


def test_a_long_name_leaves_the_faces_beside_it_free():
    assert label_of("Bartholomew Featherstonehaugh the Third")[1] <= 50 + 1.5 * 100 + 2


def test_a_roll_number_stands_for_a_name_that_no_font_can_write():
    assert label_of("\U0001e7e0\U0001e7e1", instead="42") == label_of("42")


def test_what_is_no_letter_and_no_font_has_is_left_out():
    assert label_of("Ann \uffff\x00", instead="42") == label_of("Ann")
