"""A class that asks where its students are: its place, and what they share to be counted."""

import pytest
import pytest_asyncio

from tests.acceptance import photos
from tests.acceptance.chat import ask, hear, press, show
from tests.acceptance.school import opened

AT = (48.846213, 2.344417)
NEAR = (48.846613, 2.344559)  # 46 m off
AWAY = (48.860119, 2.344559)  # 1.5 km off
DEGREES = ("48.8466", "48.8601", "2.34455")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def school(new_folder):
    """A class HERE, whose teacher has shared its place and asks for it with the selfie."""
    async with opened(new_folder()) as school:
        await school.meets_now("HERE")
        await school.takes("HERE")
        assert "share your location" in await ask(school.teacher, "/set HERE place")
        await school.teacher.sends_location(*AT, accuracy=15)
        assert "its place is set" in (await hear(school.teacher)).text
        answer = await ask(school.teacher, "/set HERE require location+selfie")
        assert "check-in by selfie+location (its place is set, 100 m" in answer
        yield school


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ann(school):
    return await school.welcomes("1", "HERE", "Ann", photos.of(0))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bob(school):
    """Somebody who has sent the selfie, so that only the place is missing."""
    bob = await school.welcomes("2", "HERE", "Bob", photos.of(1))
    assert "also asks for your live location" in await show(bob, photos.another(1))
    return bob


async def test_what_is_no_live_location_of_one_s_own_does_not_count(school, bob):
    shared = await school.teacher.shares_location(*NEAR)
    assert "no student here" in (await hear(school.teacher)).text
    for send in (
        lambda: bob.sends_location(*NEAR),
        lambda: bob.sends_venue(*NEAR, "School"),
        lambda: bob.shares_location(*NEAR, via_bot="placesbot"),
        lambda: bob.forwards(shared),
    ):
        await send()
        answer = (await hear(bob)).text
        assert answer.startswith("Not counted: only one's own live location")
        assert "I still have your selfie" in answer
        assert "Present" not in answer
        assert "Late" not in answer
    assert "didn't understand" in await ask(bob, "48.8, 2.3")


async def test_far_away_or_unsure_does_not_count_and_nobody_is_told_how_far(bob):
    for place, accuracy in ((AWAY, 10), (NEAR, 800)):
        await bob.shares_location(*place, accuracy=accuracy)
        answer = (await hear(bob)).text
        assert answer.startswith("Not counted: ")
        assert "I still have your selfie" in answer
        assert " m " not in answer
        assert " km" not in answer


async def test_the_selfie_and_then_the_place_are_enough(bob):
    await bob.shares_location(*NEAR, accuracy=20)

    assert (await hear(bob)).text.startswith("Present")


async def test_who_walks_in_while_sharing_is_counted_without_another_message(ann):
    sharing = await ann.shares_location(*AWAY, accuracy=10)
    assert "Not counted" in (await hear(ann)).text
    await ann.moves(sharing, *AWAY, accuracy=5)
    await ann.moves(sharing, *NEAR, accuracy=12)
    assert "I have your live location. HERE also asks for a selfie" in (await hear(ann)).text
    await ann.moves(sharing, *NEAR, accuracy=5)

    assert (await show(ann, photos.another(0))).startswith("Present")
    await ann.stops_sharing(sharing)
    assert "already" in await show(ann, photos.another(0))


async def test_what_a_class_asks_for_is_told_where_one_looks(school):
    cem = await school.enrols("3", "HERE", "Cem")
    await press(cem, "No, thanks")
    assert "your teacher marks you" in await ask(cem, "/status")
    dee = await school.welcomes("4", "HERE", "Dee", photos.of(2))
    for command in ("/status", "/help"):
        said = await ask(dee, command)
        assert "check in with a selfie and your live location" in said
    assert "selfie+location" in await ask(school.teacher, "/calendar HERE")


async def test_a_teacher_sets_what_check_in_takes_and_no_more(school):
    assert "Only admins can" in await ask(school.teacher, "/set HERE late 1")
    assert "radius should be metres" in await ask(school.teacher, "/set HERE radius 7")
    assert "150 m around it" in await ask(school.teacher, "/set HERE radius 150")


@pytest.mark.usefixtures("ann", "bob")
async def test_no_place_of_a_student_is_on_the_disk_or_in_the_log(school):
    for file in (*school.service.key.parent.iterdir(), school.service.log):
        content = file.read_bytes()
        for degrees in DEGREES:
            assert degrees.encode() not in content, file.name
    (kept,) = school.service.query("SELECT latitude, longitude FROM classes WHERE code = 'HERE'")
    assert kept == AT  # the school's own, as numbers
