from dataclasses import replace

import pytest

from attendance import claims, consent, linking
from attendance.claims import Claim, Outdated
from attendance.consent import ConsentText
from attendance.linking import (
    Claimed,
    InviteExpired,
    InviteUnknown,
    InviteUsed,
    Linked,
)
from attendance.model import ConsentBy, Receipt
from tests.unit.attendance.samples import DAY, HOUR, LONG_AGO, MINUTE, NINE

MINE, THEIRS = 100, 200  # accounts
TEXT = ConsentText(version="1", text="May I compare your face?")


async def invite(school, person, at=NINE):
    async with school.units() as uow:
        code = await linking.invite(uow, person, at)
        await uow.commit()
    return code


async def link(school, code, account_id=MINE, at=NINE + MINUTE):
    async with school.units() as uow:
        outcome = await linking.link(uow, code=code, account_id=account_id, at=at)
        await uow.commit()
    return outcome


async def agree(school, student, agreed, at=NINE):
    async with school.units() as uow:
        answered = await consent.agree(uow, student=student, agreed=agreed, text=TEXT, at=at)
        await uow.commit()
    return answered


# --- invites --------------------------------------------------------------------------------


async def test_an_invite_links_an_account_to_a_student(school):
    ann = await school.add_student()

    outcome = await link(school, await invite(school, ann))

    linked = replace(ann, account_id=MINE)
    assert outcome == Linked(person=linked)
    assert school.units.state.students[ann.id] == linked


async def test_an_invite_links_an_account_to_a_teacher_and_says_since_when(school):
    tom = await school.add_teacher(linked_at=None)

    outcome = await link(school, await invite(school, tom), at=NINE + HOUR)

    linked = replace(tom, account_id=MINE, linked_at=NINE + HOUR)
    assert outcome == Linked(person=linked)
    assert school.units.state.teachers[tom.id] == linked


async def test_an_invite_repeated_by_the_same_account_succeeds_again_even_after_its_time(school):
    ann = await school.add_student()
    code = await invite(school, ann)
    first = await link(school, code)

    assert await link(school, code, at=NINE + 99 * DAY) == replace(first, new=False)


async def test_an_invite_is_good_for_one_account(school):
    ann = await school.add_student()
    code = await invite(school, ann)
    await link(school, code)

    assert await link(school, code, THEIRS) == InviteUsed()
    assert school.units.state.students[ann.id].account_id == MINE


@pytest.mark.parametrize("code", ["", "no such code", "é", "x" * 5000])
async def test_an_invite_that_nobody_made_is_unknown(school, code):
    assert await link(school, code) == InviteUnknown()


async def test_a_newer_invite_replaces_the_one_before(school):
    ann = await school.add_student()
    old, new = await invite(school, ann), await invite(school, ann)

    assert await link(school, old) == InviteUnknown()
    assert isinstance(await link(school, new), Linked)


async def test_an_invite_of_somebody_else_is_not_replaced(school):
    code = await invite(school, await school.add_student("Ann"))
    await invite(school, await school.add_student("Bob"))

    assert isinstance(await link(school, code), Linked)


@pytest.mark.parametrize(
    ("age", "kind"),
    [(linking.INVITE_LIFE - MINUTE / 60, Linked), (linking.INVITE_LIFE, InviteExpired)],
)
async def test_an_invite_is_good_for_its_time(school, age, kind):
    code = await invite(school, await school.add_student())

    assert isinstance(await link(school, code, at=NINE + age), kind)


async def test_codes_are_kept_as_hashes_and_never_alike(school):
    ann = await school.add_student()
    codes = {await invite(school, ann) for _ in range(50)}

    assert len(codes) == 50
    assert not codes & set(school.units.state.invites)
    assert all(len(code) >= 22 for code in codes)  # 128 bits in base64


async def test_an_account_is_one_students(school):
    ann = await school.add_student("Ann", account_id=MINE)
    bob = await school.add_student("Bob")

    assert await link(school, await invite(school, bob)) == Claimed(person=bob, holder=ann)
    assert school.units.state.students[bob.id].account_id is None


async def test_an_invite_that_was_refused_is_still_good_for_its_owner(school):
    await school.add_student("Ann", account_id=MINE)
    code = await invite(school, await school.add_student("Bob"))
    await link(school, code)

    assert isinstance(await link(school, code, THEIRS), Linked)


async def test_an_account_may_be_a_student_and_a_teacher(school):
    await school.add_student("Ann", account_id=MINE)
    tom = await school.add_teacher("Tom", linked_at=None)

    assert isinstance(await link(school, await invite(school, tom)), Linked)


async def test_an_invite_alone_moves_no_record_to_another_account(school):
    ann = await school.add_student(account_id=THEIRS, agreed=True)
    tom = await school.add_teacher()

    assert await link(school, await invite(school, ann)) == Claimed(person=ann, holder=None)
    assert await link(school, await invite(school, tom)) == Claimed(person=tom, holder=None)

    assert school.units.state.students[ann.id] == ann
    assert school.units.state.teachers[tom.id] == tom


