"""How an account becomes a kiosk, and ceases to be one."""

from dataclasses import replace

import pytest

from attendance import linking
from attendance.model import Outcome
from bot.handlers.kiosk_setup import let_admins_go
from bot.presses import data as carried
from bot.replies import kiosk_setup as replies
from tests.unit.attendance.samples import DAY, MINUTE
from tests.unit.bot.chats import ADMIN, data, labels, to
from tests.unit.bot.fakes import ANN

TABLET, SECOND = 5000, 5001


@pytest.fixture
async def link(chats, math):
    """The code of a link for a kiosk of MATH1."""
    (answer,) = await chats.says(ADMIN, "/kiosk MATH1")
    return code_in(answer)


@pytest.fixture
async def tablet(chats, link):
    await chats.says(TABLET, f"/start {link}")
    return TABLET


@pytest.fixture
async def bob(chats, math):
    return await chats.school.add_student("Bob", math)


def code_in(answer):
    return answer.text.partition("?start=")[2].split()[0]


def kiosks(chats):
    return sorted(chats.units.state.kiosks)


async def test_whoever_opens_the_link_is_a_kiosk_and_the_admins_hear_of_it(chats, link):
    sent = await chats.says(TABLET, f"/start {link}")

    assert to(sent, TABLET)[0].text.startswith("This is the kiosk of MATH1")
    assert "/kiosk MATH1 off" in to(sent, ADMIN)[0].text
    assert kiosks(chats) == [TABLET]
    assert chats.audited[-1] == (TABLET, "kiosk linked")


async def test_the_link_again_changes_nothing(chats, link, tablet):
    (answer,) = await chats.says(tablet, f"/start {link}")
    assert answer.text.startswith("This is the kiosk of MATH1")


async def test_a_link_is_good_for_one_account_and_a_day(chats, link):
    chats.advance(linking.KIOSK_INVITE_LIFE)
    (expired,) = await chats.says(TABLET, f"/start {link}")
    assert "expired" in expired.text
    chats.advance(-MINUTE)
    await chats.says(TABLET, f"/start {link}")

    (used,) = await chats.says(SECOND, f"/start {link}")

    assert "used already" in used.text
    assert kiosks(chats) == [TABLET]


async def test_a_newer_link_replaces_the_one_before(chats, link):
    await chats.says(ADMIN, "/kiosk MATH1")
    (answer,) = await chats.says(TABLET, f"/start {link}")
    assert "don't know this invite" in answer.text


async def test_whoever_is_somebody_becomes_no_kiosk(chats, math, tom, ann, link, tablet):
    (answer,) = await chats.says(ADMIN, "/guardian ANN")
    await chats.says(700, f"/start {code_in(answer)}")
    await chats.school.add_class("ART")
    (answer,) = await chats.says(ADMIN, "/kiosk ART")
    code = code_in(answer)

    for account_id in (ADMIN, tom, ANN, 700, tablet):
        (refusal,) = await chats.says(account_id, f"/start {code}")
        assert refusal.text.startswith("This account can't become the kiosk of ART"), account_id

    assert [one.class_id for one in chats.units.state.kiosks.values()] == [math.id]


async def test_kiosks_are_listed_and_unlinked_one_by_one(chats, tablet):
    (answer,) = await chats.says(ADMIN, "/kiosk MATH1")
    await chats.says(SECOND, f"/start {code_in(answer)}")
    (listed,) = await chats.says(ADMIN, "/kiosk MATH1")
    assert "2 kiosks of MATH1" in listed.text
    assert f"account {TABLET}" in listed.text
    assert labels(listed) == ["Unlink kiosk 1", "Unlink kiosk 2"]

    sent = await chats.taps(ADMIN, listed, "Unlink kiosk 1")

    assert kiosks(chats) == [SECOND]
    assert to(sent, TABLET)[0].text == "This is no kiosk of MATH1 any more."
    assert labels(to(sent, ADMIN)[0]) == ["Unlink kiosk 1"]
    assert chats.audited[-1] == (ADMIN, "unlink kiosk")
    (photo,) = await chats.shows(TABLET, "Ann")
    assert photo.text.startswith("Not recognized: I don't know this account")


async def test_off_unlinks_all_and_lets_open_links_work_no_more(chats, tablet):
    (answer,) = await chats.says(ADMIN, "/kiosk MATH1")

    sent = await chats.says(ADMIN, "/kiosk MATH1 off")

    assert to(sent, ADMIN)[0].text.startswith("1 kiosk of MATH1 is unlinked.")
    assert kiosks(chats) == []
    (refusal,) = await chats.says(SECOND, f"/start {code_in(answer)}")
    assert "don't know this invite" in refusal.text
    assert "MATH1 has no kiosk." in (await chats.says(ADMIN, "/kiosk MATH1 off"))[0].text


