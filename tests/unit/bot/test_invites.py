from dataclasses import replace
from datetime import timedelta

from attendance import linking
from attendance.linking import Linked
from bot.drawing import Paper, Printed
from bot.replies import invites as replies
from tests.unit.attendance.samples import a_class
from tests.unit.bot.chats import ADMIN, labels
from tests.unit.bot.fakes import ANN, BOB


async def opens(chats, slip, account_id):
    async with chats.units() as uow:
        code = slip.link.partition("?start=")[2]
        outcome = await linking.link(uow, code=code, account_id=account_id, at=chats.clock())
        await uow.commit()
    return outcome


def files(messages):
    return [message.document.name for message in messages if message.document]


async def test_a_sheet_has_a_working_link_for_everybody_who_is_not_linked(chats, math):
    await chats.school.add_student("Bob", math)
    await chats.school.add_student("Ann", math)
    await chats.school.add_student("Cem", math, account_id=300, agreed=True)
    await chats.school.add_student("Dot", math, account_id=400, agreed=False)
    await chats.school.add_student("Eve", math, account_id=500)

    overview, *sheets = await chats.says(ADMIN, "/invites MATH1")

    assert overview.text.splitlines() == [
        "MATH1 Mathematics 1: 3 of 5 are linked.",
        "Linked and agreed (1): Cem (CEM)",
        "Linked, said no (1): Dot (DOT)",
        "Linked, have not answered yet (1): Eve (EVE)",
        "Not linked yet (2): Ann (ANN), Bob (BOB)",
    ]
    assert files(sheets) == ["invites-MATH1-A4.pdf", "invites-MATH1-Letter.pdf"]
    assert "2 invites of MATH1 on A4 paper" in sheets[0].text
    assert "stopped working" not in sheets[0].text
    assert [slip.name for slip in chats.slips] == ["Ann", "Bob"]
    assert isinstance(await opens(chats, chats.slips[0], ANN), Linked)
    assert isinstance(await opens(chats, chats.slips[1], BOB), Linked)
    assert chats.audited[-1] == (ADMIN, "invites")


async def test_links_that_still_work_are_replaced_only_when_the_admin_says_so(chats, math):
    await chats.school.add_student("Ann", math)
    await chats.says(ADMIN, "/invites MATH1")
    (before,) = chats.slips
    await chats.school.add_student("Bob", math)

    _, question = await chats.says(ADMIN, "/invites MATH1")
    assert "1 student of MATH1 who is not linked yet has a link that still works" in question.text
    assert labels(question) == ["New links for all 2", "Only the 1 without one"]

    rest, *_ = await chats.taps(ADMIN, question, "Only the 1")
    assert rest.text == "New links for 1 student:"
    assert [slip.name for slip in chats.slips] == ["Bob"]
    assert isinstance(await opens(chats, before, ANN), Linked)


async def test_the_admin_is_told_how_many_earlier_links_stopped_working(chats, math):
    await chats.school.add_student("Ann", math)
    await chats.says(ADMIN, "/invites MATH1")
    (before,) = chats.slips
    _, question = await chats.says(ADMIN, "/invites MATH1")

    _, sheet, _ = await chats.taps(ADMIN, question, "New links for all 1")

    assert "1 earlier link stopped working." in sheet.text
    assert isinstance(await opens(chats, before, ANN), linking.InviteUnknown)
    assert isinstance(await opens(chats, chats.slips[0], ANN), Linked)


async def test_a_long_wait_is_told_and_turns_into_the_answer(chats, math):
    for number in range(80):
        await chats.school.add_student(f"S{number}", math)

    first, *_ = await chats.says(ADMIN, "/invites MATH1")

    (told,) = chats.telegram.named("send_message")
    assert told["text"] == "Drawing 80 invites. This takes about 4 seconds …"
    assert first.edits is not None
    assert first.text.startswith("MATH1 Mathematics 1: 0 of 80 are linked.")

    _, question = await chats.says(ADMIN, "/invites MATH1")
    answer, *_ = await chats.taps(ADMIN, question, "New links")
    (told,) = chats.telegram.named("edit_message_text")
    assert told["text"].startswith("Drawing 80 invites.")
    assert told["message_id"] == answer.edits


