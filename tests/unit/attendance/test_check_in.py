import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from attendance import check_in, errors, lookalikes
from attendance.check_in import (
    Already,
    Attempt,
    CheckInDesk,
    Choice,
    Marked,
    NoClass,
    NotAgreed,
    NoTemplate,
    NotLinked,
    Refused,
    WhichClass,
)
from attendance.mail import Message
from attendance.model import Mark, Source, Status, UpdateKey
from attendance.policy import Reason
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan, weekdays
from tests.unit.fakes.recognition import FakeGallery, FakeReader, FakeReading, a_face

ANN, BOB = 100, 200  # accounts
SECOND = timedelta(seconds=1)
TEN = NINE + HOUR


class Desk:
    """A desk of the school, and photos for it that nobody else sees."""

    def __init__(self, school):
        self.school = school
        self.reader = FakeReader()
        self.gallery = FakeGallery()
        self.desk = CheckInDesk(
            units=school.units, reader=self.reader, gallery=self.gallery, accept_score=0.5
        )
        self.fetched = 0
        self.while_fetching = None
        self._last_update = 0

    def attempt(self, photo=b"ann", at=NINE, *, account=ANN, update=None):
        async def fetch():
            self.fetched += 1
            if self.while_fetching:
                await self.while_fetching()
            if isinstance(photo, Exception):
                raise photo
            return photo

        self._last_update += 1
        key = UpdateKey(bot_id=7, update_id=update or self._last_update)
        return Attempt(update=key, account_id=account, sent_at=at, fetch=fetch)

    async def take(self, *args, then=None, **kwargs):
        async def nothing(_uow, _outcome):
            pass

        return await self.desk.check_in(self.attempt(*args, **kwargs), then or nothing)


@pytest.fixture
def desk(school):
    return Desk(school)


@pytest.fixture
async def math(school):
    return await school.add_class(meets_since=NINE - 2 * HOUR)


@pytest.fixture
async def ann(school, math):
    return await school.add_student("Ann", math, account_id=ANN, agreed=True, photos=[b"ann"])


# --- counted --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent_at", "status"),
    [
        (NINE - 15 * MINUTE, Status.PRESENT),  # check-in opens
        (NINE, Status.PRESENT),
        (NINE + 10 * MINUTE, Status.PRESENT),  # the last moment to be present
        (NINE + 10 * MINUTE + SECOND, Status.LATE),
        (TEN - SECOND, Status.LATE),  # the last moment of all
    ],
)
async def test_a_good_selfie_is_present_until_late_and_then_late(desk, ann, sent_at, status):
    outcome = await desk.take(at=sent_at)

    state = desk.school.units.state
    assert isinstance(outcome, Marked)
    assert outcome.student == ann
    assert list(state.classes.values()) == [outcome.class_]
    assert list(state.sessions.values()) == [outcome.session]
    assert list(state.marks.values()) == [outcome.mark]
    assert outcome.mark == Mark(
        session_id=outcome.session.id,
        student_id=ann.id,
        status=status,
        source=Source.SELFIE,
        at=sent_at,
    )


async def test_when_it_was_sent_counts_and_not_when_it_is_handled(school, desk, ann):
    await school.settle(NINE + 5 * HOUR)

    outcome = await desk.take(at=NINE)

    assert outcome.mark.status is Status.PRESENT


async def test_a_check_in_is_kept_with_its_score(school, desk, ann):
    desk.gallery.alike[b"ann today", b"ann"] = 0.75

    await desk.take(b"ann today")

    (kept,) = school.units.state.check_ins.values()
    assert (kept.student_id, kept.sent_at, kept.score) == (ann.id, NINE, 0.75)
    assert (kept.verdict, kept.status, kept.reason) == ("marked", Status.PRESENT, None)


async def test_an_absence_by_closing_is_replaced_by_a_selfie_sent_in_time(school, desk, ann):
    await school.settle(TEN)
    assert school.absent == ["Ann"]

    outcome = await desk.take(at=TEN - SECOND)

    assert isinstance(outcome, Marked)
    assert school.marks == [("Ann", NINE.date(), Status.LATE)]


