"""Round videos as people send them, and the turns that they are asked for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from attendance import liveness
from attendance.model import Requirement, Source, Status
from bot.replies import film
from tests.unit.attendance.samples import MINUTE, NINE
from tests.unit.bot.chats import ADMIN, data, labels
from tests.unit.fakes.recognition import a_clip

ADA, BEN = 100, 200
SECOND = timedelta(seconds=1)
FORWARDED = {"forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1}}
VIA_BOT = {"via_bot": {"id": 9, "is_bot": True, "first_name": "Films"}}


@pytest.fixture
async def math(chats):
    return await chats.school.add_class(requires=frozenset({Requirement.VIDEO}))


@pytest.fixture
async def ada(chats, math):
    return await chats.school.add_student("Ada", math, account_id=ADA, agreed=True, photos=[b"Ada"])


async def asked(chats, account_id=ADA):
    """Ask for turns; those that are shown."""
    before = len(chats.telegram.named("send_photo"))
    assert await chats.says(account_id, "/video") == []
    (shown,) = chats.telegram.named("send_photo")[before:]
    assert shown["caption"].startswith("Look straight into the camera, then turn your head ")
    return shown["photo"].decode().split()


async def filmed(chats, turns, name="film", *, face=b"Ada", solid=True, **message):
    chats.reader.clips[name.encode()] = a_clip(*turns, face=face, solid=solid)
    (answer,) = await chats.films(ADA, name, **message)
    return answer


async def refused_turns(chats):
    """Ask for turns that are not shown; the answer."""
    before = len(chats.telegram.named("send_photo"))
    (answer,) = await chats.says(ADA, "/video")
    assert len(chats.telegram.named("send_photo")) == before
    return answer


def mark(chats):
    return next(iter(chats.units.state.marks.values()), None)


@pytest.mark.usefixtures("ada")
async def test_a_student_who_turns_as_asked_is_present(chats):
    answer = await filmed(chats, await asked(chats))

    assert "Present" in answer.text
    assert answer.reply_to is not None
    assert (mark(chats).source, mark(chats).status) == (Source.VIDEO, Status.PRESENT)
    assert chats.reader.clips_expected == 1


@pytest.mark.usefixtures("ada")
async def test_a_film_that_came_before_what_was_handled_late_counts_by_telegrams_dates(chats):
    turns, sent = await asked(chats), chats.clock()
    chats.advance(40 * MINUTE)

    answer = await filmed(chats, turns, sent_at=sent + 60 * SECOND)

    assert "Present" in answer.text
    assert mark(chats).at == sent + 60 * SECOND


@pytest.mark.usefixtures("ada")
async def test_a_film_that_is_sent_after_a_minute_is_not_looked_at(chats):
    turns = await asked(chats)
    chats.advance(61 * SECOND)

    answer = await filmed(chats, turns)

    assert answer.text.startswith("Not recognized: this video came too late")
    assert chats.reader.seen == []
    assert labels(answer) == ["Show me new turns"]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("_", range(20))
async def test_whoever_is_refused_is_shown_new_turns_by_one_tap(chats, _):
    turns = await asked(chats)
    other = next(order for order in liveness.ORDERS if not _shows(order, turns))
    answer = await filmed(chats, other)

    assert "these were not the turns" in answer.text
    assert mark(chats) is None
    await chats.presses(ADA, data(answer)[0])
    again = chats.telegram.named("send_photo")[-1]["photo"].decode().split()
    assert again != turns
    assert "Present" in (await filmed(chats, again, "another")).text


def _shows(order, turns):
    asked_for = liveness.parse(" ".join(turns))
    return liveness.judge(a_clip(*order), asked_for, same_person=0.4) is None


@pytest.mark.usefixtures("ada")
async def test_turns_are_good_for_one_answer(chats):
    turns = await asked(chats)
    await filmed(chats, turns, solid=False)

    answer = await filmed(chats, turns, "another")

    assert answer.text == film.NOT_ASKED
    assert labels(answer) == ["Show me the turns"]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"solid": False}, "no head was seen to turn in depth"),
        ({"face": b"Eve"}, "does not match"),
    ],
)
async def test_a_picture_and_a_stranger_are_refused_with_what_to_do(chats, how, said):
    answer = await filmed(chats, await asked(chats), **how)

    assert said in answer.text
    for word in ("Present", "Late"):
        assert word not in answer.text
    assert mark(chats) is None


@pytest.mark.usefixtures("ada")
async def test_after_three_films_that_did_not_hold_the_teacher_marks(chats):
    for number in range(liveness.MOST_TRIES):
        await filmed(chats, await asked(chats), f"film {number}", solid=False)

    assert "too many tries" in (await refused_turns(chats)).text
    assert mark(chats) is None


@pytest.mark.usefixtures("ada")
async def test_a_film_that_was_asked_for_before_the_last_try_is_no_further_one(chats):
    for number in range(liveness.MOST_TRIES):
        await filmed(chats, await asked(chats), f"film {number}", solid=False)
    used = chats.units.state.conversations[ADA]
    asked_for = {"order": "left up", "at": str(int(chats.clock().timestamp()))}
    chats.units.state.conversations[ADA] = replace(used, answers=asked_for)

    assert "too many tries" in (await filmed(chats, ("left", "up"), "last")).text


@pytest.mark.usefixtures("ada")
async def test_turns_cannot_be_asked_for_until_they_are_those_of_a_film_at_hand(chats):
    for _ in range(liveness.MOST_QUESTIONS):
        await asked(chats)
        chats.advance(MINUTE)
        await chats.says(ADA, "/help")  # ends whatever the chat is in the middle of

    assert "too many tries" in (await refused_turns(chats)).text
    assert (await chats.presses(ADA, film.SHOW))[0].text.startswith("Not recognized")


@pytest.mark.usefixtures("ada")
async def test_a_second_tap_shows_the_same_turns_and_gives_no_more_time(chats):
    turns, first = await asked(chats), chats.clock()
    chats.advance(9 * SECOND)
    assert await asked(chats) == turns

    late = await filmed(chats, turns, sent_at=first + 61 * SECOND)
    assert "came too late" in late.text


@pytest.mark.usefixtures("ada")
async def test_turns_that_nobody_answers_are_no_refusals_for_a_teacher_to_read(chats):
    await asked(chats)
    summary, *_ = await chats.says(ADMIN, "/today MATH1")
    assert "refused" not in summary.text


@pytest.mark.usefixtures("ada")
async def test_being_late_or_damaged_is_no_try(chats):
    for number in range((liveness.MOST_TRIES + 1) // 2):
        turns = await asked(chats)
        chats.advance(2 * MINUTE)
        await filmed(chats, turns, f"film {number}")
        await asked(chats)
        await chats.films(ADA, f"damaged {number}")

    assert "Present" in (await filmed(chats, await asked(chats))).text


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("passed_on", [FORWARDED, VIA_BOT])
async def test_a_film_that_is_passed_on_is_refused_and_flagged(chats, passed_on):
    answer = await filmed(chats, await asked(chats), **passed_on)

    assert answer.text.startswith("Not recognized: only a round video counts that is recorded here")
    assert labels(answer) == ["Show me new turns"]
    assert mark(chats) is None
    assert len(chats.units.state.flags) == 1


@pytest.mark.parametrize("passed_on", [{}, FORWARDED])
async def test_where_no_video_is_asked_for_none_is_spoken_of(chats, math, ada, passed_on):
    async with chats.units() as uow:
        await uow.classes.save(replace(math, requires=frozenset({Requirement.SELFIE})))
        await uow.commit()
    clip = {"file_id": "v", "file_unique_id": "v", "width": 9, "height": 9, "duration": 8}

    for answer in (
        await chats.films(ADA, "note", **passed_on),
        await chats.films(ADA, None, video=clip, **passed_on),
    ):
        assert answer[0].text.startswith("MATH1 asks for a selfie")
    chats.advance(10 * 60 * MINUTE)
    (answer,) = await chats.films(ADA, "another", **passed_on)
    assert answer.text.startswith("No class")


@pytest.mark.usefixtures("ada")
async def test_the_same_film_again_is_refused(chats):
    await filmed(chats, await asked(chats), solid=False)

    answer = await filmed(chats, await asked(chats))

    assert "not one from elsewhere or from before" in answer.text
    assert mark(chats) is None
    summary, *_ = await chats.says(ADMIN, "/today MATH1")
    assert "– Ada: the same file as one sent before (it was not counted)" in summary.text


@pytest.mark.usefixtures("ada")
async def test_a_film_that_somebody_else_has_sent_is_refused_and_their_teacher_reads_whose(
    chats, math
):
    await chats.school.add_student("Ben", math, account_id=BEN, agreed=True, photos=[b"Ben"])
    turns = await asked(chats, BEN)
    chats.reader.clips[b"film"] = a_clip(*turns, face=b"Ben")
    await chats.films(BEN, "film")

    answer = await filmed(chats, await asked(chats))

    assert "not one from elsewhere or from before" in answer.text
    summary, *_ = await chats.says(ADMIN, "/today MATH1")
    assert "– Ada: the same file as Ben (BEN) sent on" in summary.text


@pytest.mark.usefixtures("ada")
async def test_a_video_from_the_gallery_counts_for_nothing(chats):
    await asked(chats)
    clip = {"file_id": "v", "file_unique_id": "v", "width": 9, "height": 9, "duration": 8}
    (answer,) = await chats.films(ADA, None, video=clip)

    assert answer.text == film.ONLY_ROUND


async def test_beside_a_selfie_the_turns_are_one_tap_away(chats, math, ada):
    async with chats.units() as uow:
        both = frozenset({Requirement.SELFIE, Requirement.VIDEO})
        await uow.classes.save(replace(math, requires=both))
        await uow.commit()
    (answer,) = await chats.shows(ADA, "Ada")
    assert "also asks for a video note" in answer.text
    chats.advance(2 * MINUTE)

    await chats.presses(ADA, data(answer)[0])
    turns = chats.telegram.named("send_photo")[-1]["photo"].decode().split()
    answer = await filmed(chats, turns)

    assert "Present" in answer.text
    assert mark(chats).at == NINE


@pytest.mark.parametrize("scanned", [False, True])
async def test_a_code_that_is_given_before_the_film_does_not_end_the_turns(
    chats, math, ada, scanned
):
    await chats.says(ADMIN, "/set MATH1 require code+video")
    turns = await asked(chats)
    await chats.says(ADMIN, "/code MATH1")
    (session,) = chats.units.state.sessions.values()
    code = chats.cards[-1].code

    (answer,) = await chats.says(ADA, f"/start room-{session.id}-{code}" if scanned else code)
    assert "MATH1 also asks for a video note" in answer.text

    assert "Present" in (await filmed(chats, turns)).text


async def test_where_nothing_is_open_there_is_nothing_to_show(chats, ada):
    chats.advance(10 * 60 * MINUTE)
    (answer,) = await chats.says(ADA, "/video")

    assert "No class" in answer.text
    assert chats.telegram.named("send_photo") == []


async def test_whose_face_is_not_compared_is_not_asked_to_show_it(chats, math):
    await chats.school.add_student("Ben", math, account_id=BEN, agreed=False)
    (answer,) = await chats.says(BEN, "/video")

    assert "your face" in answer.text
    assert chats.telegram.named("send_photo") == []


async def test_others_are_told_whose_command_it_is(chats):
    (answer,) = await chats.says(ADMIN, "/video")
    assert answer.text.startswith("Only students can")


async def test_a_class_that_asks_for_something_else_says_so(chats, math, ada):
    async with chats.units() as uow:
        await uow.classes.save(replace(math, requires=frozenset({Requirement.SELFIE})))
        await uow.commit()
    (answer,) = await chats.films(ADA, "unasked")

    assert "MATH1 asks for a selfie" in answer.text
