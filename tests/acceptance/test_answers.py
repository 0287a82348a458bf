"""What the bot answers to everything that people send, wrong things above all."""

import secrets
from datetime import timedelta

import pytest
import pytest_asyncio

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import PATIENCE, ask, assert_refused, hear, link_in, press, show

BAD_PHOTOS = {
    "no face": photos.without_a_face,
    "more than one face": lambda: samples.photo("group"),
    "too dark": photos.dark,
    "too blurred": photos.blurred,
    "face too small": photos.small,
    "does not match": lambda: samples.photo("collins"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def closing_class(school):
    """A class with a teacher of its own that closes while the other tests are running."""
    teacher = await school.client.person("Theo")
    ends = school.now() + timedelta(minutes=1, seconds=20)  # time enough to set it up
    await school.meets("SHORT", ends - timedelta(hours=1), ends)
    await ask(school.admin, f"/set SHORT summary {ends:%H:%M}")
    await teacher.opens(link_in(await ask(school.admin, "/teacher SHORT Theo")))
    await hear(teacher, "Welcome")
    for roll, name in (("151", "Mia"), ("152", "Nil")):
        await ask(school.admin, f"/enroll {roll} SHORT {name}")
        await press(school.admin, "Done")
    await ask(teacher, "/mark 151 present SHORT")
    return teacher


# --- selfies --------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", BAD_PHOTOS)
async def test_a_photo_that_cannot_be_accepted_is_told_why(eve, reason):
    answer = await show(eve, BAD_PHOTOS[reason]())
    assert_refused(answer)
    assert reason in answer


async def test_the_second_selfie_is_already_present(school):
    ann = await school.welcomes("101", "NOW", "Ann", photos.of(1))
    assert "Present" in await show(ann, photos.another(1))
    again = await show(ann, photos.another(1))
    assert "already" in again
    assert "Present" not in again
    assert "NOW" in await ask(ann, "/status")


async def test_lateness_goes_by_when_the_photo_was_sent(school):
    start = school.now() - timedelta(minutes=30)
    await school.meets("EARLY", start, start + timedelta(hours=3))
    in_time = await school.welcomes("102", "EARLY", "Ida", photos.of(2))
    too_late = await school.welcomes("103", "EARLY", "Lou", photos.of(3))
    sent = int((start + timedelta(minutes=5)).timestamp())
    assert "Present" in await show(in_time, photos.another(2), date=sent)
    answer = await show(too_late, photos.another(3))
    assert "Late" in answer
    assert "Present" not in answer


async def test_a_selfie_may_come_as_an_image_file(school):
    zoe = await school.welcomes("104", "NOW", "Zoe", photos.of(4))
    sent = await zoe.sends_file(photos.another(4), "me.jpg", "image/jpeg")
    answer = await hear(zoe)
    assert "Present" in answer.text
    assert answer.reply_to == sent.id


async def test_a_teacher_decides_by_hand_and_a_selfie_does_not_change_that(school):
    pia = await school.welcomes("105", "NOW", "Pia", photos.of(5))
    assert "Pia is excused in NOW" in await ask(school.teacher, "/mark 105 excused")
    answer = await show(pia, photos.another(5))
    assert "already" in answer
    assert "excused" in answer


async def test_a_class_that_does_not_meet_now_says_when_it_does(school):
    start = school.now() + timedelta(hours=3)
    await school.meets("LATER", start, start + timedelta(hours=1))
    kim = await school.enrols("110", "LATER", "Kim", samples.photo("obama"))
    await press(kim, "I agree")
    answer = await show(kim, samples.photo("obama2"))
    assert answer.startswith("No class")
    assert f"{start:%H:%M}" in answer
    assert "Present" not in answer


async def test_a_stranger_s_photo_is_answered_with_what_to_do(school):
    stranger = await school.client.person("Stranger")
    answer = await show(stranger, photos.of(0))
    assert_refused(answer)
    assert "invite" in answer


async def test_a_student_without_photos_is_told_to_ask_for_one(school):
    bea = await school.enrols("111", "NOW", "Bea")
    assert "no photo of you" in await press(bea, "I agree")
    answer = await show(bea, photos.of(0))
    assert_refused(answer)
    assert "admin" in answer


# --- what is not a selfie -------------------------------------------------------------------


async def test_a_voice_note_a_sticker_or_a_document_is_told_what_to_send(eve):
    await eve.sends_voice()
    assert "send a photo" in (await hear(eve)).text
    await eve.sends_sticker()
    assert "send a photo" in (await hear(eve)).text
    await eve.sends_file(b"%PDF-1.4 homework", "homework.pdf", "application/pdf")
    assert "send a photo" in (await hear(eve)).text
    await eve.sends_location(41.9, 12.5)
    assert "NOW asks for a selfie" in (await hear(eve)).text


async def test_a_file_that_only_calls_itself_a_picture_is_refused(eve):
    for content in (b"not a picture", photos.of(0)[:500], b""):
        sent = await eve.sends_file(content, "me.jpg", "image/jpeg")
        answer = await hear(eve)
        assert_refused(answer.text)
        assert "picture" in answer.text
        assert answer.reply_to == sent.id


async def test_a_file_over_the_limit_is_refused(eve):
    await eve.sends_file(secrets.token_bytes(1_100_000), "me.jpg", "image/jpeg")
    answer = (await hear(eve)).text
    assert_refused(answer)
    assert "too large" in answer


async def test_an_album_without_a_caption_gets_one_answer(eve):
    await eve.sends_photos([photos.of(0), photos.another(0), photos.of(1)])
    assert "just one photo" in (await hear(eve)).text
    assert "Next:" in await ask(eve, "/status")  # and no second answer before this one


async def test_an_edited_photo_does_not_count(eve):
    sent = await eve.sends_photo(samples.photo("collins"))
    await hear(eve, "does not match")
    await eve.edits(sent, photo=photos.another(0))
    answer = await hear(eve)
    assert "Only a new photo counts" in answer.text
    assert answer.reply_to == sent.id


async def test_a_forwarded_photo_does_not_count(school, eve):
    theirs = await school.admin.sends_photo(photos.another(0))
    await hear(school.admin)
    await eve.forwards(theirs)
    assert "Only a new photo counts" in (await hear(eve)).text


async def test_what_is_said_in_a_group_is_left_alone(eve):
    group = await eve.in_group("Class of 2026")
    await group.says("/status")
    await group.sends_photo(photos.another(0))
    await ask(eve, "/status")  # handled after both
    assert all(not message.from_bot for message in await group.history())


async def test_idle_talk_is_told_what_to_do(eve):
    answer = await ask(eve, "good morning")
    assert "selfie" in answer
    assert "/help" in answer


MISREAD = {
    "/class MATH1 Someday 09:00-10:00 Mathematics": "days like Mon-Fri",
    "/class MATH1 Mon 9-10 Mathematics": "times like 09:00-10:30",
    "/class MATH1 Mon 09:00-09:00 Mathematics": "times like 09:00-10:30",
    f"/enroll {'7' * 33} NOW Ada Lovelace": "one word",
    f"/enroll 7 NOW {'A' * 121}": "a name",
    "/mark 100 here": "present, late, absent or excused",
    "/students NOW please": "one word",
}


# --- commands -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", MISREAD)
async def test_a_command_with_wrong_words_is_answered_with_its_usage(school, text):
    answer = await ask(school.admin, text)
    assert MISREAD[text] in answer
    assert f"Usage: {text.split()[0]}" in answer
    assert "for example: /" in answer
    assert "\n" not in answer


async def test_a_caption_that_lacks_something_is_answered_with_its_usage(school):
    for caption in ("/enroll", "/enroll 7", "/photo"):
        answer = await show(school.admin, photos.of(0), caption)
        assert f"Usage: {caption.split()[0]}" in answer
        assert "for example: /" in answer


async def test_a_rule_that_cannot_be_is_answered_with_what_can(school):
    assert "minutes" in await ask(school.admin, "/set NOW late soon")
    assert "16:30" in await ask(school.admin, "/set NOW summary 25:00")
    assert "Europe/Paris" in await ask(school.admin, "/set NOW timezone Mars/Olympus")
    assert "summary, timezone, late, opens" in await ask(school.admin, "/set NOW colour red")


async def test_a_class_or_student_that_is_not_there_is_said_so(school):
    assert "no class NOPE" in await ask(school.admin, "/summary NOPE")
    assert "no class NOPE" in await ask(school.admin, "/enroll 7 NOPE Ada Lovelace")
    for command in ("/student", "/photo", "/invite", "/remove"):
        assert "no student NOBODY" in await ask(school.admin, f"{command} nobody")


async def test_a_command_without_its_words_asks_for_them_one_by_one(school):
    admin = school.admin
    assert "code" in await ask(admin, "/class")
    assert "which days" in await ask(admin, "steps")
    assert "days like" in await ask(admin, "whenever")
    assert "From when" in await ask(admin, "Mon,Wed")
    assert "called" in await ask(admin, "09:00-10:30")
    answer = await ask(admin, "Step by step")
    assert "STEPS Step by step is set up: Mon Wed 09:00-10:30" in answer


async def test_cancel_ends_what_was_begun(school):
    await ask(school.admin, "/teacher NOW")
    assert await ask(school.admin, "/cancel") == "Cancelled."
    assert "didn't understand" in await ask(school.admin, "Tom Teacher")
    assert "nothing to cancel" in await ask(school.admin, "/cancel")


@pytest.mark.parametrize("text", ["/nonsense", "/", "/ help", "/start@elsewhere now or never"])
async def test_an_unknown_command_gets_help(school, text):
    stranger = await school.client.person("Stranger")
    answer = await ask(stranger, text)
    assert "/help" in answer or "invite" in answer
    assert "went wrong" not in answer


async def test_help_and_menus_are_by_role(school, eve):
    async def menu(person):
        listed = [command["command"] for command in await person.commands()]
        answer = await ask(person, "/help")
        assert all(f"/{name}" in answer for name in listed)
        assert len(listed) == sum(line.startswith("/") for line in answer.splitlines())
        return set(listed)

    student, teacher, admin = [await menu(p) for p in (eve, school.teacher, school.admin)]
    everybody = {"start", "help", "cancel", "status", "privacy", "mydata", "forget"}
    assert student == everybody | {"excuse", "history", "video"}
    corrections = {"today", "summary", "roll", "scan", "mark", "notify", "report"}
    held = {"open", "close", "calendar", "skip", "move", "code", "set"}
    assert teacher == everybody | corrections | held
    assert admin > teacher
    assert {"class", "enroll", "remove", "holiday"} <= admin


async def test_who_may_not_is_told_in_one_line_who_may_and_it_is_noted(school, eve):
    assert await ask(eve, "/class X Mon 09:00-10:00 X") == "Only admins can set up classes."
    assert await ask(eve, "/summary NOW") == "Only teachers and admins can see how a class stands."
    assert await ask(school.teacher, "/remove 100") == "Only admins can remove people."
    assert (await show(eve, photos.of(0), "/enroll 1 NOW Eve")).startswith("Only admins can")
    noted = school.service.query("SELECT account_id, action FROM audit WHERE outcome = 'refused'")
    assert {(eve.id, act) for act in ("class", "summary", "enroll")} <= set(noted)
    assert (school.teacher.id, "remove") in noted


async def test_an_album_whose_caption_is_refused_gets_one_answer(eve):
    await eve.sends_photos([photos.of(0), photos.of(1)], "/enroll 1 NOW Eve")
    assert (await hear(eve)).text.startswith("Only admins can")
    assert "Next:" in await ask(eve, "/status")


async def test_a_teacher_sees_only_their_own_classes(school):
    await school.meets_now("OTHER")
    answer = await ask(school.teacher, "/summary OTHER")
    assert answer == "Only teachers of OTHER and admins can see, mark or change it."


# --- summaries ------------------------------------------------------------------------------


async def test_a_summary_counts_exactly_and_names_who_is_missing(school):
    await school.meets_now("COUNT")
    await school.takes("COUNT")
    for number, name in enumerate(("Abe", "Ben", "Cleo", "Dora", "Emil"), 140):
        await ask(school.admin, f"/enroll {number} COUNT {name}")
        await press(school.admin, "Done")
    for roll, status in ((140, "present"), (141, "late"), (142, "absent"), (143, "excused")):
        await ask(school.teacher, f"/mark {roll} {status} COUNT")
    await school.teacher.says("/summary COUNT")
    summary = await hear(school.teacher)
    today = await ask(school.teacher, "/today COUNT")
    for text in (summary.text, today):
        lines = text.splitlines()
        assert lines[0].startswith("COUNT")
        assert f"{school.now():%Y-%m-%d}" in lines[1]
        assert "so far" in text
        assert "1 present · 1 late · 1 absent · 1 excused" in lines
        assert "Absent: Cleo" in lines
        assert "Not here yet: Emil" in lines
    assert summary.photo
    assert (await school.teacher.downloads(summary)).startswith(b"\xff\xd8")


async def test_the_absent_are_marked_when_a_class_closes(school, closing_class):
    final = await closing_class.hears("SHORT", timeout=60 + PATIENCE)
    assert "so far" not in final.text
    assert "1 present · 0 late · 1 absent · 0 excused" in final.text.splitlines()
    assert "Absent: Nil" in final.text.splitlines()
    assert final.photo


# --- our own mistakes -----------------------------------------------------------------------


async def test_a_failure_is_apologised_for_and_the_bot_lives_on(school, eve, monkeypatch):
    with monkeypatch.context() as patch:  # Telegram has lost the file
        patch.setattr(school.telegram.world.files, "find", lambda _: None)
        answer = await show(eve, samples.photo("biden"))
    assert "something went wrong" in answer
    reference = answer.rstrip(".").split()[-1]
    assert f"reference={reference}" in school.service.logged()
    assert "does not match" in await show(eve, samples.photo("biden"))
