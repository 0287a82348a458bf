"""The page in a real browser: round videos, places, and what goes from hand to hand."""

import io

import cv2
import pytest
from playwright.async_api import expect

from tests.browser import chromium, needs_chromium
from tests.integration.simulator.conftest import be, newest, picture

pytestmark = needs_chromium


@pytest.fixture
async def browser():
    """A browser whose camera shows a moving pie."""
    flags = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    async with chromium(*flags) as browser:
        yield browser


async def chosen(page, message, entry):
    """Choose an entry of a message's menu."""
    await message.hover()
    await message.locator(".more").click()
    await page.get_by_role("menuitem", name=entry).click()


def frames_of(video):
    capture = cv2.VideoCapture(io.BytesIO(video), cv2.CAP_FFMPEG, [])
    frames = []
    while True:
        is_one, frame = capture.read()
        if not is_one:
            return frames
        frames.append(frame)


async def test_a_round_video_is_recorded_that_opencv_can_read(telegram, bot, ann, page):
    await bot.send_photo(ann.id, picture(), caption="Turn your head left, then up")
    await be(page, telegram, ann)
    await expect(page.locator(".message.theirs").last).to_contain_text("left, then up")
    await page.click("#note-video")
    await expect(page.locator("dialog .asked")).to_contain_text("left, then up")
    await page.click("#record")
    await expect(page.locator(".record-time")).to_contain_text("0:01 of 1:00")
    await page.click("#record")
    await expect(page.locator(".message.mine .note video")).to_be_visible()

    note = (await newest(bot)).message.video_note
    content = bytes(await (await note.get_file()).download_as_bytearray())
    frames = frames_of(content)
    assert {frame.shape for frame in frames} == {(note.length, note.length, 3)}
    assert len(frames) > 2
    assert 1 <= note.duration.total_seconds() < 60
    assert content[4:8] == b"ftyp"  # MP4, as Telegram's are


async def test_a_recording_that_is_cancelled_is_not_sent(telegram, ann, page):
    await be(page, telegram, ann)
    await page.click("#note-video")
    await page.click("#record")
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog")).to_have_count(0)
    assert len(await ann.history()) == 1


@pytest.mark.parametrize(
    ("entry", "kind"),
    [("Round video from disk", "video_note"), ("Video from disk as from", "video")],
)
async def test_a_clip_from_disk_arrives_unchanged(telegram, bot, ann, page, tmp_path, entry, kind):
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"no browser can read this")
    await be(page, telegram, ann)
    await page.click("#attach")
    async with page.expect_file_chooser() as choosing:
        await page.get_by_role("menuitem", name=entry).click()
    await (await choosing.value).set_files(clip)
    await expect(page.locator(f".message.mine[data-kind={kind}]")).to_have_count(1)
    sent = getattr((await newest(bot)).message, kind)
    content = await (await sent.get_file()).download_as_bytearray()
    assert bytes(content) == clip.read_bytes()


async def test_a_location_is_shared_moved_and_shared_no_more(telegram, bot, ann, page):
    await be(page, telegram, ann)
    await page.click("#attach")
    await page.get_by_role("menuitem", name="Location").click()
    await page.get_by_role("button", name="Next door").click()
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Share live").click()
    place = page.locator(".message.mine .place")
    await expect(place).to_contain_text("Live location")
    message = page.locator(".message.mine[data-kind=location]")
    await chosen(page, message, "Move")
    await page.get_by_role("button", name="At home").click()
    await page.get_by_role("button", name="Move").click()
    await expect(message.locator(".meta")).to_contain_text("edited")
    await chosen(page, message, "Stop sharing")
    await expect(place).not_to_contain_text("Live")

    shared, moved, stopped = (await bot.get_updates())[1:]
    assert shared.message.location.live_period.total_seconds() == 900
    assert shared.message.location.horizontal_accuracy == 25
    assert moved.edited_message.location.latitude > shared.message.location.latitude + 0.02
    assert stopped.edited_message.location.live_period is None


async def test_a_place_with_a_name_is_a_venue(telegram, bot, ann, page):
    await be(page, telegram, ann)
    await page.click("#attach")
    await page.get_by_role("menuitem", name="Location").click()
    await page.fill("#place-name", "Lycée")
    await page.get_by_role("button", name="Send once").click()
    await expect(page.locator(".message.mine .place")).to_contain_text("Lycée")
    assert (await newest(bot)).message.venue.title == "Lycée"


async def test_a_photo_is_passed_on_and_sent_by_somebody_else(telegram, bot, client, ann, page):
    bob = await client.person("Bob")
    await bob.says("/start")
    await ann.sends_photo(picture())
    await be(page, telegram, ann)
    photo = page.locator(".message.mine[data-kind=photo]")
    for how in ("send", "forward", "hidden"):
        await be(page, telegram, ann)
        await chosen(page, photo.first, "Pass on")
        await page.select_option("dialog select", how)
        await page.click(f'dialog [data-person="{bob.id}"]')
        await expect(page.locator("#status")).to_contain_text("you are Bob")
        await expect(photo.first).to_be_visible()
    await expect(photo).to_have_count(3)
    own, forwarded, hidden = [update.message for update in (await bot.get_updates())[-3:]]
    assert {message.from_user.first_name for message in (own, forwarded, hidden)} == {"Bob"}
    assert own.forward_origin is None
    assert forwarded.forward_origin.sender_user.first_name == "Ann"
    assert hidden.forward_origin.sender_user_name == "Ann Lee"


async def test_a_text_is_edited_to_a_photo(telegram, bot, ann, page, tmp_path):
    photo = tmp_path / "me.jpg"
    photo.write_bytes(picture())
    await be(page, telegram, ann)
    async with page.expect_file_chooser() as choosing:
        await chosen(page, page.locator(".message.mine").first, "Edit to a photo")
    await (await choosing.value).set_files(photo)
    await expect(page.locator(".message.mine img")).to_be_visible()
    edited = (await newest(bot)).edited_message
    assert edited.photo
    assert edited.caption == "/start"
