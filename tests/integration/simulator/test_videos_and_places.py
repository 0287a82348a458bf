"""python-telegram-bot receives videos, places, and locations that move."""

import pytest
from telegram import error

from simulator import Simulator, errors
from simulator.client import Client
from tests.integration.simulator.conftest import bot_of, newest, picture

PARIS, LILLE = (48.85, 2.29), (50.63, 3.06)


class Clock:
    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


async def test_a_round_video_arrives_unchanged_with_what_is_said_of_it(bot, ann):
    sent = await ann.sends_video_note(b"video", seconds=9, side=400, thumbnail=picture(320, 320))
    note = (await newest(bot)).message.video_note
    assert (note.length, note.duration.total_seconds(), note.file_size) == (400, 9, 5)
    assert (note.thumbnail.width, note.thumbnail.height) == (320, 320)
    assert bytes(await (await note.get_file()).download_as_bytearray()) == b"video"
    assert (sent.kind, await ann.downloads(sent)) == ("video_note", b"video")


async def test_a_thumbnail_may_be_missing(bot, ann):
    await ann.sends_video_note(b"video")
    assert (await newest(bot)).message.video_note.thumbnail is None


async def test_a_round_video_is_not_longer_than_a_minute_nor_larger_than_640_pixels(ann):
    with pytest.raises(errors.Refused, match="lasts 60 s and is 640 pixels"):
        await ann.sends_video_note(b"video", seconds=61)
    with pytest.raises(errors.Refused, match="lasts 60 s and is 640 pixels"):
        await ann.sends_video_note(b"video", side=641)


async def test_a_video_of_the_gallery_is_no_round_one(bot, ann):
    await ann.sends_video(b"video", seconds=70, caption="me")
    message = (await newest(bot)).message
    assert message.video_note is None
    assert message.video.duration.total_seconds() == 70
    assert (message.video.width, message.video.height) == (640, 480)
    assert (message.video.mime_type, message.caption) == ("video/mp4", "me")


async def test_the_same_clip_keeps_its_unique_id_and_as_another_kind_it_has_another(bot, ann):
    await ann.sends_video_note(b"video")
    await ann.repeats(await ann.sends_video_note(b"video"))
    await ann.sends_video(b"video")
    first, same, again, other = [update.message for update in (await bot.get_updates())[1:]]
    assert first.video_note == same.video_note == again.video_note
    assert other.video.file_unique_id != first.video_note.file_unique_id


async def test_a_video_over_20_mb_cannot_be_downloaded(bot, ann):
    await ann.sends_video_note(b"\0" * (20 * 1024 * 1024 + 1))
    note = (await newest(bot)).message.video_note
    assert note.file_size > 20 * 1024 * 1024
    with pytest.raises(error.BadRequest, match="File is too big"):
        await note.get_file()


async def test_a_place_sent_for_good_is_not_live(bot, ann):
    await ann.sends_location(*PARIS, accuracy=20)
    message = (await newest(bot)).message
    assert (message.location.latitude, message.location.longitude) == PARIS
    assert message.location.horizontal_accuracy == 20
    assert message.location.live_period is None


async def test_a_venue_comes_with_its_location_beside_it(bot, ann):
    await ann.sends_venue(*PARIS, title="Lycée", address="Rue 1")
    message = (await newest(bot)).message
    assert (message.venue.title, message.venue.address) == ("Lycée", "Rue 1")
    assert message.location == message.venue.location


async def test_a_live_location_moves_by_edits_and_ends_with_one(bot, ann):
    shared = await ann.shares_location(*PARIS, accuracy=8, heading=90)
    await ann.moves(shared, *LILLE, accuracy=15, heading=180)
    await ann.stops_sharing(shared)
    first, moved, stopped = (await bot.get_updates())[1:]
    location = first.message.location
    assert (location.live_period.total_seconds(), location.heading) == (900, 90)
    assert location.horizontal_accuracy == 8
    location = moved.edited_message.location
    assert (location.latitude, location.longitude) == LILLE
    assert (location.live_period.total_seconds(), location.heading) == (900, 180)
    assert moved.edited_message.date == first.message.date
    assert moved.edited_message.edit_date
    location = stopped.edited_message.location
    assert (location.latitude, location.longitude) == LILLE
    assert (location.live_period, location.heading) == (None, None)
    with pytest.raises(errors.Refused, match="no location that is still shared"):
        await ann.moves(shared, *PARIS)


async def test_a_location_is_shared_no_longer_than_it_was_said():
    clock = Clock()
    async with (
        Simulator(clock=clock) as telegram,
        Client(telegram.url) as client,
        bot_of(telegram) as bot,
    ):
        ann = await client.person("Ann")
        shared = await ann.shares_location(*PARIS, live=60)
        clock.now += 59
        await ann.moves(shared, *LILLE)
        clock.now += 1
        with pytest.raises(errors.Refused, match="no location that is still shared"):
            await ann.moves(shared, *PARIS)
        assert len(await bot.get_updates()) == 2


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ({"latitude": 91, "longitude": 0}, "latitude must not be beyond 90"),
        ({"latitude": 0, "longitude": "nan"}, "longitude must not be beyond 180"),
        ({"latitude": 0, "longitude": 0, "live": 59}, "live_period must be 60 to 86400"),
        ({"latitude": 0, "longitude": 0, "heading": 361}, "heading must be 1 to 360"),
        ({"latitude": 0, "longitude": 0, "accuracy": 1501}, "not be beyond 1500"),
    ],
)
async def test_a_place_there_is_not_is_refused(ann, place, words):
    with pytest.raises(errors.Refused, match=words):
        await ann.shares_location(**place)
