"""The whole story, with Telegram's own limits: enrolled, counted, refused, summed up."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import demo
from simulator import Simulator
from simulator.client import SPOKEN, Client
from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, hear, link_in, press, show
from tests.acceptance.school import midday
from tests.acceptance.service import Service


async def test_a_day_from_the_first_selfie_to_the_summary(new_folder):
    timezone = ZoneInfo(midday())
    async with Simulator() as telegram, Client(telegram.url) as client:
        service = Service(telegram, new_folder())
        await service.start()
        try:
            people = demo.sitters()
            await demo.stage(client, people, timezone=timezone.key, now=datetime.now(timezone))
            await _tell(client, people, timezone)
            assert await service.stop() == 0
        finally:
            await service.close()
        assert service.query("SELECT count(*) FROM deliveries") == [(1,)]
        assert "ERROR" not in service.logged()


async def _tell(client, people, timezone):
    """What happens after the sample class has been enrolled."""
    obama, biden, teacher, admin, you = [
        await _quiet(client, name)
        for name in ("Barack Obama", "Joe Biden", "Tom Teacher", "Ada Admin", "You")
    ]
    theirs = {sitter.name: sitter.other for sitter in people}

    assert "Present" in await show(obama, theirs["Barack Obama"])
    assert "already" in await show(obama, theirs["Barack Obama"])
    answer = await show(biden, theirs["Barack Obama"])
    assert answer.startswith("Not recognized")
    assert "does not match" in answer

    link = link_in(await show(admin, photos.of(1), "/enroll 4 DEMO New Comer"))
    await you.opens(link)
    assert "May I compare your face" in (await hear(you)).text
    assert "Thank you" in await press(you, "I agree")
    assert "Present" in await show(you, photos.another(1))

    await teacher.says("/summary DEMO")
    asked = await hear(teacher)
    _check_summary(asked, timezone)

    soon = datetime.now(timezone) + timedelta(minutes=1)
    await ask(admin, f"/set DEMO summary {soon:%H:%M}")
    by_itself = await teacher.hears("DEMO", timeout=60 + PATIENCE)
    _check_summary(by_itself, timezone)
    assert (await teacher.downloads(by_itself)).startswith(b"\xff\xd8")
    assert by_itself.text == asked.text
    await teacher.says("/today DEMO")
    assert (await hear(teacher)).photo is None  # nothing came twice


def _check_summary(message, timezone):
    lines = message.text.splitlines()
    assert message.photo
    assert lines[0].startswith("DEMO")
    assert f"{datetime.now(timezone):%Y-%m-%d}" in lines[1]
    assert "so far" in message.text
    assert "2 present · 0 late · 0 absent · 0 excused" in lines
    assert "Not here yet: Joe Biden, Eileen Collins" in lines


async def _quiet(client, name):
    """Somebody who has heard everything that was said so far."""
    person = await client.find(name)
    for event in await person.events():
        if event["type"] in SPOKEN and event["message"]["from_bot"]:
            await person.hears()
    return person
