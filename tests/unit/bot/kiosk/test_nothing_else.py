"""A kiosk takes photos, and does nothing else."""

import pytest

from attendance.model import Outcome, Role
from bot.handlers.table import COMMANDS, menu
from bot.presses import data as carried
from bot.replies import kiosk as replies
from tests.unit.bot.kiosk.door import ONLY_PHOTOS, marks


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
