from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.model import Source, Status
from bot.intake import Contact
from tests.unit.attendance.samples import DAY, HOUR, MINUTE, NINE, a_plan
from tests.unit.bot.jobs.office import Office


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 3 * 24 * 60), st.sampled_from(["tick", "restart", "lost"])),
        max_size=10,
    )
)
async def test_however_the_days_go_everybody_is_told_the_same(events):
    """Ann comes on the first day; then the service ticks, restarts and loses Telegram."""
    office = Office()
    math = await office.school.add_class(meets_since=NINE - HOUR)
    ann = await office.school.add_student("Ann", math)
    await office.school.add_student("Bob", math)
    await office.school.add_teacher("Tom", math)
    await office.school.mark(math, a_plan(), ann, Status.PRESENT, source=Source.SELFIE)

    for minute, event in sorted(events):
        if event == "restart":
            office.contact = Contact()
            office.keeper = office.another_keeper()
        elif event == "lost":
            office.contact.lost()
        await office.tick(NINE + minute * MINUTE, heard=event == "tick")
    await office.tick(NINE + 3 * DAY)

    told = sorted((text.splitlines()[1], text.splitlines()[-1]) for _, text in office.letters)
    assert told == [
        ("Mon 2026-03-02", "Absent: Bob"),
        ("Tue 2026-03-03", "Absent: Ann, Bob"),
        ("Wed 2026-03-04", "Absent: Ann, Bob"),
    ]
