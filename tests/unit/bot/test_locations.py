"""Check-ins by live location, and the place of a class, as people send them."""

import json
from dataclasses import replace

import pytest

from attendance.model import Outcome, Place, Requirement, Source, Status
from bot.replies import asking
from tests.unit.attendance.samples import HOUR, MINUTE, NINE
from tests.unit.bot.chats import ADMIN

ADA, BEN = 100, 200
SCHOOL = {"latitude": 48.8462, "longitude": 2.3444}
HOME = {"latitude": 48.8600, "longitude": 2.3444}  # 1.5 km north
LIVE = {"live_period": 900, "horizontal_accuracy": 12.0}
FORWARDED = {"forward_origin": {"type": "hidden_user", "sender_user_name": "x", "date": 1}}
VIA_BOT = {"via_bot": {"id": 9, "is_bot": True, "first_name": "Places"}}
VENUE = {"venue": {"location": SCHOOL, "title": "School", "address": "Street 1"}}


@pytest.fixture
async def math(chats):
    """A class that asks for nothing but the place."""
    return await chats.school.add_class(
        requires=frozenset({Requirement.LOCATION}), place=Place(**SCHOOL)
    )


@pytest.fixture
async def ada(chats, math):
    return await chats.school.add_student("Ada", math, account_id=ADA, agreed=True, photos=[b"Ada"])


@pytest.fixture
async def tom(chats, math):
    return (await chats.school.add_teacher("Tom", math)).account_id


async def asks(chats, math, *kinds):
    async with chats.units() as uow:
        await uow.classes.save(replace(math, requires=frozenset(map(Requirement, kinds))))
        await uow.commit()


async def shares(chats, place, account_id=ADA, **message):
    (answer,) = await chats.shares(account_id, place, **message)
    return answer.text


def marks(chats):
    return [(one.status, one.source, one.at) for one in chats.units.state.marks.values()]


@pytest.mark.usefixtures("ada")
async def test_who_shares_their_live_location_at_the_place_is_present(chats):
    assert "Present" in await shares(chats, SCHOOL | LIVE)
    assert marks(chats) == [(Status.PRESENT, Source.LOCATION, NINE)]


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("place", "further"),
    [
        (SCHOOL, {}),
        (SCHOOL | LIVE, FORWARDED),
        (SCHOOL | LIVE, VIA_BOT),
        (SCHOOL, VENUE),
        (SCHOOL | LIVE, VENUE),
    ],
    ids=["static", "forwarded", "via a bot", "venue", "live venue"],
)
async def test_a_place_that_is_not_one_s_own_and_live_does_not_count(chats, place, further):
    said = await shares(chats, place, **further)

    assert said.startswith("Not counted: only one's own live location counts")
    assert "Share My Live Location" in said
    assert marks(chats) == []


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("place", "why"),
    [
        (HOME | LIVE, "this is not the place of the class"),
        (SCHOOL | LIVE | {"horizontal_accuracy": 101.0}, "does not know well enough"),
    ],
)
async def test_elsewhere_or_unsure_is_told_what_to_do_and_never_how_far(chats, place, why):
    said = await shares(chats, place)

    assert said.startswith("Not counted: ")
    assert why in said
    assert not any(character.isdigit() for character in said)
    assert marks(chats) == []


@pytest.mark.usefixtures("ada")
async def test_who_walks_in_afterwards_need_not_share_again(chats):
    await shares(chats, HOME | LIVE)
    for minutes in (1, 2):
        moved_at = NINE + minutes * MINUTE
        assert await chats.shares(ADA, HOME | LIVE, sent_at=NINE, moved_at=moved_at) == []

    said = await shares(chats, SCHOOL | LIVE, sent_at=NINE, moved_at=NINE + 12 * MINUTE)

    assert "Late" in said
    assert marks(chats) == [(Status.LATE, Source.LOCATION, NINE + 12 * MINUTE)]
    assert await chats.shares(ADA, SCHOOL | LIVE, moved_at=NINE + 13 * MINUTE) == []


@pytest.mark.usefixtures("ada")
async def test_a_location_shared_before_check_in_opens_counts_when_it_is_open(chats):
    early = NINE - 2 * HOUR
    chats.clock.now = early
    assert "No class" in await shares(chats, HOME | LIVE, sent_at=early)
    assert await chats.shares(ADA, SCHOOL | LIVE, sent_at=early, moved_at=early + MINUTE) == []
    chats.clock.now = NINE

    said = await shares(chats, SCHOOL | LIVE, sent_at=early, moved_at=NINE)

    assert "Present" in said


