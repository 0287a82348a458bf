"""Flags on check-ins, and what pictures are found again by."""

from dataclasses import replace

import pytest

from attendance.errors import NotFound
from attendance.model import MOST_OF_A_FILE, Flag, Flagged, KioskPhoto, Trace
from storage.errors import Conflict
from tests.contract.samples import DAY, MINUTE, NOW, a_check_in, a_key, a_plan

LOOKS = b"how it looks about."[:18]


@pytest.fixture
async def session(uow, class_):
    return await uow.sessions.ensure(class_.id, a_plan())


@pytest.fixture
async def bob(uow):
    return await uow.students.add("B2", "Bob")


def a_kiosk_photo(class_, number=1, **changes):
    values = {"update": a_key(number), "sent_at": NOW, "class_id": class_.id, "file": "f"}
    return KioskPhoto(**values | changes)


async def a_stored(uow, student, number=1, **changes):
    check_in = a_check_in(student.id, number, **changes)
    await uow.check_ins.add(check_in)
    return check_in


def a_flag(check_in, flag=Flag.SAME_FILE, **changes):
    values = {
        "id": 0,
        "update": check_in.update,
        "sent_at": check_in.sent_at,
        "student_id": check_in.student_id,
        "flag": flag,
    }
    return Flagged(**values | changes)


async def test_flags_of_a_check_in_are_kept_once_each_in_their_order(uow, ann, bob):
    check_in = await a_stored(uow, ann)
    first = a_flag(check_in, earlier_at=NOW - DAY, other_id=bob.id)
    for one in (first, a_flag(check_in, Flag.OTHER_DAY), a_flag(check_in)):
        await uow.flags.add(one)

    found = await uow.flags.of(check_in.update, check_in.sent_at)

    assert [replace(one, id=0) for one in found] == [first, a_flag(check_in, Flag.OTHER_DAY)]
    assert await uow.flags.of(check_in.update, NOW + MINUTE) == []


async def test_flags_are_found_by_the_session_that_their_check_in_is_in_now(uow, ann, session):
    check_in = await a_stored(uow, ann)
    await uow.flags.add(a_flag(check_in))
    assert await uow.flags.of_sessions([session.id]) == {}

    await uow.check_ins.replace(replace(check_in, session_id=session.id))

    (found,) = (await uow.flags.of_sessions([session.id, 999]))[session.id]
    assert found.flag is Flag.SAME_FILE


async def test_what_is_decided_of_a_flag_is_kept(uow, ann):
    check_in = await a_stored(uow, ann)
    await uow.flags.add(a_flag(check_in))
    (flagged,) = await uow.flags.of(check_in.update, NOW)
    decided = replace(flagged, accepted=False, decided_by=900, decided_at=NOW + MINUTE)

    await uow.flags.save(decided)

    assert await uow.flags.of(check_in.update, NOW) == [decided]
    with pytest.raises(NotFound):
        await uow.flags.save(replace(decided, id=999))


async def test_a_flag_and_a_trace_belong_to_a_check_in_that_is_stored(uow, class_, ann):
    check_in = a_check_in(ann.id)
    with pytest.raises(Conflict):
        await uow.flags.add(a_flag(check_in))
    with pytest.raises(Conflict):
        await uow.traces.add(check_in, class_.id, Trace(file="f"))


async def test_flags_and_traces_are_forgotten_by_when_their_check_in_was_sent(uow, class_, ann):
    check_in = await a_stored(uow, ann)
    await uow.flags.add(a_flag(check_in))
    await uow.traces.add(check_in, class_.id, Trace(file="f", looks=LOOKS))

    assert (await uow.flags.forget(NOW), await uow.traces.forget(NOW)) == (0, 0)
    later = NOW + MINUTE
    assert (await uow.flags.forget(later), await uow.traces.forget(later)) == (1, 1)
    assert await uow.traces.of_file("f", NOW) == []
    assert await uow.check_ins.forget(later, 9) == 1


async def test_a_file_is_found_whoever_sent_it_the_latest_first(uow, class_, ann, bob):
    for number, student in enumerate((ann, bob)):
        sent_at = NOW + number * MINUTE
        check_in = await a_stored(uow, student, number, sent_at=sent_at)
        await uow.traces.add(check_in, class_.id, Trace(file="f"))

    found = await uow.traces.of_file("f", NOW)

    assert [(one.student_id, one.sent_at) for one in found] == [
        (bob.id, NOW + MINUTE),
        (ann.id, NOW),
    ]
    assert len(await uow.traces.of_file("f", NOW + MINUTE)) == 1
    assert await uow.traces.of_file("another", NOW) == []


async def test_of_a_file_that_is_sent_all_day_long_the_latest_are_found(uow, class_, ann):
    for number in range(MOST_OF_A_FILE + 2):
        check_in = await a_stored(uow, ann, number, sent_at=NOW + number * MINUTE)
        await uow.traces.add(check_in, class_.id, Trace(file="f"))

    found = await uow.traces.of_file("f", NOW)

    assert len(found) == MOST_OF_A_FILE
    assert found[-1].sent_at == NOW + 2 * MINUTE


