"""The face of a last selfie: of whom it is kept, when it goes, and what it is compared for."""

from dataclasses import replace

import pytest

from attendance import biometrics, claims, consent, last_faces, linking
from attendance.claims import Claim
from attendance.consent import ConsentText
from attendance.last_faces import Comparing
from attendance.likeness import Known
from attendance.model import ConsentBy
from tests.unit.attendance.samples import DAY, NINE
from tests.unit.fakes.recognition import FakeComparison, FakeGallery

ACCEPT = 0.5
TEXT = ConsentText(version="4", text="May I?")
EARLIER = ConsentText(version="3", text="May I, then?")


@pytest.fixture
async def ann(school):
    return await agreed(school, "Ann", 100)


@pytest.fixture
async def bob(school):
    return await agreed(school, "Bob", 200)


async def agreed(school, name, account_id, text=TEXT):
    student = await school.add_student(name, account_id=account_id, photos=[name.lower().encode()])
    async with school.units() as uow:
        student = await consent.agree(uow, student=student, agreed=True, text=text, at=NINE)
        await uow.commit()
    return student


async def keep(school, student, face=b"selfie", at=NINE):
    async with school.units() as uow:
        student = await uow.students.get(student.id)
        await last_faces.keep(uow, student, face, model="fake", text_version="4", at=at)
        await uow.commit()


def kept(school):
    return {face.student_id: face.embedding for _, face in school.units.state.last_faces.values()}


# --- of whom --------------------------------------------------------------------------------


async def test_of_who_has_agreed_to_it_the_last_is_kept(school, ann):
    await keep(school, ann)
    await keep(school, ann, b"later")

    assert kept(school) == {ann.id: b"later"}


async def test_of_who_has_agreed_to_an_earlier_text_none_is_kept(school):
    eve = await agreed(school, "Eve", 300, EARLIER)
    await keep(school, eve)

    assert kept(school) == {}


@pytest.mark.parametrize("change", [{"agreed": False}, {"agreed_by": ConsentBy.GUARDIAN}])
async def test_of_who_does_not_decide_or_said_no_none_is_kept(school, ann, change):
    async with school.units() as uow:
        await uow.students.save(replace(ann, **change))
        await uow.commit()
    await keep(school, ann)

    assert kept(school) == {}


# --- until when -----------------------------------------------------------------------------


async def withdraw(uow, ann):
    await consent.agree(uow, student=ann, agreed=False, text=TEXT, at=NINE)


async def erase(uow, ann):
    await biometrics.erase(uow, ann.id)


async def move_to_another_account(uow, ann):
    await linking.give_account(uow, ann, 999)


async def turn_out_to_be_somebody_else(uow, ann):
    cyd = await uow.students.add("C", "Cyd")
    await linking.invite(uow, cyd, NINE)
    await claims.move(uow, Claim(person=cyd, account_id=100, old=None, holder=ann), NINE)


@pytest.mark.parametrize(
    "happens", [withdraw, erase, move_to_another_account, turn_out_to_be_somebody_else]
)
async def test_it_goes_at_once_with_what_it_was_kept_on(school, ann, bob, happens):
    await keep(school, ann)
    await keep(school, bob)

    async with school.units() as uow:
        await happens(uow, ann)
        await uow.commit()

    assert kept(school) == {bob.id: b"selfie"}


# --- what for -------------------------------------------------------------------------------


@pytest.fixture
def look(school):
    """Compare, with these scores of two faces; any other two have 0."""

    async def with_scores(**alike):
        scores = {
            pair: score
            for name, score in alike.items()
            for one, other in [name.encode().split(b"_")]
            for pair in ((one, other), (other, one))
        }
        known = Known(gallery=FakeGallery(alike=scores), model="fake", accept_score=0.42)
        comparing = Comparing(known=known, empty=lambda: FakeGallery(alike=scores))
        looked = await last_faces.look(school.units, comparing)
        async with school.units() as uow:
            await uow.last_faces.note_compared(looked.faces)
            await uow.commit()
        return set(looked.pairs)

    return with_scores


@pytest.fixture
async def both(school, ann, bob):
    """Ann and Bob have each sent a selfie."""
    await keep(school, ann, b"first")
    await keep(school, bob, b"second")


async def test_two_that_are_more_like_each_other_than_their_own_are_found(look, both, ann, bob):
    assert await look(first_second=0.9, first_ann=0.6, second_bob=0.7) == {(ann.id, bob.id)}


@pytest.mark.parametrize(
    "scores",
    [
        {"first_second": 0.6, "first_ann": 0.65, "second_bob": 0.5},
        {"first_second": 0.6, "first_ann": 0.5, "second_bob": 0.65},
        {"first_second": 0.41, "first_ann": 0.1, "second_bob": 0.1},  # nobody's score with another
        {},
    ],
)
async def test_no_others_are(look, both, scores):
    assert await look(**scores) == set()


async def test_lookalikes_are_not(look, both, school, ann, bob):
    async with school.units() as uow:
        await uow.lookalikes.pair(ann.id, bob.id, NINE)
        await uow.commit()

    assert await look(first_second=0.9) == set()


async def test_who_has_no_photo_any_more_is_not(look, both, school, bob):
    async with school.units() as uow:
        await uow.templates.erase(bob.id)
        await uow.commit()

    assert await look(first_second=0.9) == set()


async def test_what_was_compared_is_compared_again_only_with_what_is_new(
    look, both, school, ann, bob
):
    scores = {"first_second": 0.9, "again_second": 0.9}
    await look(**scores)
    assert await look(**scores) == set()

    await keep(school, ann, b"again", NINE + DAY)
    assert await look(**scores) == {(ann.id, bob.id)}


# --- the rule -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("best_other", "own", "twice"),
    [
        (0.9, 0.7, True),
        (0.7, 0.7, False),
        (0.6, 0.7, False),
        (ACCEPT - 0.01, 0.1, False),  # strangers score no more
        (None, 0.0, False),
    ],
)
def test_one_face_is_sent_from_two_accounts_if_the_selfies_are_more_alike_than_their_own(
    best_other, own, twice
):
    likeness = FakeComparison(claimed=None, best_other=best_other, others=1)
    assert last_faces.is_sent_twice(likeness, own, ACCEPT) is twice


def test_a_face_that_is_like_everybody_s_is_sent_from_no_two_accounts():
    likeness = FakeComparison(claimed=None, best_other=0.6, others=1000, mean=0.3, deviation=0.15)
    assert not last_faces.is_sent_twice(likeness, 0.5, ACCEPT)
