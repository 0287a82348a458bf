from datetime import time

import pytest

from attendance import errors, lookalikes
from attendance.outcomes import Marked, NoClass, NotAgreed, NoTemplate, NotLinked, Refused
from attendance.policy import Reason
from tests.unit.attendance.check_in.desk import ANN, BOB, SECOND, TEN
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays
from tests.unit.fakes.recognition import FakeReading, a_face

# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "reason"),
    [
        (FakeReading(), Reason.NO_FACE),
        (FakeReading(problems=("too dark",)), Reason.TOO_DARK),
        (FakeReading(faces=(a_face(b"ann"), a_face(b"bob"))), Reason.MANY_FACES),
        (FakeReading(faces=(a_face(b"ann", "too dark"),)), Reason.TOO_DARK),
        (FakeReading(faces=(a_face(b"ann", "too small"),)), Reason.TOO_SMALL),
        (FakeReading(faces=(a_face(b"ann", "too blurred"),)), Reason.TOO_BLURRED),
        (FakeReading(faces=(a_face(b"stranger"),)), Reason.NO_MATCH),
        (errors.UnreadableImage(too_large=False), Reason.NOT_A_PICTURE),
        (errors.UnreadableImage(too_large=True), Reason.TOO_LARGE),
    ],
)
async def test_a_photo_is_refused_for_what_is_seen_in_it(school, desk, ann, reading, reason):
    desk.reader.pictures[b"photo"] = reading

    outcome = await desk.take(b"photo")

    assert outcome == Refused(student=ann, class_=outcome.class_, reason=reason)
    assert school.marks == []
    (kept,) = school.units.state.check_ins.values()
    assert (kept.verdict, kept.reason, kept.status) == ("refused", reason, None)


@pytest.mark.parametrize(
    ("too_large", "reason"), [(True, Reason.TOO_LARGE), (False, Reason.NOT_A_PICTURE)]
)
async def test_a_photo_that_cannot_be_fetched_is_refused(desk, math, ann, too_large, reason):
    outcome = await desk.take(errors.UnreadableImage(too_large=too_large))

    assert outcome == Refused(student=ann, class_=math, reason=reason)
    assert desk.reader.seen == []


async def test_a_refusal_is_no_mark_and_the_next_selfie_counts(desk, ann):
    assert isinstance(await desk.take(b"stranger"), Refused)
    assert isinstance(await desk.take(b"ann"), Marked)


async def test_a_classmates_selfie_from_this_account_is_refused(school, desk, math, ann):
    await school.add_student("Bob", math, account_id=BOB, agreed=True, photos=[b"bob"])
    desk.gallery.alike[b"bob", b"ann"] = 0.6  # enough by itself

    outcome = await desk.take(b"bob")

    assert outcome.reason is Reason.OTHER_MATCHES


async def test_lookalikes_do_not_block_each_other_once_they_are_paired(school, desk, math, ann):
    bob = await school.add_student("Bob", math, account_id=BOB, agreed=True, photos=[b"bob"])
    desk.gallery.alike = {(b"ann today", b"ann"): 0.7, (b"ann today", b"bob"): 0.8}
    assert (await desk.take(b"ann today")).reason is Reason.OTHER_MATCHES
    async with school.units() as uow:
        await lookalikes.pair(uow, bob, ann, NINE)
        await uow.commit()

    assert isinstance(await desk.take(b"ann today"), Marked)


async def test_a_third_student_still_blocks_lookalikes(school, desk, math, ann):
    bob = await school.add_student("Bob", math, account_id=BOB, agreed=True, photos=[b"bob"])
    await school.add_student("Cyd", math, account_id=300, agreed=True, photos=[b"cyd"])
    desk.gallery.alike = {(b"cyd today", b"ann"): 0.7, (b"cyd today", b"cyd"): 0.8}
    async with school.units() as uow:
        await lookalikes.pair(uow, ann, bob, NINE)
        await uow.commit()

    assert (await desk.take(b"cyd today")).reason is Reason.OTHER_MATCHES


async def test_a_lookalike_still_has_to_match_their_own_photos(school, desk, math, ann):
    bob = await school.add_student("Bob", math, account_id=BOB, agreed=True, photos=[b"bob"])
    desk.gallery.alike[b"bob", b"ann"] = 0.45
    async with school.units() as uow:
        await lookalikes.pair(uow, ann, bob, NINE)
        await uow.commit()

    assert (await desk.take(b"bob")).reason is Reason.NO_MATCH


@pytest.mark.parametrize(("score", "kind"), [(0.5, Marked), (0.4999, Refused)])
async def test_the_score_decides_at_the_bound_that_was_set(desk, ann, score, kind):
    desk.gallery.alike[b"ann today", b"ann"] = score

    assert isinstance(await desk.take(b"ann today"), kind)


# --- not looked at --------------------------------------------------------------------------


async def test_an_account_that_belongs_to_nobody_is_not_linked(school, desk, ann):
    assert await desk.take(account=999) == NotLinked()
    assert desk.fetched == 0
    assert school.units.state.check_ins == {}


async def test_a_student_who_has_left_is_not_linked(school, desk, ann):
    await school.remove(ann, NINE - HOUR)

    assert await desk.take() == NotLinked()
    assert desk.fetched == 0


@pytest.mark.parametrize("agreed", [None, False])
async def test_nobody_who_has_not_agreed_is_looked_at(school, desk, math, agreed):
    bob = await school.add_student("Bob", math, account_id=BOB, agreed=agreed, photos=[b"bob"])

    assert await desk.take(b"bob", account=BOB) == NotAgreed(student=bob)
    assert desk.fetched == 0
    assert school.units.state.check_ins == {}


async def test_without_a_photo_to_compare_with_none_is_looked_at(school, desk, math):
    bob = await school.add_student("Bob", math, account_id=BOB, agreed=True)

    assert await desk.take(b"bob", account=BOB) == NoTemplate(student=bob)
    assert desk.fetched == 0


async def test_photos_of_another_model_are_no_photos_to_compare_with(desk, ann):
    desk.reader.model = "another"

    assert await desk.take() == NoTemplate(student=ann)


@pytest.mark.parametrize(
    ("sent_at", "next_start"),
    [
        (NINE - 15 * MINUTE - SECOND, NINE),
        (TEN, NINE + DAY),
        (NINE + 5 * DAY, NINE + 7 * DAY),
    ],
)
async def test_outside_sessions_there_is_no_class_and_the_next_one_is_told(
    desk, math, ann, sent_at, next_start
):
    outcome = await desk.take(at=sent_at)

    assert outcome == NoClass(student=ann, upcoming=(math, a_plan(next_start)))
    assert desk.fetched == 0


async def test_the_next_class_is_the_one_whose_check_in_opens_first(school, desk, math):
    early = await school.add_class("EARLY", meetings=weekdays(time(7), time(8)))
    ann = await school.add_student("Ann", math, early, account_id=ANN, agreed=True)

    outcome = await desk.take(at=NINE - 5 * HOUR)

    assert outcome == NoClass(student=ann, upcoming=(early, a_plan(NINE - 2 * HOUR)))


async def test_a_student_without_classes_has_no_next_one(school, desk):
    ann = await school.add_student("Ann", account_id=ANN, agreed=True)

    assert await desk.take() == NoClass(student=ann, upcoming=None)


async def test_a_class_of_others_is_no_class_of_this_student(school, desk, math, ann):
    await school.add_student("Bob", account_id=BOB, agreed=True, photos=[b"bob"])

    assert isinstance(await desk.take(b"bob", account=BOB), NoClass)