async def test_the_class_under_way_is_meant_before_one_that_is_only_open(school, desk, math):
    physics = await school.add_class("PHYS", meetings=weekdays(time(9, 30), time(10, 30)))
    await school.add_student("Ann", math, physics, account_id=ANN, agreed=True, photos=[b"ann"])

    first = await desk.take(at=NINE + 20 * MINUTE)
    second = await desk.take(at=NINE + 21 * MINUTE)
    third = await desk.take(at=NINE + 31 * MINUTE)

    assert (type(first), first.class_) == (Marked, math)
    assert (type(second), second.class_) == (Already, math)
    assert (type(third), third.class_) == (Marked, physics)


async def test_a_mark_says_which_absence_it_replaces(school, desk, ann):
    await school.settle(TEN)

    outcome = await desk.take(at=TEN - SECOND)

    assert (outcome.before.status, outcome.before.source) == (Status.ABSENT, Source.CLOSING)
    (change,) = school.units.state.history.values()
    assert (change.before, change.after) == (outcome.before, outcome.mark)
    assert change.account_id == ann.account_id


# --- several classes at once ----------------------------------------------------------------


@pytest.fixture
async def phys(school):
    meetings = weekdays(time(9, 30), time(10, 30))
    return await school.add_class("PHYS", meetings=meetings, meets_since=NINE - 2 * HOUR)


@pytest.fixture
async def in_both(school, math, phys):
    return await school.add_student("Ann", math, phys, account_id=ANN, agreed=True, photos=[b"ann"])


def chosen(asked, number, *, account=ANN):
    class_, plan = asked.meetings[number]
    return Choice(
        update=asked.attempt.update,
        sent_at=asked.attempt.sent_at,
        account_id=account,
        class_id=class_.id,
        starts_at=plan.starts_at,
    )


async def nothing(_uow, _outcome):
    pass


async def test_of_two_classes_under_way_the_student_is_asked_which(school, desk, in_both):
    outcome = await desk.take(at=NINE + 35 * MINUTE)

    assert isinstance(outcome, WhichClass)
    assert [class_.code for class_, _ in outcome.meetings] == ["PHYS", "MATH1"]
    assert school.marks == []


@pytest.mark.parametrize(("number", "code"), [(0, "PHYS"), (1, "MATH1")])
async def test_the_class_that_was_named_is_marked_as_of_the_photo(desk, in_both, number, code):
    asked = await desk.take(at=NINE + 35 * MINUTE)

    outcome = await desk.desk.choose(chosen(asked, number), nothing)
    again = await desk.desk.choose(chosen(asked, 1 - number), nothing)

    assert (type(outcome), outcome.class_.code) == (Marked, code)
    assert outcome.mark.at == NINE + 35 * MINUTE
    assert (again.class_, again.mark) == (outcome.class_, outcome.mark)  # one photo, one class
    assert len(desk.school.marks) == 1


async def test_a_class_named_after_it_has_closed_turns_the_absence_round(school, desk, in_both):
    asked = await desk.take(at=NINE + 35 * MINUTE)
    await school.settle(TEN + HOUR)
    assert school.absent == ["Ann", "Ann"]

    outcome = await desk.desk.choose(chosen(asked, 1), nothing)

    assert outcome.before.status is Status.ABSENT
    assert school.absent == ["Ann"]


async def test_who_is_not_recognized_is_not_asked(school, desk, in_both):
    outcome = await desk.take(b"bob", at=NINE + 35 * MINUTE)

    assert isinstance(outcome, Refused)


async def test_nobody_answers_for_somebody_else(school, desk, math, in_both):
    await school.add_student("Bob", math, account_id=BOB, agreed=True, photos=[b"bob"])
    asked = await desk.take(at=NINE + 35 * MINUTE)

    assert await desk.desk.choose(chosen(asked, 0, account=BOB), nothing) == NotLinked()
    assert school.marks == []


async def test_an_update_that_runs_again_is_asked_the_same(desk, in_both):
    first = await desk.take(at=NINE + 35 * MINUTE, update=77)
    again = await desk.take(at=NINE + 35 * MINUTE, update=77)

    assert again.meetings == first.meetings
    assert desk.fetched == 1