async def test_the_link_that_a_kiosk_had_used_does_not_bring_it_back(chats, link, tablet):
    await chats.says(ADMIN, "/kiosk MATH1 off")
    (answer,) = await chats.says(TABLET, f"/start {link}")
    assert "don't know this invite" in answer.text
    assert kiosks(chats) == []


async def test_nobody_but_an_admin_sets_kiosks_up(chats, tom, ann, tablet):
    for account_id in (tom, ANN):
        (answer,) = await chats.says(account_id, "/kiosk MATH1")
        assert answer.text == "Only admins can set up classes."
        (answer,) = await chats.presses(account_id, carried(replies.UNLINK, tablet))
        assert answer.text == "Only admins can set up classes."
    assert kiosks(chats) == [TABLET]


async def test_an_open_link_is_listed_and_revoked_with_the_other_invites(chats, link):
    (listed,) = await chats.says(ADMIN, "/invites")
    assert "kiosk's link of MATH1, until" in listed.text
    (done,) = await chats.taps(ADMIN, listed, "Revoke kiosk's link")
    assert "Its link works no more. /kiosk MATH1 makes a new one." in done.text

    await chats.says(TABLET, f"/start {link}")

    assert kiosks(chats) == []


# --- a kiosk opens the invite of a person ---------------------------------------------------


@pytest.fixture
async def opens(chats, tablet, bob):
    """The kiosk opens the invite of Bob; what is owed to anybody."""

    async def open_():
        async with chats.units() as uow:
            code = await linking.invite(uow, bob, chats.clock())
            await uow.commit()
        return await chats.says(tablet, f"/start {code}")

    return open_


async def test_a_student_s_invite_opened_by_a_kiosk_is_put_to_the_admins(chats, opens, bob):
    sent = await opens()

    assert "Your admin has been asked whether the account is Bob's" in to(sent, TABLET)[0].text
    (question,) = to(sent, ADMIN)
    assert "The kiosk of MATH1 has opened the invite of Bob (BOB)" in question.text
    assert kiosks(chats) == [TABLET]
    assert chats.units.state.students[bob.id].account_id is None
    assert to(await opens(), ADMIN) == []
    assert chats.audited[-1] == (TABLET, Outcome.REFUSED.value)


async def test_an_admin_gives_the_account_to_the_student(chats, opens, bob):
    (question,) = to(await opens(), ADMIN)

    sent = await chats.taps(ADMIN, question, "Give it to them")

    assert "Bob (BOB)'s now, and no kiosk of MATH1" in to(sent, ADMIN)[0].text
    assert "this account is Bob's" in to(sent, TABLET)[0].text
    assert kiosks(chats) == []
    assert chats.units.state.students[bob.id].account_id == TABLET
    assert chats.audited[-1] == (ADMIN, "give kiosk")


async def test_an_admin_leaves_it_a_kiosk(chats, opens, bob):
    (question,) = to(await opens(), ADMIN)

    (answer,) = await chats.taps(ADMIN, question, "Leave it a kiosk")

    assert "stays the kiosk of MATH1" in answer.text
    assert kiosks(chats) == [TABLET]
    assert chats.audited[-1] == (ADMIN, "leave kiosk")


async def test_what_has_changed_since_is_not_given_away(chats, math, opens, bob):
    (question,) = to(await opens(), ADMIN)
    async with chats.units() as uow:
        await linking.give_account(uow, bob, 777)
        await uow.commit()

    (answer,) = await chats.presses(ADMIN, data(question)[0])

    assert "Nothing was changed" in answer.text
    assert kiosks(chats) == [TABLET]


async def test_other_invites_are_refused_at_a_kiosk(chats, tablet, ann):
    una = await chats.school.add_teacher("Una", linked_at=None)
    async with chats.units() as uow:
        codes = [await linking.invite(uow, una, chats.clock())]
        codes.append(await linking.invite_guardian(uow, ann, chats.clock()))
        codes.append(await linking.invite(uow, ann, chats.clock()))
        await uow.commit()

    for code in codes:
        (answer,) = await chats.says(tablet, f"/start {code}")
        assert answer.text.startswith("This is the kiosk of MATH1. Open the invite on your own")

    assert kiosks(chats) == [TABLET]
    chats.advance(31 * DAY)
    (answer,) = await chats.says(tablet, f"/start {codes[0]}")
    assert "expired" in answer.text


async def test_a_kiosk_that_the_settings_make_an_admin_is_an_admin(chats, tablet, caplog):
    chats.services = replace(chats.services, admin_ids=frozenset({ADMIN, tablet}))
    chats.dispatcher = replace(chats.dispatcher, services=chats.services)

    await let_admins_go(chats.units, chats.services.admin_ids, chats.clock())

    *_, told = chats.units.state.outbox.values()
    assert told.message.chat_id == tablet
    assert f"account_id={tablet} class=MATH1; it is in telegram.admin_ids" in caplog.text
    (answer,) = await chats.says(tablet, "/stats")
    assert "Waiting to be handled" in answer.text
    assert kiosks(chats) == []
