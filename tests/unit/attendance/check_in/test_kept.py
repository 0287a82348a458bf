"""Selfies are kept of those who allow it, where that is wanted at all, and erased on time."""

from dataclasses import replace

import pytest

from attendance import consent, selfies
from attendance.consent import ConsentText
from attendance.errors import UnreadableImage
from attendance.model import ConsentBy, Subject
from attendance.verification import Keeping
from tests.unit.attendance.check_in.desk import ANN
from tests.unit.attendance.samples import DAY, NINE
from tests.unit.fakes.recognition import FakeReading

TEXT = ConsentText(version="selfies 1, 7 days", text="May I keep your selfies?")


@pytest.fixture
def keeping(desk):
    """Keeps selfies for up to 14 days."""
    desk.desk = replace(desk.desk, selfie_days=14)
    return desk


async def answer(school, student, days):
    async with school.units() as uow:
        await selfies.answer(uow, student=student, days=days, text=TEXT, at=NINE)
        await uow.commit()


def kept(school):
    return [(one.image, one.erase_at - NINE) for one in school.units.state.selfies.values()]


async def test_a_selfie_is_kept_for_as_long_as_both_allow(school, keeping, ann):
    await answer(school, ann, 7)
    await keeping.take(b"ann")
    assert kept(school) == [(b"ann", 7 * DAY)]

    keeping.desk = replace(keeping.desk, selfie_days=3)
    await keeping.take(b"stranger", NINE)
    assert kept(school) == [(b"ann", 7 * DAY)]  # already present: there was nothing to look at


async def test_a_refused_selfie_is_kept_so_that_it_can_be_looked_at_again(school, keeping, ann):
    keeping.reader.pictures[b"dark"] = FakeReading(problems=("too dark",))
    await answer(school, ann, 30)

    for photo in (b"stranger", b"dark"):
        await keeping.take(photo)

    assert kept(school) == [(b"stranger", 14 * DAY), (b"dark", 14 * DAY)]


@pytest.mark.parametrize("days", [None, 0])
async def test_of_who_has_not_allowed_it_none_is_kept(school, keeping, ann, days):
    if days is not None:
        await answer(school, ann, days)

    await keeping.take(b"ann")

    assert kept(school) == []


async def test_where_selfies_are_not_kept_an_earlier_yes_keeps_none(school, desk, ann):
    await answer(school, ann, 7)

    await desk.take(b"ann")

    assert kept(school) == []


async def test_what_is_no_picture_is_not_kept(school, keeping, ann):
    await answer(school, ann, 7)

    await keeping.take(UnreadableImage(too_large=False))

    assert kept(school) == []


async def test_an_update_that_runs_again_keeps_its_selfie_once(school, keeping, ann):
    await answer(school, ann, 7)
    for _ in range(2):
        await keeping.take(b"ann", update=9)

    assert kept(school) == [(b"ann", 7 * DAY)]


async def test_a_no_erases_what_was_kept_and_leaves_a_receipt(school, keeping, ann):
    await answer(school, ann, 7)
    await keeping.take(b"ann")

    await answer(school, ann, 0)

    assert kept(school) == []
    receipts = school.units.state.receipts
    assert [(one.about, one.agreed) for one in receipts] == [
        (Subject.PHOTO, True),
        (Subject.PHOTO, False),
    ]


async def test_with_the_consent_to_be_compared_goes_that_to_keep_selfies(school, keeping, ann):
    await answer(school, ann, 7)
    await keeping.take(b"ann")

    async with school.units() as uow:
        await consent.agree(uow, student=ann, agreed=False, text=TEXT, at=NINE)
        await uow.commit()

    assert kept(school) == []
    assert school.units.state.students[ann.id].selfie_days is None


async def test_of_a_child_for_whom_guardians_decide_none_is_kept(school, keeping, math):
    ben = await school.add_student("Ben", math, account_id=ANN, agreed=True, photos=[b"ben"])
    async with school.units() as uow:
        await uow.students.save(replace(ben, agreed_by=ConsentBy.GUARDIAN, selfie_days=7))
        await uow.commit()

    await answer(school, ben, 14)
    await keeping.take(b"ben")

    assert kept(school) == []


# --- the face of the last one ---------------------------------------------------------------

FACES = ConsentText(version="4", text="May I compare your face?")


@pytest.fixture
async def comparing(school, desk, ann):
    """Keeps the face of the last selfie of those who have agreed to that text, like Ann."""
    desk.desk = replace(desk.desk, keeping=Keeping(text_version="4", clock=desk.clock))
    async with school.units() as uow:
        await consent.agree(uow, student=ann, agreed=True, text=FACES, at=NINE)
        await uow.commit()
    return desk


async def test_the_face_of_an_accepted_selfie_is_kept_and_of_no_other(school, comparing, ann):
    for photo in (b"stranger", UnreadableImage(too_large=False)):
        await comparing.take(photo)
    assert school.units.state.last_faces == {}

    await comparing.take(b"ann")

    ((model, face),) = school.units.state.last_faces.values()
    assert (model, face.student_id, face.embedding) == ("fake", ann.id, b"ann")
    assert face.kept_at == NINE


async def test_where_that_is_not_wanted_none_is_kept(school, comparing):
    comparing.desk = replace(comparing.desk, keeping=None)
    await comparing.take(b"ann")
    assert school.units.state.last_faces == {}
