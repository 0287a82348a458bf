import pytest

from simulator import entities, errors


def marked(text, found):
    """Return (type, marked text) of every entity, counting as Telegram does."""
    units = text.encode("utf-16-le")
    return [
        (
            one["type"],
            units[2 * one["offset"] : 2 * (one["offset"] + one["length"])].decode("utf-16-le"),
        )
        for one in found
    ]


def test_html_becomes_entities():
    text, found = entities.formatted(
        "<b>one</b> 😀 <i>two &lt;3 <u>x</u></i> <code>c</code>", "HTML"
    )
    assert text == "one 😀 two <3 x c"
    assert marked(text, found) == [
        ("bold", "one"),
        ("italic", "two <3 x"),
        ("underline", "x"),
        ("code", "c"),
    ]


def test_a_link_in_html_keeps_its_address():
    text, found = entities.formatted('<a href="https://example.org/?a=1&amp;b=2">here</a>', "HTML")
    assert text == "here"
    assert found == [
        {"type": "text_link", "url": "https://example.org/?a=1&b=2", "offset": 0, "length": 4}
    ]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<table>", 'Unsupported start tag "table" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(broken, reason):
    with pytest.raises(errors.BadRequest) as refused:
        entities.formatted(broken, "HTML")
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_markdown_becomes_entities():
    text, found = entities.formatted(
        r"*one* _two_ __three__ ~four~ ||five|| `s*x` [here](https://example.org) 1\.5",
        "MarkdownV2",
    )
    assert text == "one two three four five s*x here 1.5"
    assert marked(text, found) == [
        ("bold", "one"),
        ("italic", "two"),
        ("underline", "three"),
        ("strikethrough", "four"),
        ("spoiler", "five"),
        ("code", "s*x"),
        ("text_link", "here"),
    ]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("Done.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a *b", "Can't find end of Bold entity at byte offset 2"),
        ("[x] y", "Can't find end of a URL at byte offset 0"),
    ],
)
def test_broken_markdown_is_refused_in_telegrams_words(broken, reason):
    with pytest.raises(errors.BadRequest) as refused:
        entities.formatted(broken, "MarkdownV2")
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_a_parse_mode_that_does_not_exist_is_refused():
    with pytest.raises(errors.BadRequest, match="unsupported parse_mode"):
        entities.formatted("x", "BBCode")


def test_commands_links_and_mentions_are_found_without_markup():
    text, found = entities.formatted(
        "/start@rollcall_bot see https://t.me/b?start=1, @teacher a/b </c>"
    )
    assert marked(text, found) == [
        ("bot_command", "/start@rollcall_bot"),
        ("url", "https://t.me/b?start=1"),
        ("mention", "@teacher"),
    ]


def test_nothing_is_found_inside_code():
    assert [one["type"] for one in entities.formatted("<code>/start</code>", "HTML")[1]] == ["code"]


def test_a_text_is_stripped_and_its_entities_move_along():
    text, found = entities.formatted("\n  <b> x </b>\n", "HTML")
    assert text == "x"
    assert marked(text, found) == [("bold", "x")]


def test_the_limit_is_counted_in_utf16_units_after_parsing():
    entities.message_text("<b>" + "😀" * 2048 + "</b>", "HTML")
    with pytest.raises(errors.BadRequest, match="message is too long"):
        entities.message_text("😀" * 2048 + "x")
    entities.caption("x" * 1024)
    with pytest.raises(errors.BadRequest, match="caption is too long"):
        entities.caption("x" * 1025)


def test_a_text_of_nothing_but_space_is_empty():
    with pytest.raises(errors.BadRequest, match="message text is empty"):
        entities.message_text(" \n ")
