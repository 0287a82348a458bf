from dataclasses import replace

from attendance.model import Status, UpdateKey
from attendance.outcomes import Already, Marked, NoClass, NoTemplate, Refused
from tests.unit.attendance.check_in.desk import ANN, TEN
from tests.unit.attendance.samples import HOUR, NINE, a_plan


async def repeated(desk, *args, **kwargs):
    """The outcomes of an update, and of the same update running again an hour later."""
    first = await desk.take(*args, update=77, **kwargs)
    before = desk.school.units.state
    again = await desk.take(*args, update=77, **kwargs)
    assert desk.school.units.state.marks == before.marks
    assert desk.school.units.state.check_ins == before.check_ins
    return first, again


async def test_an_update_that_runs_again_was_counted_and_is_not_already(desk, ann):
    first, again = await repeated(desk)

    assert isinstance(first, Marked)
    assert again == first
    assert desk.fetched == 1


async def test_an_update_that_runs_again_is_refused_for_the_same_reason(desk, ann):
    first, again = await repeated(desk, b"somebody else")

    assert isinstance(first, Refused)
    assert again == first


async def test_an_update_that_runs_again_finds_no_class_again(desk, ann):
    first, again = await repeated(desk, at=TEN)

    assert isinstance(first, NoClass)
    assert again == first


async def test_an_update_that_runs_again_is_already_counted_again(desk, ann):
    await desk.take()

    first, again = await repeated(desk)

    assert isinstance(first, Already)
    assert again == first


async def test_an_update_that_runs_again_finds_no_photo_to_compare_with_again(school, desk, math):
    ann = await school.add_student("Ann", math, account_id=ANN, agreed=True)
    first = await desk.take(update=77)
    await school.add_photo(ann, b"ann")

    again = await desk.take(update=77)

    assert first == again == NoTemplate(student=ann)


async def test_a_repeated_late_stays_late_when_the_teacher_has_excused_it(school, desk, math, ann):
    first = await desk.take(at=NINE + HOUR / 2, update=77)
    await school.mark(math, a_plan(), ann, Status.EXCUSED)

    again = await desk.take(at=NINE + HOUR / 2, update=77)

    assert again == first
    assert school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_an_update_of_another_bot_with_the_same_number_is_another_one(desk, ann):
    await desk.take(update=77)

    other = replace(desk.attempt(), update=UpdateKey(bot_id=8, update_id=77))

    async def nothing(_uow, _outcome):
        pass

    assert isinstance(await desk.desk.prove(other, desk.selfie(), nothing), Already)