async def test_a_mark_of_a_teacher_stands_against_an_answer(school, desk, in_both):
    asked = await desk.take(at=NINE + 35 * MINUTE)
    class_, plan = asked.meetings[1]
    await school.mark(class_, plan, in_both, Status.EXCUSED)

    outcome = await desk.desk.choose(chosen(asked, 1), nothing)

    assert isinstance(outcome, Already)
    assert school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_a_class_that_the_student_has_left_is_not_marked(school, desk, math, in_both):
    asked = await desk.take(at=NINE + 35 * MINUTE)
    async with school.units() as uow:
        await uow.classes.leave(math.id, in_both.id, NINE)
        await uow.commit()

    assert isinstance(await desk.desk.choose(chosen(asked, 1), nothing), NoClass)
    assert school.marks == []


async def test_two_classes_that_begin_together_are_asked_about_before_they_begin(
    school, desk, math
):
    other = await school.add_class("ALSO")
    await school.add_student("Ann", math, other, account_id=ANN, agreed=True, photos=[b"ann"])

    assert isinstance(await desk.take(at=NINE - MINUTE), WhichClass)


async def test_of_two_classes_to_come_one_after_the_other_the_first_is_meant(school, desk, math):
    after = await school.add_class("NEXT", meetings=weekdays(time(10), time(11)), opens_before=DAY)
    await school.add_student("Ann", math, after, account_id=ANN, agreed=True, photos=[b"ann"])

    outcome = await desk.take(at=NINE - MINUTE)

    assert (type(outcome), outcome.class_) == (Marked, math)


# --- when it counts -------------------------------------------------------------------------


async def test_a_meeting_that_crosses_midnight_is_one_session(school, desk):
    night = await school.add_class("NIGHT", meetings=weekdays(time(23), time(1), [0]))
    await school.add_student("Ann", night, account_id=ANN, agreed=True, photos=[b"ann"])

    first = await desk.take(at=NINE + 14 * HOUR)
    second = await desk.take(at=NINE + 15 * HOUR + 30 * MINUTE)

    assert isinstance(first, Marked)
    assert isinstance(second, Already)
    assert second.session == first.session
    assert second.session.date == NINE.date()


# --- counted already ------------------------------------------------------------------------


@pytest.mark.parametrize("photo", [b"ann", b"somebody else"])
async def test_a_second_selfie_is_already_counted_and_not_looked_at(desk, math, ann, photo):
    first = await desk.take(at=NINE)

    second = await desk.take(photo, at=NINE + 30 * MINUTE)

    assert second == Already(student=ann, class_=math, session=first.session, mark=first.mark)
    assert desk.fetched == 1


@pytest.mark.parametrize("status", list(Status))
async def test_the_mark_of_a_teacher_stands(school, desk, math, ann, status):
    mark = await school.mark(math, a_plan(), ann, status)

    outcome = await desk.take()

    assert isinstance(outcome, Already)
    assert outcome.mark == mark
    assert desk.fetched == 0


async def test_a_mark_set_while_the_photo_is_looked_at_stands(school, desk, math, ann):
    async def teacher_marks():
        await school.mark(math, a_plan(), ann, Status.EXCUSED)

    desk.while_fetching = teacher_marks

    outcome = await desk.take()

    assert isinstance(outcome, Already)
    assert school.marks == [("Ann", NINE.date(), Status.EXCUSED)]


async def test_two_selfies_at_once_are_counted_once(school, desk, ann):
    outcomes = await asyncio.gather(desk.take(), desk.take())

    assert {type(outcome) for outcome in outcomes} == {Marked, Already}
    assert len(school.units.state.marks) == 1


# --- repeated -------------------------------------------------------------------------------


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

    assert isinstance(await desk.desk.check_in(other, nothing), Already)


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


# --- the order of things --------------------------------------------------------------------


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
        async def read(self, image):
            assert open_units == []
            return await super().read(image)

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

    outcome = await watched.check_in(desk.attempt(), then)

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


# --- the gallery ----------------------------------------------------------------------------


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


def test_nothing_is_upcoming_without_classes():
    assert check_in.upcoming([], NINE) is None
