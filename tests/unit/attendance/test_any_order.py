"""Whatever is restarted, repeated or late: the same marks, and every summary once."""

from datetime import time

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance import closing
from attendance.check_in import CheckInDesk
from attendance.model import SummaryKind, UpdateKey
from attendance.outcomes import Attempt
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, weekdays
from tests.unit.attendance.school import School
from tests.unit.bot.fakes import FakeClock
from tests.unit.fakes.recognition import FakeGallery, FakeReader

ACCOUNTS = {"Ann": 100, "Bob": 200, "Cleo": 300}
START, END = NINE - 2 * HOUR, NINE + 3 * DAY
MORNING = weekdays(time(9), time(10))
AFTERNOON = weekdays(time(15, 30), time(17))  # open when the summary is due
_LENGTH = (END - START) // MINUTE

within = st.integers(0, _LENGTH).map(lambda minute: START + minute * MINUTE)
looks = st.lists(within, max_size=8)
selfies = st.lists(st.tuples(st.sampled_from(sorted(ACCOUNTS)), within), max_size=8)


async def a_school():
    school = School()
    classes = [
        await school.add_class("MORN", meetings=MORNING, meets_since=START),
        await school.add_class("NOON", meetings=AFTERNOON, meets_since=START),
    ]
    for name, account_id in ACCOUNTS.items():
        photo = name.encode()
        await school.add_student(name, *classes, account_id=account_id, agreed=True, photos=[photo])
    await school.add_teacher("Tom", *classes)
    await school.add_teacher("Una", classes[1])
    return school


async def look(school, at, *, crash=False):
    """What time brings about, as the service does it; a crash loses what was not committed."""
    async with school.units(reading=True) as uow:
        found = await closing.unsettled(uow, at)
    for class_, plan in found:
        async with school.units() as uow:
            await closing.settle(uow, [(class_, plan)], at)
            if crash:
                return []
            await uow.commit()
    return await school.hand_over(at)


async def send(school, number, name, sent_at):
    desk = CheckInDesk(
        units=school.units,
        clock=FakeClock(sent_at),
        reader=FakeReader(),
        gallery=FakeGallery(),
        accept_score=0.5,
    )

    async def fetch():
        return name.encode()

    async def nothing(_uow, _outcome):
        pass

    attempt = Attempt(
        update=UpdateKey(bot_id=7, update_id=number),
        account_id=ACCOUNTS[name],
        sent_at=sent_at,
    )
    return await desk.prove(attempt, desk.selfie(fetch), nothing)


def finals(deliveries):
    return sorted(
        (one.date, one.class_id, one.teacher_id)
        for one in deliveries
        if one.kind is SummaryKind.FINAL
    )


async def lived_through(at_moments, crashes, sent):
    """The school at the end, and all that was handed over on the way.

    Everything sent arrives when it is sent; whoever is asked at the end has been asked last.
    """
    school = await a_school()
    events = [(at, 1, crash) for at, crash in zip(at_moments, crashes, strict=True)]
    events += [(at, 0, (number, name)) for number, (name, at) in enumerate(sent)]
    handed_over = []
    for at, is_look, what in sorted(events, key=lambda event: event[:2]):
        if is_look:
            handed_over += await look(school, at, crash=what)
        else:
            await send(school, *what, at)
    handed_over += await look(school, END)
    return school, handed_over


@settings(max_examples=60)
@given(looks, st.randoms(use_true_random=False), selfies)
async def test_however_often_it_is_looked_and_restarted_marks_and_summaries_are_the_same(
    at_moments, random, sent
):
    crashes = [random.random() < 0.3 for _ in at_moments]
    calm, handed_over_once = await lived_through([], [], sent)

    wild, handed_over = await lived_through(at_moments, crashes, sent)

    assert wild.marks == calm.marks
    assert finals(handed_over) == finals(handed_over_once)
    assert len(finals(handed_over)) == 3 * 3  # three days; Tom has two classes, Una has one
    assert len(handed_over) == len(set(handed_over))


@settings(max_examples=60)
@given(looks, selfies, st.randoms(use_true_random=False))
async def test_a_backlog_handled_in_any_order_makes_nobody_absent_or_late(at_moments, sent, random):
    """One selfie a person and hour: two of them in one session are told apart by their order."""
    sent = list({(name, at.replace(minute=0)): (name, at) for name, at in sent}.values())
    prompt, _ = await lived_through([], [], sent)
    school = await a_school()
    backlog = list(enumerate(sent))
    random.shuffle(backlog)

    for at in sorted(at_moments):
        await look(school, at)
    await look(school, END)
    for number, (name, at) in backlog:
        await send(school, number, name, at)
        await send(school, number, name, at)  # Telegram hands it over again

    attended = {(name, day) for name, day, status in prompt.marks if status.attended}
    assert {(n, day) for n, day, status in school.marks if status.attended} == attended
    assert len(school.marks) == len(prompt.marks)


@settings(max_examples=60)
@given(looks)
async def test_whoever_looks_in_time_hands_over_the_same_whatever_looks_there_are_besides(besides):
    """Both kinds: the afternoon's session is open for an hour when its summary is due."""
    in_time = [START + (day * 24 + hour) * HOUR for day in range(3) for hour in (3, 9, 10)]
    looked = sorted([*in_time, *besides])

    _, expected = await lived_through(in_time, [False] * len(in_time), [])
    _, handed_over = await lived_through(looked, [False] * len(looked), [])

    assert sorted(handed_over, key=str) == sorted(expected, key=str)
    assert {one.kind for one in handed_over} == {SummaryKind.SO_FAR, SummaryKind.FINAL}
