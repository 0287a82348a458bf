from dataclasses import replace

import pytest

from attendance import linking, undoing
from attendance.model import Invite, Kiosk, Role
from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW, a_class

ONE, ANOTHER = 500, 400  # accounts


@pytest.fixture
async def kiosk(uow, class_):
    kiosk = Kiosk(account_id=ONE, class_id=class_.id, linked_at=NOW)
    await uow.kiosks.add(kiosk)
    return kiosk


async def test_a_kiosk_is_found_by_its_account(uow, kiosk):
    assert await uow.kiosks.by_account(ONE) == kiosk
    assert await uow.kiosks.by_account(ANOTHER) is None


async def test_the_kiosks_of_a_class_come_as_they_were_linked(uow, class_, kiosk):
    later = replace(kiosk, account_id=ANOTHER, linked_at=NOW + MINUTE)
    await uow.kiosks.add(later)
    other = await uow.classes.add(a_class("ART"))

    assert await uow.kiosks.of_class(class_.id) == [kiosk, later]
    assert await uow.kiosks.of_class(other.id) == []


async def test_an_account_is_one_kiosk(uow, kiosk):
    with pytest.raises(Conflict):
        await uow.kiosks.add(kiosk)


async def test_a_kiosk_goes_with_the_invite_that_it_has_used(uow, class_, kiosk):
    for code in ("used", "open"):
        invite = Invite(code_hash=code, role=Role.KIOSK, person_id=class_.id, expires_at=NOW + DAY)
        await uow.invites.add(invite, NOW)
    await uow.invites.use("used", ONE, NOW)

    assert await uow.kiosks.remove(ONE) is True
    assert await uow.kiosks.by_account(ONE) is None
    assert await uow.invites.by_hash("used") is None
    assert await uow.invites.by_hash("open") is not None
    assert await uow.kiosks.remove(ONE) is False


async def test_a_class_with_a_kiosk_is_in_use(uow, class_, kiosk):
    assert await uow.classes.remove(class_.id) is False
    await uow.kiosks.remove(ONE)
    assert await uow.classes.remove(class_.id) is True


async def test_a_link_ends_with_its_class_whichever_gets_its_number_then(uow):
    art = await uow.classes.add(a_class("ART"))
    made = await undoing.keep(uow, None, art, by=ONE, at=NOW)
    link = await linking.invite_kiosk(uow, art, NOW)

    assert isinstance(await undoing.undo(uow, made.id, at=NOW), undoing.Undone)
    await uow.classes.add(a_class("BIO"))

    found = await linking.link(uow, code=link, account_id=ONE, at=NOW)
    assert isinstance(found, linking.InviteUnknown)
    assert await uow.kiosks.by_account(ONE) is None
