from dataclasses import replace

import pytest

from attendance.errors import NotFound
from attendance.model import OPERATOR, Act, Outcome, Sought
from tests.contract.samples import DAY, MINUTE, NOW

TOM, ADMIN = 900, 2**51


def an_act(**values):
    return Act(**{"at": NOW, "account_id": TOM, "action": "mark"} | values)


async def added(uow, *acts):
    return [await uow.audit.add(act) for act in acts]


async def test_an_act_is_kept_whole(uow):
    act = an_act(
        account_id=ADMIN,
        action="lookalikes",
        outcome=Outcome.REFUSED,
        class_code="CS1",
        roll_no="A1",
        other_roll_no="A2",
        details={"off": "yes"},
    )

    stored = await uow.audit.add(act)

    assert stored == replace(act, id=stored.id)
    assert await uow.audit.get(stored.id) == stored
    assert await uow.audit.find(Sought(), limit=2) == [stored]
    with pytest.raises(NotFound):
        await uow.audit.get(stored.id + 1)


async def test_the_latest_act_comes_first_in_pages(uow):
    first, second, third = await added(uow, *(an_act(at=NOW + n * MINUTE) for n in range(3)))

    assert await uow.audit.find(Sought(), limit=2) == [third, second]
    assert await uow.audit.find(Sought(), limit=2, offset=2) == [first]
    assert await uow.audit.find(Sought(before_id=third.id), limit=9) == [second, first]
    assert await uow.audit.count(Sought(before_id=third.id)) == 2


@pytest.mark.parametrize(
    ("sought", "matches"),
    [
        (Sought(), 5),
        (Sought(account_id=ADMIN), 1),
        (Sought(account_id=OPERATOR), 1),
        (Sought(action="set"), 1),
        (Sought(outcome=Outcome.REFUSED), 1),
        (Sought(class_code="CS1"), 2),
        (Sought(roll_no="A1"), 2),
        (Sought(roll_no="A2"), 1),
        (Sought(since=NOW + DAY), 1),
        (Sought(until=NOW + DAY), 4),
        (Sought(class_code="CS1", roll_no="A1"), 1),
        (Sought(class_code="CS1", account_id=ADMIN), 0),
    ],
)
async def test_acts_are_found_by_who_what_whom_and_when(uow, sought, matches):
    await added(
        uow,
        an_act(class_code="CS1", roll_no="A1"),
        an_act(account_id=ADMIN, action="lookalikes", roll_no="A2", other_roll_no="A1"),
        an_act(account_id=OPERATOR, action="import"),
        an_act(action="set", class_code="CS1", outcome=Outcome.REFUSED),
        an_act(at=NOW + DAY),
    )

    assert len(await uow.audit.find(sought, limit=9)) == matches
    assert await uow.audit.count(sought) == matches


async def test_the_kinds_of_acts_that_there_are(uow):
    await added(uow, an_act(), an_act(action="close"), an_act())

    assert await uow.audit.actions() == ["close", "mark"]


async def test_old_acts_are_forgotten(uow):
    await added(uow, an_act(), an_act(at=NOW + DAY))

    assert await uow.audit.forget(NOW + DAY) == 1
    assert [act.at for act in await uow.audit.find(Sought(), limit=9)] == [NOW + DAY]
