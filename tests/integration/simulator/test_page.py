"""The page alone, in a real browser."""

import pytest
from playwright.async_api import expect
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, error

from tests.browser import needs_chromium
from tests.integration.simulator.conftest import be, picture

pytestmark = needs_chromium


async def test_a_person_writes_sends_photos_and_reads_the_answers(
    telegram, bot, ann, page, tmp_path
):
    await ann.offers("Ann, another photo", picture(colour="orange"))
    await page.goto(telegram.url)
    await page.click(f'#people [data-person="{ann.id}"] button')
    await page.fill("#composer-text", "am I in? <b>&amp;")
    await page.click("#send")
    mine, theirs = page.locator(".message.mine"), page.locator(".message.theirs")
    await expect(mine.last.locator(".text")).to_have_text("am I in? <b>&amp;")

    sent = await bot.send_message(ann.id, "Reading…")
    await expect(theirs.last).to_contain_text("Reading…")
    await bot.edit_message_text("<b>Present</b>", ann.id, sent.message_id, parse_mode="HTML")
    await expect(theirs.last.locator("b")).to_have_text("Present")
    await expect(theirs.last.locator(".meta")).to_contain_text("edited")

    photo = tmp_path / "me.jpg"
    photo.write_bytes(picture())
    await page.fill("#composer-text", "me")
    await page.set_input_files("#photo-input", photo)
    await expect(mine.last.locator("img")).to_be_visible()
    await expect(mine.last.locator(".text")).to_have_text("me")
    await page.click(".samples button")
    await expect(mine).to_have_count(4)
    assert [message.kind for message in await ann.history()][-2:] == ["photo", "photo"]


async def test_buttons_menus_and_links_work(telegram, bot, ann, page):
    await bot.set_my_commands([BotCommand("status", "How am I doing")])
    keyboard = InlineKeyboardMarkup.from_button(InlineKeyboardButton("I agree", callback_data="y"))
    await bot.send_message(ann.id, "Agree? Or see /privacy", reply_markup=keyboard)
    await be(page, telegram, ann)
    await page.click(".keyboard button")
    updates = await bot.get_updates(timeout=5, offset=-1)
    await updates[0].callback_query.answer("Thank you")
    await expect(page.locator("#toast")).to_have_text("Thank you")

    await page.click("#commands")
    await page.click("#menu button")
    await page.click(".message.theirs .link")
    await expect(page.locator(".message.mine").last).to_contain_text("/privacy")
    assert [message.text for message in await ann.history()][-2:] == ["/status", "/privacy"]


async def test_a_deep_link_opens_as_a_new_person(telegram, bot, client, ann, page):
    await bot.send_message(ann.id, "Invite: https://t.me/rollcall_bot?start=AbC1")
    await be(page, telegram, ann)
    await page.click('.message.theirs a[href*="start=AbC1"]')
    await page.click(".chooser .newcomer")
    await page.fill("#new-name", "Bob <i>Day")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.mine")).to_contain_text("/start AbC1")
    bob = await client.find("Bob <i>Day")
    assert [message.text for message in await bob.history()] == ["/start AbC1"]
    assert f"#person={bob.id}" in page.url


async def test_a_photo_can_be_forwarded_sent_again_and_its_caption_edited(telegram, ann, page):
    await ann.sends_photo(picture(), "befor")
    await be(page, telegram, ann)
    mine = page.locator(".message.mine")
    for entry in ("Forward to the bot", "Send again", "Edit the caption"):
        await mine.nth(1).hover()
        await mine.nth(1).locator(".more").click()
        await page.get_by_role("menuitem", name=entry).click()
    await page.fill("#composer-text", "before")
    await page.click("#send")
    await expect(mine.nth(1).locator(".text")).to_have_text("before")
    await expect(mine).to_have_count(4)
    photo, forwarded, again = (await ann.history())[1:]
    assert (photo.edited, forwarded.forwarded_from, again.forwarded_from) == (True, "Ann Lee", None)


async def test_on_a_phone_the_list_and_the_chat_take_turns(telegram, bot, ann, page):
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.goto(telegram.url)
    await bot.send_message(ann.id, "hello")
    await expect(page.locator(".badge")).to_have_text("1")
    await page.click(f'#people [data-person="{ann.id}"] button')
    await expect(page.locator("#sidebar")).to_be_hidden()
    await page.click("#back")
    await expect(page.locator("#chat")).to_be_hidden()
    await expect(page.locator(".badge")).to_have_count(0)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


async def test_without_a_camera_the_page_says_so(telegram, ann, page):
    await be(page, telegram, ann)
    await page.click("#camera")
    await expect(page.locator("#toast")).to_contain_text("camera")


async def test_a_scene_is_played_and_who_watches_is_shown_beside_it(telegram, client, ann, page):
    tom = await client.person("Tom")
    steps = [{"person": ann.id, "text": "hello"}, {"person": tom.id, "text": "/today"}]
    await page.set_viewport_size({"width": 1200, "height": 800})
    await page.goto(telegram.url)
    await client.offers_scene("Say hello", steps, hint="as Ann", watch=tom, title="Try it")
    await expect(page.locator("#scenes-title")).to_have_text("Try it")
    await page.get_by_role("button", name="Say hello").click()
    await expect(page.locator(".message.mine").last).to_contain_text("hello")
    beside = page.frame_locator("#beside iframe")
    await expect(beside.locator("#status")).to_contain_text("you are Tom")
    await expect(beside.locator("#sidebar")).to_be_hidden()

    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.locator("#beside")).to_be_hidden()
    await page.click("#watch")
    await expect(page.locator("#status")).to_contain_text("you are Tom")
    await expect(page.locator("#watch")).to_be_hidden()


async def test_telegram_fails_until_it_is_told_to_work_again(telegram, bot, ann, page):
    await be(page, telegram, ann)
    await page.click("#chat-menu")
    await page.get_by_role("menuitem", name="Let Telegram fail").click()
    await page.select_option('select[aria-label="How"]', "500")
    await page.get_by_role("button", name="Let it fail").click()
    await expect(page.locator("#trouble")).to_contain_text("Server error (500)")
    with pytest.raises(error.TelegramError, match="Internal Server Error"):
        await bot.send_message(ann.id, "hello")
    await page.click("#trouble-end")
    await expect(page.locator("#trouble")).to_be_hidden()
    await bot.send_message(ann.id, "hello again")
    await expect(page.locator(".message.theirs").last).to_contain_text("hello again")