async def test_looks_are_found_of_a_student_and_of_the_others_in_a_class(uow, class_, ann, bob):
    for number, (student, trace) in enumerate(
        ((ann, Trace(looks=LOOKS)), (bob, Trace(looks=LOOKS[::-1])), (bob, Trace(file="f")))
    ):
        check_in = await a_stored(uow, student, number)
        await uow.traces.add(check_in, class_.id, trace)

    (own,) = await uow.traces.of_student(ann.id, NOW)
    others = await uow.traces.looks_of_others(class_.id, ann.id, NOW)
    (other,) = await uow.traces.of_looks(class_.id, LOOKS[::-1], NOW)

    assert (own.student_id, own.class_id, own.sent_at, own.looks) == (
        ann.id,
        class_.id,
        NOW,
        LOOKS,
    )
    assert others == [LOOKS[::-1]]
    assert (other.student_id, other.looks) == (bob.id, LOOKS[::-1])
    assert await uow.traces.of_looks(class_.id, LOOKS[1:], NOW) == []
    assert await uow.traces.of_looks(class_.id, LOOKS, NOW + MINUTE) == []
    assert await uow.traces.of_student(ann.id, NOW + MINUTE) == []
    assert await uow.traces.looks_of_others(class_.id + 1, ann.id, NOW) == []
    assert sorted(await uow.traces.looks_of_others(class_.id, 0, NOW)) == sorted(
        [LOOKS, LOOKS[::-1]]
    )


async def test_a_student_s_traces_are_forgotten_and_nobody_else_s(uow, class_, ann, bob):
    for number, student in enumerate((ann, bob)):
        check_in = await a_stored(uow, student, number)
        await uow.traces.add(check_in, class_.id, Trace(file="f", looks=LOOKS))

    assert await uow.traces.forget_of(ann.id) == 1
    assert [one.student_id for one in await uow.traces.of_file("f", NOW)] == [bob.id]


async def test_the_trace_of_an_enrolment_photo_goes_with_its_template(uow, ann):
    await uow.students.save(replace(ann, agreed=True))
    template_id = await uow.templates.add(
        student_id=ann.id, model="m", embedding=b"e", photo=b"p", at=NOW
    )
    await uow.traces.enrol(template_id, Trace(file="f", looks=LOOKS))

    assert await uow.traces.enrolled(ann.id) == [LOOKS]
    assert await uow.traces.is_enrolled(ann.id, "f")
    assert not await uow.traces.is_enrolled(ann.id, "another")
    assert not await uow.traces.is_enrolled(ann.id + 1, "f")

    await uow.templates.erase(ann.id)
    await uow.traces.enrol(template_id, Trace(file="f", looks=LOOKS))

    assert await uow.traces.enrolled(ann.id) == []
    assert not await uow.traces.is_enrolled(ann.id, "f")


async def test_the_trace_of_a_photo_whose_student_has_not_agreed_is_not_looked_for(uow, ann):
    template_id = await uow.templates.add(
        student_id=ann.id, model="m", embedding=b"e", photo=b"p", at=NOW
    )
    await uow.traces.enrol(template_id, Trace(file="f", looks=LOOKS))

    assert await uow.traces.enrolled(ann.id) == []
    assert not await uow.traces.is_enrolled(ann.id, "f")


# --- photos of kiosks -----------------------------------------------------------------------


async def test_a_file_is_found_whichever_kiosk_sent_it_the_latest_first(uow, class_):
    first, second = a_kiosk_photo(class_, 1), a_kiosk_photo(class_, 2)
    earlier = a_kiosk_photo(class_, 3, sent_at=NOW - MINUTE)
    for one in (first, earlier, second, a_kiosk_photo(class_, 4, file="another")):
        await uow.traces.keep_of_kiosk(one)

    assert await uow.traces.of_kiosks("f", NOW - MINUTE) == [second, first, earlier]
    assert await uow.traces.of_kiosks("f", NOW) == [second, first]
    assert await uow.traces.of_kiosks("a third", NOW) == []
    assert await uow.traces.of_file("f", NOW) == []


async def test_what_became_of_a_kiosk_s_photo_is_its_last_word(uow, class_):
    photo = a_kiosk_photo(class_)
    refused = replace(photo, refused=Flag.OTHER_DAY)
    for one in (photo, photo, refused):
        await uow.traces.keep_of_kiosk(one)

    assert await uow.traces.of_kiosks("f", NOW) == [refused]


async def test_photos_of_kiosks_are_forgotten_with_the_traces_of_check_ins(uow, class_, ann):
    check_in = await a_stored(uow, ann)
    await uow.traces.add(check_in, class_.id, Trace(file="f"))
    for number, sent_at in ((1, NOW), (2, NOW + MINUTE)):
        await uow.traces.keep_of_kiosk(a_kiosk_photo(class_, number, sent_at=sent_at))

    assert await uow.traces.forget(NOW + MINUTE) == 2
    assert [one.sent_at for one in await uow.traces.of_kiosks("f", NOW)] == [NOW + MINUTE]


async def test_a_class_whose_kiosk_has_sent_a_photo_is_in_use(uow, class_):
    await uow.traces.keep_of_kiosk(a_kiosk_photo(class_))

    assert await uow.classes.remove(class_.id) is False


async def test_refused_photos_of_kiosks_are_counted_by_the_session_that_was_open(
    uow, class_, session
):
    last, after = session.closes_at - MINUTE, session.closes_at
    for number, sent_at, refused in (
        (1, session.opens_at, Flag.SAME_FILE),
        (2, last, Flag.OTHER_DAY),
        (3, last, None),
        (4, after, Flag.SAME_FILE),
        (5, session.opens_at - MINUTE, Flag.SAME_FILE),
    ):
        photo = a_kiosk_photo(class_, number, sent_at=sent_at, refused=refused)
        await uow.traces.keep_of_kiosk(photo)
    later = await uow.sessions.ensure(class_.id, a_plan(NOW + DAY))

    assert await uow.overview.refused_at_kiosks([session.id, later.id]) == {session.id: 2}
    assert await uow.overview.refused_at_kiosks([]) == {}
