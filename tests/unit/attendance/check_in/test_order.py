from dataclasses import replace

import pytest

from attendance.mail import Message
from attendance.outcomes import Marked, NoClass, NotLinked
from tests.unit.attendance.check_in.desk import ANN
from tests.unit.attendance.samples import NINE
from tests.unit.fakes.recognition import FakeReader


async def test_no_transaction_is_open_while_a_photo_is_fetched_and_read(school, desk, ann):
    open_units = []
    units = school.units

    class Watched:
        def __init__(self, unit):
            self.unit = unit

        async def __aenter__(self):
            open_units.append(self.unit)
            return await self.unit.__aenter__()

        async def __aexit__(self, *error):
            await self.unit.__aexit__(*error)
            open_units.remove(self.unit)

    class CarefulReader(FakeReader):
        async def read(self, image, *, most=None):
            assert open_units == []
            return await super().read(image, most=most)

    async def nothing_is_open():
        assert open_units == []

    desk.while_fetching = nothing_is_open
    watched = replace(
        desk.desk,
        units=lambda *, reading=False: Watched(units(reading=reading)),
        reader=CarefulReader(),
    )
    inside = []

    async def then(_uow, _outcome):
        inside.append(len(open_units))

    selfie = watched.selfie(desk.selfie().fetch)
    outcome = await watched.prove(desk.attempt(), selfie, then)

    assert isinstance(outcome, Marked)
    assert inside == [1]


async def test_what_then_writes_is_committed_with_the_mark(school, desk, ann):
    async def then(uow, outcome):
        await uow.outbox.add(Message(chat_id=ANN, text=outcome.mark.status), NINE)

    await desk.take(then=then)

    (owed,) = school.units.state.outbox.values()
    assert owed.message.text == "present"


async def test_when_then_fails_nothing_has_happened(school, desk, ann):
    async def then(_uow, _outcome):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await desk.take(then=then)

    assert school.units.state.marks == {}
    assert school.units.state.check_ins == {}
    assert isinstance(await desk.take(), Marked)


async def test_a_failure_to_fetch_that_may_pass_leaves_nothing_behind(school, desk, ann):
    with pytest.raises(ConnectionError):
        await desk.take(ConnectionError(), update=77)

    assert school.units.state.check_ins == {}
    assert isinstance(await desk.take(update=77), Marked)


async def test_a_student_who_is_removed_while_being_looked_at_is_not_counted(school, desk, ann):
    async def leave():
        await school.remove(ann, NINE)

    desk.while_fetching = leave

    assert await desk.take() == NotLinked()
    assert school.marks == []


async def test_a_class_that_is_gone_while_the_photo_is_read_is_no_class(school, desk, math, ann):
    async def never_again():
        async with school.units() as uow:
            await uow.classes.save(replace(math, meetings=()))
            await uow.commit()

    desk.while_fetching = never_again

    assert await desk.take() == NoClass(student=ann, upcoming=None)
