from attendance.outcomes import Marked
from tests.unit.attendance.check_in.desk import BOB
from tests.unit.attendance.samples import MINUTE, NINE


async def test_the_gallery_follows_what_others_have_enrolled(school, desk, ann):
    await desk.take(b"ann in glasses", at=NINE)
    await school.add_photo(ann, b"ann in glasses")

    outcome = await desk.take(b"ann in glasses", at=NINE + MINUTE)

    assert isinstance(outcome, Marked)
    assert desk.gallery.revision == school.units.state.revision


async def test_the_gallery_forgets_who_has_been_removed(school, desk, math, ann):
    bob = await school.add_student("Bob", math, account_id=BOB, agreed=True, photos=[b"bob"])
    await desk.take(b"bob", account=BOB)
    await school.remove(bob, NINE + MINUTE)

    await desk.take(at=NINE + 2 * MINUTE)

    assert {owner for owner, _ in desk.gallery.templates.values()} == {ann.id}


async def test_the_gallery_is_left_alone_when_nothing_has_changed(desk, ann, monkeypatch):
    await desk.take(b"stranger")

    monkeypatch.setattr(desk.gallery, "apply", None)

    assert isinstance(await desk.take(), Marked)


async def test_the_gallery_holds_faces_of_its_own_model_only(school, desk, ann):
    async with school.units() as uow:
        await uow.templates.add(
            student_id=ann.id, model="other", embedding=b"x", photo=b"x", at=NINE
        )
        await uow.commit()

    await desk.take()

    assert [embedding for _, embedding in desk.gallery.templates.values()] == [b"ann"]


async def test_faces_that_wait_for_consent_are_not_in_the_gallery(school, desk, math, ann):
    await school.add_student("Bob", math, account_id=BOB, agreed=None, photos=[b"bob"])

    await desk.take()

    assert [embedding for _, embedding in desk.gallery.templates.values()] == [b"ann"]