@pytest.mark.usefixtures("ada")
async def test_a_location_that_is_shared_no_more_is_passed_over(chats):
    assert await chats.shares(ADA, SCHOOL, moved_at=NINE) == []
    assert await chats.shares(ADA, SCHOOL | LIVE, moved_at=NINE, **FORWARDED) == []
    assert marks(chats) == []


@pytest.mark.usefixtures("ada")
async def test_what_goes_on_being_shared_is_answered_once_until_there_is_more(chats, math):
    await asks(chats, math, "selfie", "location")
    assert "also asks for a selfie, by 09:05" in await shares(chats, SCHOOL | LIVE)
    for minutes in (1, 4, 6, 20):
        at = NINE + minutes * MINUTE
        chats.clock.now = at
        assert await chats.shares(ADA, SCHOOL | LIVE, moved_at=at) == []

    (answer,) = await chats.shows(ADA, "Ada", sent_at=NINE + 21 * MINUTE)
    assert "your live location" in answer.text
    said = await shares(chats, SCHOOL | LIVE, moved_at=NINE + 22 * MINUTE)

    assert "Late" in said
    assert marks(chats) == [(Status.LATE, Source.SELFIE, NINE + 21 * MINUTE)]


@pytest.mark.usefixtures("ada")
async def test_a_place_that_is_refused_leaves_the_selfie(chats, math):
    await asks(chats, math, "selfie", "location")
    await chats.shows(ADA, "Ada")
    (status,) = await chats.says(ADA, "/status")
    assert "I have your selfie and wait for your live location, by 09:05." in status.text

    said = await shares(chats, HOME | LIVE, sent_at=NINE + MINUTE)

    assert "I still have your selfie; MATH1 waits for your live location, by 09:05." in said
    assert "Present" in await shares(chats, SCHOOL | LIVE, sent_at=NINE + 2 * MINUTE)


@pytest.mark.usefixtures("ada")
async def test_where_nobody_has_said_where_the_class_meets_that_is_said(chats):
    await chats.says(ADMIN, "/set MATH1 place off")

    assert "Ask your teacher to mark you" in await shares(chats, SCHOOL | LIVE)


@pytest.mark.usefixtures("ada")
async def test_a_class_that_does_not_ask_for_a_place_says_what_it_asks_for(chats, math):
    await asks(chats, math, "selfie")

    assert "MATH1 asks for a selfie" in await shares(chats, SCHOOL | LIVE)


@pytest.mark.usefixtures("ada")
async def test_of_two_classes_at_once_the_place_says_which(chats):
    art = await chats.school.add_class(
        "ART", requires=frozenset({Requirement.LOCATION}), place=Place(**HOME)
    )
    ada = next(iter(chats.units.state.students.values()))
    await chats.school.join(art, ada)

    assert "ART" in await shares(chats, HOME | LIVE)
    assert len(marks(chats)) == 1


@pytest.mark.usefixtures("ada")
async def test_of_two_classes_at_one_place_a_moving_location_asks_once_which(chats, math):
    art = await chats.school.add_class("ART", requires=math.requires, place=math.place)
    ada = next(iter(chats.units.state.students.values()))
    await chats.school.join(art, ada)
    (asked,) = await chats.shares(ADA, SCHOOL | LIVE, moved_at=NINE)
    assert "Several of your classes meet now" in asked.text
    for minutes in (1, 20):
        at = NINE + minutes * MINUTE
        chats.clock.now = at
        assert await chats.shares(ADA, SCHOOL | LIVE, moved_at=at) == []

    (answer,) = await chats.taps(ADA, asked, "ART")

    assert "Present" in answer.text
    later = NINE + 21 * MINUTE
    assert await chats.shares(ADA, SCHOOL | LIVE, moved_at=later) == []
    assert marks(chats) == [(Status.PRESENT, Source.LOCATION, NINE)]


async def test_whoever_is_no_student_is_told_so(chats, tom):
    assert "no student here" in await shares(chats, SCHOOL | LIVE, account_id=tom)
    assert await chats.shares(tom, SCHOOL | LIVE, moved_at=NINE) == []


