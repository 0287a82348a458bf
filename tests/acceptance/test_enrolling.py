"""How people come in, and out again: invites, consent, photos, removal."""

from recognition import samples
from tests.acceptance import photos
from tests.acceptance.chat import ask, assert_refused, hear, link_in, press, show

# --- invites and consent --------------------------------------------------------------------


async def test_an_invite_works_once_and_again_for_who_used_it(school):
    answer = await ask(school.admin, "/enroll 120 NOW Ivy")
    await press(school.admin, "Done")
    link = link_in(await ask(school.admin, "/invite 120"))
    ivy, other = await school.client.person("Ivy"), await school.client.person("Other")
    for _ in range(2):
        await ivy.opens(link)
        assert "May I compare your face" in (await hear(ivy)).text
    await other.opens(link)
    assert "has been used" in (await hear(other)).text
    await other.opens("nobodys-code")
    assert "don't know this invite" in (await hear(other)).text
    assert "enrolled" in answer


async def test_an_invite_expires(school):
    await ask(school.admin, "/enroll 121 NOW Una")
    await press(school.admin, "Done")
    link = link_in(await ask(school.admin, "/invite 121"))
    school.service.query("UPDATE invites SET expires_at = '2020-01-01 00:00' WHERE used_by IS NULL")
    una = await school.client.person("Una")
    await una.opens(link)
    assert "expired" in (await hear(una)).text


async def test_a_new_invite_ends_the_one_before(school):
    await ask(school.admin, "/enroll 122 NOW Uwe")
    await press(school.admin, "Done")
    first = link_in(await ask(school.admin, "/invite 122"))
    second = link_in(await ask(school.admin, "/invite 122"))
    uwe = await school.client.person("Uwe")
    await uwe.opens(first)
    assert "don't know this invite" in (await hear(uwe)).text
    await uwe.opens(second)
    assert "May I compare" in (await hear(uwe)).text


async def test_who_has_not_answered_is_asked_before_anything_else(school):
    may = await school.enrols("123", "NOW", "May", samples.photo("biden"))
    assert "May I compare your face" in await show(may, samples.photo("biden"))
    assert "May I compare your face" in await ask(may, "/status")
    await may.sends_photos([photos.of(0), photos.of(1)])
    assert "May I compare your face" in (await hear(may)).text
    assert "Thank you" in await press(may, "I agree")  # and not asked a second time before


async def test_who_says_no_is_not_compared_and_may_think_again(school):
    leo = await school.enrols("124", "NOW", "Leo", samples.photo("biden"))
    assert "erased" in await press(leo, "No, thanks")
    answer = await show(leo, samples.photo("biden"))
    assert "didn't look" in answer
    assert "Present" not in answer
    assert "said no" in await show(school.admin, samples.photo("biden"), "/photo 124")
    assert "May I compare" in await ask(leo, "/start")
    assert "Thank you" in await press(leo, "I agree")


# --- enrolling ------------------------------------------------------------------------------


async def test_every_picture_of_an_album_is_added(school):
    album = [samples.photo(name) for name in ("obama", "obama2", "obama3")]
    await school.admin.sends_photos(album, "/enroll 130 NOW Album Person")
    answers = [(await hear(school.admin)).text for _ in album]
    assert [f"Photo {n} of Album Person" in text for n, text in enumerate(answers, 1)] == [True] * 3
    assert sum("?start=" in text for text in answers) == 1

    await school.admin.sends_photos([photos.without_a_face(), samples.photo("obama")], "/photo 130")
    assert "no face" in (await hear(school.admin)).text
    assert "already" in (await hear(school.admin)).text
    assert "Photos: 3" in await ask(school.admin, "/student 130")


async def test_photos_may_follow_the_text(school):
    assert "Now send photos" in await ask(school.admin, "/enroll 131 NOW Photo Follower")
    assert "no face" in await show(school.admin, photos.without_a_face())
    assert "?start=" in await show(school.admin, samples.photo("collins"))
    assert "Photo 2" in await show(school.admin, samples.variant(samples.photo("collins")))
    assert "waiting for photos" in await ask(school.admin, "what now?")
    assert (await press(school.admin, "Done")).startswith("Done.")
    assert "2 photos" in await ask(school.admin, "/students NOW")


async def test_a_roll_number_is_one_person_s(school, eve):
    assert "100 is Eve already" in await show(
        school.admin, photos.of(1), "/enroll 100 NOW Somebody Else"
    )


async def test_removing_asks_first_and_then_erases(school):
    rex = await school.welcomes("132", "NOW", "Rex", samples.photo("collins"))
    assert "Remove Rex (132)?" in await ask(school.admin, "/remove 132")
    assert "stays" in await press(school.admin, "Keep")
    await ask(school.admin, "/remove 132")
    assert "erased" in await press(school.admin, "Remove")
    left = school.service.query(
        "SELECT templates.embedding FROM templates JOIN students ON students.id = student_id "
        "WHERE roll_no = '132'"
    )
    assert left == [(None,)]
    assert "don't know this account" in await show(rex, samples.photo("collins"))
    assert "no student 132" in await ask(school.admin, "/student 132")


async def test_lookalikes_block_each_other_until_an_admin_pairs_them(school):
    """One person enrolled twice, as good as twins: the second's photo is the selfie itself."""
    selfie = samples.photo("collins")
    una = await school.welcomes("171", "NOW", "Una", samples.variant(selfie))
    await school.welcomes("172", "NOW", "Uma", selfie)
    refusal = await show(una, selfie)
    assert_refused(refusal)
    assert "well enough" in refusal
    assert "No students are paired" in await ask(school.admin, "/lookalikes")

    assert "looks like them" in await ask(school.admin, "/lookalikes 171")
    answer = await ask(school.admin, "172")
    assert "Una (171) and Uma (172) are now paired" in answer
    assert "a photo of Una may now pass for Uma" in answer
    assert "Present" in await show(una, selfie)

    assert "were already paired" in await ask(school.admin, "/lookalikes 172 171")
    assert "Una (171) and Uma (172)" in (await ask(school.admin, "/lookalikes")).splitlines()
    assert "no longer paired" in await ask(school.admin, "/lookalikes 171 172 OFF")
    assert "were not paired" in await ask(school.admin, "/lookalikes 171 172 off")
    columns = "roll_no, other_roll_no, details"
    noted = school.service.query(f"SELECT {columns} FROM audit WHERE action = 'lookalikes'")
    assert noted == [
        ("171", "172", "{}"),
        ("172", "171", "{}"),
        ("171", "172", '{"off": "yes"}'),
        ("171", "172", '{"off": "yes"}'),
    ]


async def test_a_pair_of_lookalikes_is_two_students(school, eve):
    assert "cannot be paired with themselves" in await ask(school.admin, "/lookalikes 100 100")
    assert "no student 999" in await ask(school.admin, "/lookalikes 100 999")
    assert "the word off" in await ask(school.admin, "/lookalikes 100 999 away")
    assert await ask(eve, "/lookalikes 100 171") == "Only admins can pair lookalikes."


async def test_a_button_of_the_past_does_nothing(school, eve):
    await ask(school.admin, "/remove 100")
    await press(school.admin, "Keep")
    asked = await school.admin.history()
    assert not any(message.labels for message in asked if "Remove Eve" in message.text)
