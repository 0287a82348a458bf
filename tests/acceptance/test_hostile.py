"""What upsets programs, sent to the real service by people of every role and past them."""

import asyncio
import io
import json
import re
import struct
import time
import zipfile
import zlib
from collections import Counter
from functools import partial
from itertools import cycle

import pytest
import pytest_asyncio

from tests import hostile
from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, hear, press, show

_COUNTS = r"\d+ present · \d+ late · \d+ absent · \d+ excused"
_INTERNALS = re.compile(r"Traceback|Exception|\w+Error|site-packages|\.py\b|<class|\bNone\b")


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def watched(school):
    """After all of it the service is as it was: nothing failed, waits or was put aside."""
    before = len(school.service.logged())
    yield
    logged = school.service.logged()[before:]
    assert "Traceback" not in logged
    assert "ERROR" not in logged
    assert "made up" not in logged
    assert school.service.query("SELECT error FROM inbox WHERE error IS NOT NULL") == []


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def crowd(school):
    """People of every role, each heard in a chat of their own: answers in one come by seconds."""
    strangers = [await school.client.person(f"Stranger {number}") for number in range(8)]
    for stranger in strangers:
        await stranger.says("hello")
    student = await school.enrols("666", "NOW", f"Mal {hostile.RTL}")
    await settled(school)
    return [student, school.teacher, *strangers]


async def settled(school):
    """Wait until the service has handled all there is, and all that it owes is sent."""
    async with asyncio.timeout(PATIENCE):
        while _is_busy(school):  # noqa: ASYNC110 - another process sets no event
            await asyncio.sleep(0.1)


def _is_busy(school):
    waiting = "SELECT 1 FROM inbox WHERE done_at IS NULL UNION SELECT 1 FROM outbox"
    return len(school.telegram.world.updates) > 0 or bool(school.service.query(waiting))


async def said_to(school, people):
    """Everything that the bot has said to these people so far, by chat."""
    said = {}
    for person in people:
        answer = await school.client.call("GET", f"/api/people/{person.id}/messages")
        said[person.id] = [one["text"] or "" for one in answer["messages"] if one["from_bot"]]
    return said


async def assert_polite(school, people, kind, payloads):
    """One after the other sends such an update; each has one polite answer to it at most."""
    before, sent = await said_to(school, people), Counter()
    for person, payload in zip(cycle(people), payloads, strict=False):
        await school.client.hands_over(kind, payload(person.id, int(time.time())))
        sent[person.id] += 1
    await settled(school)
    for chat_id, said in (await said_to(school, people)).items():
        answers = said[len(before[chat_id]) :]
        assert len(answers) <= sent[chat_id]
        assert not [one for one in answers if _INTERNALS.search(one)]


def whole(content):
    """Whether the simulator can hand it over: it has the file, and every letter is whole."""
    try:
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return False
    return not (isinstance(content, dict) and {"photo", "document"} & set(content))


async def test_odd_messages_have_a_polite_answer_each_at_most(school, crowd):
    contents = [one for one in hostile.CONTENTS + hostile.SERVICE if whole(one)]
    messages = [partial(hostile.message, content=content) for content in contents]

    await assert_polite(school, crowd, "message", messages)
    await assert_polite(school, crowd, "edited_message", messages[::5])


async def test_odd_presses_have_a_polite_answer_each_at_most(school, crowd):
    data = [one for one in hostile.DATA if whole(one)]

    await assert_polite(
        school, crowd, "callback_query", [partial(hostile.press, data=one) for one in data]
    )


async def test_what_is_not_of_the_bot_api_holds_up_nothing(school, crowd):
    odd = [partial(hostile.malformed, change=one) for one in hostile.MALFORMED if whole(one)]

    for kind in ("message", "edited_message", "callback_query"):
        await assert_polite(school, crowd, kind, odd)

    stranger = await school.client.person("Stranger")
    assert "I don't know you yet" in await ask(stranger, "/start")


def _png(width, height, pixels):
    """A PNG that says it is so large."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(pixels)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _zip(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


IMAGES = {
    "a bomb of pixels": lambda: _png(60_000, 60_000, b"\0" * 900_000),
    "a header without pixels": lambda: _png(640, 480, b""),
    "a side of nothing": lambda: _png(0, 0, b""),
    "half a photo": lambda: photos.of(0)[: len(photos.of(0)) // 2],
    "a photo that is a ZIP too": lambda: photos.without_a_face() + _zip(**{"../../x": b"x"}),
    "a page that says it is a picture": lambda: b"<html><script>alert(1)</script>",
    "a drawing that reads files": lambda: (
        b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'
    ),
    "a PDF": lambda: b"%PDF-1.7 1 0 obj",
    "a GIF of nothing": lambda: b"GIF89a\xff\xff\xff\xff",
    "noughts": lambda: b"\0" * 100_000,
}


@pytest.mark.parametrize("name", IMAGES)
async def test_an_odd_picture_is_refused_in_a_line(eve, name):
    sent = await eve.sends_file(IMAGES[name](), "../../me\n.jpg", "image/jpeg", "/etc/passwd")
    answer = await hear(eve)

    assert answer.text.startswith(("Not recognized", "I don't know"))
    assert answer.reply_to == sent.id
    assert not _INTERNALS.search(answer.text)


FILES = {
    "x.csv": b"roll_no,name,class\n\x00\x1b[2J,\xe2\x80\xaegnp,NOW\n=1+1,=cmd|' /C calc'!A0,NOPE\n",
    "..\\..\\y.csv": b"\xff\xfe\x00\xd8",
    "z.csv": b"a" * 200_000,
    "x.zip": b"PK\x01\x02" * 30_000,
    "y.zip": _zip(**{"../../etc/passwd": b"x", "a\nb.jpg": b"\0"}),
    "x.ics": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:99999999T999999Z\r\nRRULE:FREQ=SECONDLY",
}


@pytest.mark.parametrize("name", FILES)
async def test_an_odd_file_of_an_admin_is_refused_or_asked_about(school, name):
    await school.admin.sends_file(FILES[name], name, "", "NOW" if name.endswith("ics") else None)
    answer = (await hear(school.admin)).text

    assert not _INTERNALS.search(answer)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", answer)
    await ask(school.admin, "/cancel")


async def test_a_student_whose_name_upsets_much_is_counted_like_any_other(school):
    name = f"{hostile.RTL} <b>Mal</b> 3 late"
    mal = await school.enrols("667", "NOW", name)
    assert "your teacher will mark you by hand" in await press(mal, "No, thanks")
    assert f"\u2068{name}\u2069 is late in NOW" in await ask(school.admin, "/mark 667 late NOW")

    summary = await ask(school.admin, "/today NOW")
    counts = [line for line in summary.splitlines() if re.search(r"\d+ present", line)]
    assert [bool(re.fullmatch(_COUNTS, line)) for line in counts] == [True]
    assert f"\u2068{name}\u2069" in summary


async def test_a_name_that_cannot_be_is_refused_in_a_line_that_says_why(school):
    for name in ("n" * 300, "\u202eeve", "a\x07b", "Z" + "\u0301" * 50, "\u3164"):
        answer = await ask(school.admin, f"/enroll 670 NOW {name}")
        assert "NAME should be a name of at most 120 characters" in answer
        assert len(answer.splitlines()) == 1


async def test_after_all_that_a_student_is_present_as_ever(school):
    ann = await school.welcomes("668", "NOW", "Ann", photos.of(1))

    assert "Present" in await show(ann, photos.another(1))