@pytest.mark.usefixtures("ada")
async def test_nothing_of_where_somebody_is_stays(chats):
    await shares(chats, HOME | LIVE)
    await shares(chats, SCHOOL | LIVE, moved_at=NINE + MINUTE)

    state = chats.units.state
    kept = {name: part for name, part in vars(state).items() if name != "classes"}
    for degrees in ("48.86", "48.8462", "2.3444"):
        assert degrees not in repr(kept)
    assert json.dumps([vars(one)["reason"] for one in state.check_ins.values()]) == (
        '["outside", null]'
    )


@pytest.mark.usefixtures("ada")
async def test_who_is_asked_where_they_are_is_told_what_becomes_of_it(chats, math):
    (answer,) = await chats.says(ADA, "/privacy")
    assert "only in or out is kept" in answer.text
    await asks(chats, math, "selfie")

    (answer,) = await chats.says(ADA, "/privacy")
    assert "in or out" not in answer.text


async def test_a_teacher_shares_the_place_of_their_class_and_takes_it_back(chats, math, tom):
    (asked,) = await chats.says(tom, "/set MATH1 place")
    assert asked.text == asking.SHARE_PLACE

    (answer,) = await chats.shares(tom, HOME)

    assert "its place is set, 100 m around it count" in answer.text
    assert chats.units.state.classes[math.id].place == Place(**HOME)
    assert chats.audited == [(tom, "set")]
    assert "48" not in json.dumps(chats.units.state.audit[-1].details)
    assert chats.units.state.conversations == {}
    await chats.taps(tom, answer, "Undo")
    assert chats.units.state.classes[math.id].place == Place(**SCHOOL)


@pytest.mark.parametrize(
    ("place", "further", "said"),
    [
        (HOME, FORWARDED, asking.SHARE_OWN_PLACE),
        (HOME, VENUE, asking.SHARE_OWN_PLACE),
        (HOME | {"horizontal_accuracy": 900.0}, {}, asking.PLACE_INACCURATE),
    ],
)
async def test_what_is_no_place_of_one_s_own_is_asked_for_again(
    chats, math, tom, place, further, said
):
    await chats.says(tom, "/set MATH1 place")

    (answer,) = await chats.shares(tom, place, **further)
    assert answer.text == said
    assert chats.units.state.classes[math.id] == math
    await chats.shares(tom, HOME | LIVE)
    assert chats.units.state.classes[math.id].place == Place(**HOME)


async def test_step_by_step_the_place_is_asked_for_and_words_are_none(chats, math, tom):
    await chats.says(tom, "/set")
    await chats.says(tom, "math1")
    (asked,) = await chats.says(tom, "Place")
    assert asked.text == asking.SHARE_PLACE
    (refused,) = await chats.says(tom, "Main Street 1")

    assert (
        refused.text
        == "place should be shared as a location, or off, for example: /set MATH1 place"
    )
    assert chats.units.state.classes[math.id] == math


async def test_a_place_is_taken_only_from_whoever_may_still_set_it(chats, math, tom):
    await chats.says(tom, "/set MATH1 place")
    async with chats.units() as uow:
        (teaching,) = await uow.classes.teachers(math.id)
        await uow.classes.unassign(math.id, teaching.teacher.id)
        await uow.commit()

    (answer,) = await chats.shares(tom, HOME)

    assert answer.text.startswith("Only teachers of MATH1")
    assert chats.units.state.audit[-1].outcome is Outcome.REFUSED
    assert chats.units.state.classes[math.id] == math


async def test_to_ask_for_the_place_before_it_is_set_says_what_is_missing(chats):
    await chats.school.add_class()

    (answer,) = await chats.says(ADMIN, "/set MATH1 require location+selfie")

    assert "before its place is set: /set MATH1 place" in answer.text


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("odd", [float("nan"), float("inf"), -float("inf")])
async def test_a_place_beyond_numbers_is_not_understood(chats, odd):
    for place in (SCHOOL | LIVE | {"latitude": odd}, SCHOOL | LIVE | {"horizontal_accuracy": odd}):
        assert "couldn't read that message" in await shares(chats, place)
        assert await chats.shares(ADA, place, moved_at=NINE) == []
    assert marks(chats) == []


@pytest.mark.usefixtures("ada")
async def test_a_location_that_moves_without_end_takes_nothing_from_what_is_written(chats):
    for second in range(300):
        moved_at = NINE + second * MINUTE / 60
        assert await chats.shares(ADA, HOME | LIVE, moved_at=moved_at) == []

    (answer,) = await chats.says(ADA, "/status")
    assert "MATH1" in answer.text