async def test_a_short_wait_is_not_worth_a_message(chats, math):
    await chats.school.add_student("Ann", math)

    first, *_ = await chats.says(ADMIN, "/invites MATH1")

    assert chats.telegram.named("send_message") == []
    assert first.edits is None


async def test_a_question_is_answered_once(chats, math):
    await chats.school.add_student("Ann", math)
    await chats.says(ADMIN, "/invites MATH1")
    _, question = await chats.says(ADMIN, "/invites MATH1")
    await chats.taps(ADMIN, question, "New links")
    (slip,) = chats.slips

    (again,) = await chats.taps(ADMIN, question, "New links")

    assert "no longer in use" in again.text
    assert isinstance(await opens(chats, slip, ANN), Linked)


async def test_again_renews_expired_links_and_no_others(chats, math):
    await chats.school.add_student("Ann", math)
    await chats.says(ADMIN, "/invites MATH1")
    (answer,) = await chats.says(ADMIN, "/invites MATH1 again")
    assert "Every link of MATH1 still works" in answer.text

    chats.advance(timedelta(days=20))
    await chats.school.add_student("Bob", math)
    await chats.says(ADMIN, "/invites MATH1 again")
    assert [slip.name for slip in chats.slips] == ["Bob"]
    chats.advance(timedelta(days=11))  # Ann's has expired, Bob's has not
    _, sheet, _ = await chats.says(ADMIN, "/invites MATH1 AGAIN")
    assert [slip.name for slip in chats.slips] == ["Ann"]
    assert "stopped working" not in sheet.text
    assert isinstance(await opens(chats, chats.slips[0], ANN), Linked)


async def test_whoever_is_linked_while_the_sheet_is_drawn_keeps_their_account(chats, math):
    ann = await chats.school.add_student("Ann", math)
    draw = chats.services.draw_sheet

    def and_meanwhile(*arguments):
        linked = replace(ann, account_id=ANN)
        chats.units.state.students[ann.id] = linked
        return draw(*arguments)

    object.__setattr__(chats.services, "draw_sheet", and_meanwhile)
    await chats.says(ADMIN, "/invites MATH1")

    assert isinstance(await opens(chats, chats.slips[0], BOB), linking.InviteUnknown)


async def test_a_class_where_everybody_is_linked_needs_no_sheet(chats, math):
    await chats.school.add_student("Ann", math, account_id=ANN, agreed=True)

    (answer,) = await chats.says(ADMIN, "/invites MATH1")

    assert "Nobody is waiting for an invite." in answer.text
    assert chats.slips == []


async def test_an_empty_class_has_nobody_to_invite(chats, math):
    (answer,) = await chats.says(ADMIN, "/invites MATH1")

    assert "Nobody is enrolled in MATH1 yet." in answer.text


async def test_only_admins_invite_also_by_a_button(chats, math):
    tom = (await chats.school.add_teacher("Tom", math)).account_id
    await chats.school.add_student("Ann", math)

    assert "Only admins can" in (await chats.says(tom, "/invites MATH1"))[0].text
    assert "Only admins can" in (await chats.presses(tom, replies.ALL))[0].text
    assert "again" in (await chats.says(ADMIN, "/invites MATH1 soon"))[0].text
    assert chats.slips == []


def test_names_without_a_font_are_told():
    printed = Printed(files={Paper.A4: b""}, unprinted=("王小明", "नीता"))

    said = replies.sheet(a_class(), printed, paper=Paper.A4, made=3, replaced=0)

    assert "these names, so parts of them are boxes: 王小明, नीता." in said


def test_a_file_is_named_for_its_class_whatever_its_code():
    assert replies.file_name(a_class("Ä/1.."), Paper.A4) == "invites-Ä_1__-A4.pdf"
