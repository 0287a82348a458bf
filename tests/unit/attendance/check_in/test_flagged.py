"""What a picture gives away is a flag on its check-in; nobody is refused for it."""

from datetime import datetime

import pytest

from attendance.model import Flag, Trace, UpdateKey
from attendance.outcomes import Already, Marked, Refused, Verdict
from attendance.policy import Reason
from attendance.stale import NotNew
from attendance.traces import KEPT, NEAR, SECOND_TRY
from tests.unit.attendance.check_in.desk import BOB, SECOND, TEN, nothing
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, weekdays
from tests.unit.fakes.recognition import FakeAppearance, FakeReading, a_face

LOOKS = bytes(18)
TOMORROW = NINE + DAY


def bits_away(count):
    """Looks that are so many bits from LOOKS."""
    return ((1 << count) - 1).to_bytes(18)


@pytest.fixture
def shown(desk):
    """A picture of somebody, as it looks; what its name is then."""

    def show(looks=LOOKS, face=b"ann", *problems, taken_at=None):
        name = b"picture %d" % len(desk.reader.pictures)
        desk.reader.pictures[name] = FakeReading(
            faces=(a_face(face, *problems),),
            appearance=FakeAppearance(hash=looks),
            taken_at=taken_at,
        )
        return name

    return show


def flags(desk):
    return [(one.flag, one.earlier_at) for one in desk.school.units.state.flags.values()]


async def test_a_new_photo_has_no_flag(desk, ann, shown):
    assert isinstance(await desk.take(shown(), file="one"), Marked)
    assert isinstance(await desk.take(shown(bits_away(60)), TOMORROW, file="two"), Marked)

    assert flags(desk) == []


async def test_the_same_file_counts_and_is_flagged_with_when_it_was_sent_before(desk, ann, shown):
    photo = shown()
    await desk.take(photo, file="one")

    outcome = await desk.take(photo, TOMORROW, file="one")

    assert isinstance(outcome, Marked)
    assert flags(desk) == [(Flag.SAME_FILE, NINE)]  # that it looks the same goes without saying


async def test_a_file_that_was_sent_by_who_was_there_already_was_sent_before(desk, ann, shown):
    await desk.take(shown(), file="one")
    assert isinstance(await desk.take(shown(), TEN - MINUTE, file="two"), Already)
    assert flags(desk) == []

    await desk.take(shown(bits_away(60)), TOMORROW, file="two")

    assert flags(desk) == [(Flag.SAME_FILE, TEN - MINUTE)]


@pytest.mark.parametrize(("bits", "is_flagged"), [(0, True), (NEAR, True), (NEAR + 2, False)])
async def test_nearly_the_same_picture_is_flagged(desk, ann, shown, bits, is_flagged):
    await desk.take(shown(), file="one")

    await desk.take(shown(bits_away(bits)), TOMORROW, file="two")

    assert flags(desk) == ([(Flag.SAME_PICTURE, NINE)] if is_flagged else [])


async def test_of_several_near_pictures_the_nearest_is_named(desk, ann, shown):
    await desk.take(shown(bits_away(10)), file="one")
    await desk.take(shown(bits_away(40)), TOMORROW, file="two")
    await desk.take(shown(bits_away(38)), NINE + 2 * DAY, file="three")

    assert flags(desk) == [(Flag.SAME_PICTURE, TOMORROW)]


async def test_what_was_sent_long_ago_is_forgotten(desk, ann, shown):
    photo = shown()
    await desk.take(photo, file="one")

    await desk.take(photo, NINE + KEPT + DAY, file="one")  # a Friday, too

    assert flags(desk) == []


# --- the second try -------------------------------------------------------------------------


@pytest.mark.parametrize("same_file", [True, False])
async def test_the_second_try_after_a_refusal_is_not_flagged(desk, ann, shown, same_file):
    await desk.take(shown(LOOKS, b"ann", "too dark"), file="one")

    file = "one" if same_file else "two"
    outcome = await desk.take(shown(bits_away(2)), NINE + 40 * MINUTE, file=file)

    assert isinstance(outcome, Marked)
    assert flags(desk) == []


async def test_a_photo_for_the_next_class_just_after_may_look_the_same(
    desk, school, math, ann, shown
):
    art = await school.add_class("ART", meetings=math.meetings, meets_since=NINE - 2 * HOUR)
    await school.join(art, ann)
    await desk.take(shown(), file="one")

    await desk.take(shown(bits_away(2)), NINE + SECOND_TRY, file="two")

    assert flags(desk) == []


async def test_the_photo_of_an_earlier_class_that_day_is_flagged(desk, school, ann, shown):

    late = weekdays((TEN + HOUR).time(), (TEN + 2 * HOUR).time())
    art = await school.add_class("ART", meetings=late, meets_since=NINE - 2 * HOUR)
    await school.join(art, ann)
    await desk.take(shown(), file="one")

    await desk.take(shown(), TEN + HOUR, file="two")

    assert flags(desk) == [(Flag.SAME_PICTURE, NINE)]


