"""What may be said to people, whatever they have said."""

import re

from bot import presses
from bot.replies import naming, words

_INTERNALS = re.compile(r"Traceback|Error\b|Exception|\bNone\b(?! of)|<class|object at|\bself\b")
_ISOLATED = re.compile("\u2068[^\u2068\u2069]*\u2069")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067]")


def assert_polite(messages):
    """All of it can be sent, and says nothing of how we are made."""
    for message in messages:
        limit = words.LONGEST_CAPTION if message.has_caption else words.LONGEST_MESSAGE
        assert words.length(message.text) <= limit
        assert not _INTERNALS.search(message.text), message.text
        for text in (message.text, *(b.text for row in message.buttons for b in row)):
            text.encode()
            assert not _CONTROLS.search(text), text
            bare = _ISOLATED.sub("", text)
            assert naming.isolated(bare) == bare, text
        for button in (button for row in message.buttons for button in row):
            assert 0 < len(button.data.encode()) <= presses.LONGEST
            assert button.text
