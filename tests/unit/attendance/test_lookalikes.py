import pytest

from attendance import consent, lookalikes
from attendance.consent import ConsentText
from attendance.lookalikes import Paired, Parted, SameStudent
from tests.unit.attendance.samples import NINE

TEXT = ConsentText(version="1", text="May I?")


@pytest.fixture
async def ann(school):
    return await school.add_student("Ann")


@pytest.fixture
async def bob(school):
    return await school.add_student("Bob")


async def pair(school, one, other):
    async with school.units() as uow:
        outcome = await lookalikes.pair(uow, one, other, NINE)
        await uow.commit()
    return outcome


async def part(school, one, other):
    async with school.units() as uow:
        outcome = await lookalikes.part(uow, one, other)
        await uow.commit()
    return outcome


async def names(school):
    async with school.units(reading=True) as uow:
        return [(one.name, other.name) for one, other in await lookalikes.pairs(uow)]


async def test_two_students_are_paired_once(school, ann, bob):
    assert await pair(school, bob, ann) == Paired(one=bob, other=ann, new=True)
    assert await pair(school, ann, bob) == Paired(one=ann, other=bob, new=False)

    assert await names(school) == [("Ann", "Bob")]


async def test_a_pair_is_taken_back_once(school, ann, bob):
    await pair(school, ann, bob)

    assert await part(school, bob, ann) == Parted(one=bob, other=ann, was=True)
    assert await part(school, bob, ann) == Parted(one=bob, other=ann, was=False)
    assert await names(school) == []


async def test_nobody_is_their_own_lookalike(school, ann):
    assert await pair(school, ann, ann) == SameStudent(student=ann)
    assert await names(school) == []


async def test_pairs_are_listed_by_roll_number_as_people_count(school):
    nine, ten, two = [await school.add_student(name) for name in ("S9", "S10", "S2")]
    for one, other in ((ten, nine), (two, ten), (nine, two)):
        await pair(school, one, other)

    assert await names(school) == [("S2", "S9"), ("S2", "S10"), ("S9", "S10")]


async def test_who_is_removed_is_nobodys_lookalike(school, ann, bob):
    await pair(school, ann, bob)

    await school.remove(bob, NINE)

    assert await names(school) == []


async def test_who_says_no_to_being_compared_is_nobodys_lookalike(school, ann, bob):
    await pair(school, ann, bob)

    async with school.units() as uow:
        await consent.agree(uow, student=ann, agreed=False, text=TEXT, at=NINE)
        await uow.commit()

    assert await names(school) == []