async def test_an_update_that_runs_again_is_not_flagged_for_itself(desk, ann, shown):
    photo = shown()
    for _ in range(2):
        await desk.take(photo, update=9, file="one")

    assert flags(desk) == []


# --- others ---------------------------------------------------------------------------------


@pytest.fixture
async def bob(school, math):
    return await school.add_student("Bob", math, account_id=BOB, agreed=True, photos=[b"bob"])


async def test_a_file_that_another_has_sent_is_flagged_whatever_class_and_minute(
    desk, school, ann, bob, shown
):
    await desk.take(shown(), file="one")

    outcome = await desk.take(shown(face=b"bob"), NINE + SECOND, account=BOB, file="one")

    assert isinstance(outcome, Marked)
    (flagged,) = school.units.state.flags.values()
    assert (flagged.student_id, flagged.flag) == (bob.id, Flag.SAME_FILE)
    assert flagged.other_id == ann.id


async def test_a_picture_that_a_classmate_has_sent_is_flagged_though_it_is_refused(
    desk, school, ann, bob, shown
):
    await desk.take(shown(), file="one")

    outcome = await desk.take(shown(bits_away(4)), NINE + SECOND, account=BOB, file="two")

    assert isinstance(outcome, Refused)
    (flagged,) = school.units.state.flags.values()
    assert (flagged.student_id, flagged.other_id) == (bob.id, ann.id)
    assert flagged.flag is Flag.SAME_PICTURE


async def test_a_refused_picture_of_one_s_own_is_no_flag(desk, ann, shown):
    await desk.take(shown(), file="one")

    await desk.take(shown(LOOKS, b"ann", "too dark"), TOMORROW, file="one")

    assert flags(desk) == []


# --- enrolment photos and dates -------------------------------------------------------------


async def enrol(desk, student, trace):
    async with desk.school.units() as uow:
        (template_id,) = uow.state.templates
        await uow.traces.enrol(template_id, trace)
        await uow.commit()


@pytest.mark.parametrize("trace", [Trace(file="one"), Trace(looks=bits_away(8))])
async def test_the_enrolment_photo_itself_is_flagged(desk, ann, shown, trace):
    await enrol(desk, ann, trace)

    assert isinstance(await desk.take(shown(), file="one"), Marked)

    assert flags(desk) == [(Flag.ENROLMENT_PHOTO, None)]


async def test_another_photo_than_the_enrolled_one_is_not_flagged(desk, ann, shown):
    await enrol(desk, ann, Trace(file="zero", looks=bits_away(60)))

    await desk.take(shown(), file="one")

    assert flags(desk) == []


@pytest.mark.parametrize(
    ("days", "is_flagged"), [(-2, True), (-1, False), (0, False), (1, False), (2, True)]
)
async def test_a_camera_s_date_of_another_day_is_flagged(desk, ann, shown, days, is_flagged):
    """Its clock says no zone, so the day before and the day after may be the same."""
    taken_at = datetime(2026, 3, 2, 23, 59) + days * DAY  # noqa: DTZ001 - a camera's clock

    await desk.take(shown(taken_at=taken_at), file="one")

    expected = (Flag.OTHER_DAY, NINE + days * DAY + 14 * HOUR + 59 * MINUTE)
    assert flags(desk) == ([expected] if is_flagged else [])


# --- what was passed on ---------------------------------------------------------------------


@pytest.mark.parametrize("flag", [Flag.FORWARDED, Flag.VIA_BOT])
async def test_what_was_passed_on_is_refused_and_recorded(desk, math, ann, flag):
    outcome = await desk.desk.prove(desk.attempt(file="one"), NotNew(flag=flag), nothing)

    assert isinstance(outcome, Refused)
    assert outcome.reason is Reason.NOT_NEW
    (check_in,) = desk.school.units.state.check_ins.values()
    assert (check_in.verdict, check_in.picture) == (Verdict.REFUSED, None)
    assert flags(desk) == [(flag, None)]


async def test_outside_a_session_what_was_passed_on_is_no_flag(desk, ann):
    attempt = desk.attempt(NINE - 5 * HOUR)
    await desk.desk.prove(attempt, NotNew(flag=Flag.FORWARDED), nothing)

    assert flags(desk) == []


async def test_a_student_who_is_forgotten_leaves_no_trace(desk, school, ann, shown):
    await desk.take(shown(), file="one")
    assert list(school.units.state.traces) == [(UpdateKey(bot_id=7, update_id=1), NINE)]

    await school.remove(ann, TEN)

    assert school.units.state.traces == {}
