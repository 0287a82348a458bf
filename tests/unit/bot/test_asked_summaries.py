from datetime import time

from tests.unit.bot.chats import ADMIN, labels
from tests.unit.bot.fakes import ANN


async def test_a_summary_asked_for_has_a_picture_and_the_buttons_of_the_card(chats, tom, ann):
    (summary,) = await chats.says(tom, "/summary MATH1")

    assert summary.picture == b"png"
    assert labels(summary) == ["· Ann", "Everybody"]


async def test_a_teacher_sets_their_own_time_or_mutes_a_class(chats, math, tom):
    async def teaching():
        async with chats.units(reading=True) as uow:
            (found,) = await uow.classes.teachers(math.id)
        return found

    (answer,) = await chats.says(tom, "/notify MATH1 17:15")
    assert "at 17:15" in answer.text
    assert (await teaching()).summary_at == time(17, 15)

    (answer,) = await chats.says(tom, "/notify math1 OFF")
    assert "no more summaries" in answer.text
    assert (await teaching()).muted

    (answer,) = await chats.says(tom, "/notify MATH1 on")
    assert "at 16:00" in answer.text
    assert not (await teaching()).muted
    assert chats.audited == [(tom, "notify")] * 3

    (answer,) = await chats.says(tom, "/notify MATH1 sometimes")
    assert "a time like 16:30, on or off" in answer.text


async def test_who_does_not_take_a_class_has_no_summaries_of_it_to_time(chats, math, tom, una):
    (answer,) = await chats.says(una, "/notify MATH1 off")
    assert answer.text.startswith("Only teachers of MATH1")
    (answer,) = await chats.says(ADMIN, "/notify MATH1 off")
    assert "go to its teachers" in answer.text
    (answer,) = await chats.says(ANN, "/notify MATH1 off")
    assert answer.text == "Only teachers and admins can choose when summaries come."


async def test_a_session_that_was_called_off_counts_in_no_summary_as_in_no_report(chats, tom, ann):
    await chats.says(tom, "/mark ANN present MATH1")
    await chats.says(ADMIN, "/archive MATH1")

    (summary,) = await chats.says(tom, "/summary MATH1")
    (report,) = await chats.says(tom, "/report MATH1")

    assert summary.text.endswith("09:00-10:00, called off: it does not count")
    assert "no session yet" in report.text


async def test_summaries_of_an_archived_class_are_wished_for_or_not(chats, tom):
    await chats.says(ADMIN, "/archive MATH1")

    (answer,) = await chats.says(tom, "/notify MATH1 off")
    assert answer.text == "You get no more summaries of MATH1."

    (answer,) = await chats.says(tom, "/notify MATH1 on")
    assert answer.text.endswith("It is archived now, and has none.")
