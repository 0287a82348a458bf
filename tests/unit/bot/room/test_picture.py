import io

import cv2
import numpy as np
import pytest
from PIL import Image

from bot import room_links
from bot.drawing import RoomCard, draw_room

LINK = room_links.link("a_bot_with_the_longest_of_names_32", 999_999_999, "012345")


def drawn(**changes):
    card = {"title": "MATH1 Mathematics", "notes": ("one", "two"), "code": "012345", "link": LINK}
    return draw_room(RoomCard(**card | changes))


def pixels(png):
    return np.array(Image.open(io.BytesIO(png)))


@pytest.mark.parametrize("side", [1280, 640, 320])
def test_a_camera_reads_the_link(side):
    picture = Image.open(io.BytesIO(drawn()))
    small = np.array(picture.resize((side * 960 // 1280, side)))

    assert cv2.QRCodeDetectorAruco().detectAndDecode(small)[0] == LINK


def test_what_has_ended_shows_nothing_to_scan():
    found = cv2.QRCodeDetectorAruco().detectAndDecode(pixels(drawn(code="", link="")))[0]

    assert not found


@pytest.mark.parametrize("title", ["M" * 300, "数学 一", "🙂", "ریاضی"])
def test_whatever_a_class_is_called_the_code_has_its_place(title):
    plain, other = pixels(drawn()), pixels(drawn(title=title))

    assert plain.shape == other.shape
    assert (plain[200:] == other[200:]).all()


def test_a_payload_is_read_back():
    payload = LINK.partition("?start=")[2]

    assert room_links.read(payload) == (999_999_999, "012345")
    assert len(payload) < 22  # as long as an invite


@pytest.mark.parametrize(
    "text",
    ["room-1-12345", "room-1-1234567", "room--123456", "room-1234567890-123456", "room-٣-123456"],
)
def test_what_is_no_payload_is_none(text):
    assert room_links.read(text) is None


@pytest.mark.parametrize("text", ["12345", "1234567", "12345x", "", "123-456", "½23456"])
def test_what_is_not_six_digits_is_no_code(text):
    assert room_links.read_typed(text) is None