async def move(school, person, *, old, new, holder=None, at=NINE):
    claim = Claim(person=person, account_id=new, old=old, holder=holder)
    async with school.units() as uow:
        outcome = await claims.move(uow, claim, at)
        await uow.commit()
    return outcome


async def test_an_admin_moves_a_record_to_another_account_and_old_invites_bring_it_not_back(school):
    ann = await school.add_student()
    old = await invite(school, ann)
    ann = (await link(school, old)).person
    await link(school, await invite(school, ann), THEIRS)

    moved = await move(school, ann, old=MINE, new=THEIRS)

    assert (moved.person.account_id, moved.claim.old) == (THEIRS, MINE)
    assert school.units.state.students[ann.id].account_id == THEIRS
    assert await link(school, old) == InviteUnknown()


async def test_a_record_is_moved_only_while_all_is_as_it_was_when_it_was_asked(school):
    ann = await school.add_student(account_id=MINE)
    assert await move(school, ann, old=MINE, new=THEIRS) == Outdated()
    await invite(school, ann)
    assert await move(school, ann, old=99, new=THEIRS) == Outdated()
    await school.add_student("Bob", account_id=THEIRS)
    assert await move(school, ann, old=MINE, new=THEIRS) == Outdated()
    assert await move(school, ann, old=MINE, new=300, at=NINE + 99 * DAY) == Outdated()

    assert school.units.state.students[ann.id].account_id == MINE


async def test_whose_account_it_never_was_is_asked_again_about_their_face(school):
    ann = await school.add_student("Ann", account_id=MINE, agreed=True, photos=[b"ann"])
    bob = await school.add_student("Bob")
    await invite(school, bob)

    moved = await move(school, bob, old=None, new=MINE, holder=ann)

    assert moved.person == replace(bob, account_id=MINE)
    asked = replace(ann, account_id=None, agreed=None, agreed_by=None)
    assert school.units.state.students[ann.id] == asked
    assert [one.state for one in school.units.state.templates.values()] == ["pending"]


async def test_a_no_stands_whosever_account_it_was(school):
    ann = await school.add_student("Ann", account_id=MINE)
    ann = await agree(school, ann, False)
    bob = await school.add_student("Bob")
    await invite(school, bob)

    await move(school, bob, old=None, new=MINE, holder=ann)

    assert school.units.state.students[ann.id] == replace(ann, account_id=None)


async def test_both_lose_their_accounts_to_the_one_who_is_invited(school):
    ann = await school.add_student("Ann", account_id=MINE)
    bob = await school.add_student("Bob", account_id=THEIRS)
    await invite(school, bob)

    await move(school, bob, old=THEIRS, new=MINE, holder=ann)

    accounts = {one.name: one.account_id for one in school.units.state.students.values()}
    assert accounts == {"Ann": None, "Bob": MINE}


async def test_a_teacher_s_account_is_moved_and_summaries_count_from_then(school):
    tom = await school.add_teacher(linked_at=LONG_AGO)
    await invite(school, tom)

    await move(school, tom, old=tom.account_id, new=THEIRS)

    assert school.units.state.teachers[tom.id] == replace(tom, account_id=THEIRS, linked_at=NINE)


# --- consent --------------------------------------------------------------------------------


@pytest.mark.parametrize("agreed", [True, False])
async def test_every_answer_is_kept_with_what_was_asked(school, agreed):
    ann = await school.add_student(account_id=MINE)

    answered = await agree(school, ann, agreed)

    assert answered == replace(ann, agreed=agreed, agreed_by=ConsentBy.STUDENT)
    assert school.units.state.students[ann.id] == answered
    assert school.units.state.receipts == [
        Receipt(student_id=ann.id, agreed=agreed, version="1", text_hash=TEXT.sha256, at=NINE)
    ]


async def test_a_yes_lets_faces_be_compared_and_a_no_erases_them(school):
    ann = await school.add_student(account_id=MINE, photos=[b"ann"])

    yes = await agree(school, ann, True)
    (active,) = school.units.state.templates.values()
    await agree(school, yes, False, at=NINE + MINUTE)
    (erased,) = school.units.state.templates.values()

    assert (active.state, active.embedding) == ("active", b"ann")
    assert (erased.state, erased.embedding) == ("erased", None)
    assert [receipt.agreed for receipt in school.units.state.receipts] == [True, False]


async def test_an_answer_changes_nothing_else_that_was_changed_meanwhile(school):
    ann = await school.add_student(account_id=MINE)
    async with school.units() as uow:
        await uow.students.save(replace(ann, name="Ann Lee"))
        await uow.commit()

    await agree(school, ann, True)

    assert school.units.state.students[ann.id] == replace(
        ann, name="Ann Lee", agreed=True, agreed_by=ConsentBy.STUDENT
    )


async def test_an_answer_does_not_bring_back_somebody_who_was_removed_meanwhile(school):
    ann = await school.add_student(account_id=MINE)
    await school.remove(ann, NINE)
    removed = school.units.state.students[ann.id]

    await agree(school, ann, True)

    assert school.units.state.students[ann.id] == removed
