"""What nobody sends in earnest: texts, names and updates that upset programs."""

from itertools import count

RTL = "محمد عليّ"
FORMULAS = ["=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(1)", "＝1"]
PATHS = ["../../etc/passwd", "..\\..\\x", "con", "NUL", "/dev/null", "a\x00.csv", ".", "x" * 300]
TEXTS = [
    "",
    " ",
    "\x00",
    "\x1b[2J\x07",
    "a\nERROR root: made up\nTraceback (most recent call last):",
    "\ud800",
    "a\udc00b",
    "\u202egnp.exe",
    "\u2066\u2067\u2068",
    "\u200b\u200d\ufeff",
    "Z" + "\u0301" * 500,
    "\U0010ffff\ufffe",
    "👩🏽\u200d🎓" * 200,
    RTL,
    "x" * 4096,
    "﷽" * 2048,
    "<b>b</b><script>alert(1)</script> *_`[x](tg://user?id=1)`_* &amp;&#0;",
    "{0.__class__} %s %n ${x} {{x}}",
    "'; DROP TABLE students;--",
    *FORMULAS,
    "/",
    "//",
    "/@",
    "/\ud800",
    "/" + "x" * 4095,
    "/start@another_bot x",
    "/start " + "A" * 4000,
    "/start ../../x",
    "/excuse \u202e\x00",
    "/excuse " + "=1 " * 900,
    "/enroll ../.. MATH1 \u202eeve",
    "/mark \x00 present",
    "/set MATH1 \u202e " + "9" * 4000,
    "/holiday 9999-12-31..9999-12-31",
    "/holiday 0001-01-01..9999-12-31 x",
    "/report MATH1 9999-12",
    "/history 0001-01",
    "/open MATH1 1440",
    "/move MATH1 9999-12-31 9999-12-31 23:59-00:01",
    "/class \u0301 Mon 09:00-10:00 x",
    "/class " + "A" * 32 + " Mon-Sun 00:00-23:59 " + RTL,
    "/calendar " + "9" * 32,
]
DATA = [
    "",
    ":",
    "set",
    "set:",
    "set:" + "9" * 60,
    "set:-1:-1:-1",
    "set:1:1:999999999999999999",
    "name:0:0",
    "roll:1:9:999999999999999999",
    "dispute:1:999999999999999999",
    "which:1:99999999999:1:99999999999",
    "face:1:999999999999999999:1:1:1",
    "is:1:1:99:9:1",
    "consent:yes\x00",
    "remove:1",
    "\u202eset:1:1:1",
    "set:١:٢:٣",
    "x" * 64,
    "\ud800",
    "g-agree:7",
    "g-lang:99",
    "unset:1",
    "photos:done",
    "import:start",
    "calendar:import",
    "invites:all",
]
PICTURE_SIZE = {"file_id": "f", "file_unique_id": "u", "width": 900, "height": 1280}
_FILE = {"file_id": "f", "file_unique_id": "u"}
_PERSON = {"id": 5, "is_bot": False, "first_name": "\u202eeve"}
_ORIGIN = {"type": "user", "sender_user": _PERSON, "date": 1}
_CHANNEL = {"id": -1001, "type": "channel", "title": "c"}
_POLL = {
    "id": "1",
    "question": "?",
    "options": [{"text": "a", "voter_count": 0}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
}

_PLACE = {"latitude": 90, "longitude": -180.0}
_PLACES = [
    {},
    {"live_period": 0},
    {"live_period": 0x7FFFFFFF, "horizontal_accuracy": 1500, "heading": 360},
    {"live_period": 900, "horizontal_accuracy": 0.0, "proximity_alert_radius": 100_000},
    {"live_period": -1, "horizontal_accuracy": 1e-300},
    {"live_period": 900, "latitude": -90.0, "longitude": 5e-324},
]

CONTENTS = [
    *({"text": text} for text in TEXTS),
    *(
        {"document": _FILE | {"file_name": name, "mime_type": mime}, "caption": name}
        for name in [*PATHS, *(f"{path}.csv" for path in PATHS), "x.zip", "x.ics", "\u202egnp.csv"]
        for mime in ("image/jpeg", "text/calendar", "\x00", "application/zip")
    ),
    *({"photo": [PICTURE_SIZE], "caption": text[:1024]} for text in TEXTS),
    {"photo": []},
    {"photo": [PICTURE_SIZE | {"width": 0, "height": -1, "file_size": 2**52}]},
    {"photo": [PICTURE_SIZE], "forward_origin": _ORIGIN},
    {"photo": [PICTURE_SIZE], "via_bot": _PERSON | {"is_bot": True}},
    {"photo": [PICTURE_SIZE], "media_group_id": "1"},
    {"photo": [PICTURE_SIZE], "media_group_id": "1", "caption": "/enroll"},
    {"video": _FILE | {"width": 1, "height": 1, "duration": 1}, "media_group_id": "2"},
    {"voice": _FILE | {"duration": -1}},
    {"audio": _FILE | {"duration": 1, "title": "\u202e"}},
    {"animation": _FILE | {"width": 1, "height": 1, "duration": 1}, "document": _FILE},
    {"video_note": _FILE | {"length": 1, "duration": 1}},
    {"video_note": _FILE | {"length": -1, "duration": 2**52, "file_size": 2**52}},
    {"video_note": _FILE | {"length": 384, "duration": 8}, "forward_origin": _ORIGIN},
    {"video_note": _FILE | {"length": 384, "duration": 8}, "via_bot": _PERSON | {"is_bot": True}},
    {"video": _FILE | {"width": 0, "height": -1, "duration": 0}, "caption": "/video"},
    {
        "sticker": _FILE
        | {"width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}
    },
    {"contact": {"phone_number": "=1", "first_name": "\x00"}},
    {"location": {"latitude": 1e9, "longitude": -1e9}},
    *({"location": _PLACE | place} for place in _PLACES),
    *({"location": _PLACE | place, "edit_date": 2**31} for place in _PLACES),
    {"location": _PLACE | {"live_period": 900}, "forward_origin": _ORIGIN},
    {"location": _PLACE | {"live_period": 900}, "via_bot": _PERSON | {"is_bot": True}},
    {
        "location": _PLACE | {"live_period": 900},
        "venue": {"location": _PLACE, "title": "\u202e", "address": ""},
    },
    {"venue": {"location": {"latitude": 0, "longitude": 0}, "title": "", "address": ""}},
    {"poll": _POLL},
    {"dice": {"emoji": "🎲", "value": 64}},
    {"game": {"title": "g", "description": "d", "photo": []}},
    {"story": {"chat": _CHANNEL, "id": 1}},
    {"text": "x", "reply_to_message": {"message_id": 999, "date": 0, "chat": _CHANNEL}},
    {"text": "/remove", "entities": [{"type": "bot_command", "offset": -5, "length": 9999}]},
    {"text": "x", "forward_origin": {"type": "hidden_user", "sender_user_name": RTL, "date": 1}},
    {"text": "x", "from": _PERSON | {"is_bot": True}},
    {"text": "x", "sender_chat": _CHANNEL},
    *({"text": "hello", "date": date} for date in (1, 2**31, 2**33)),
    *({"photo": [PICTURE_SIZE], "date": date} for date in (1, 2**31, 2**33)),
]
"""What messages may hold by the Bot API, however odd."""

SERVICE = [
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}}},
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    {"new_chat_members": [_PERSON]},
    {"left_chat_member": _PERSON},
    {"new_chat_title": "\u202e"},
    {"group_chat_created": True},
    {"migrate_to_chat_id": -(2**51)},
    {"users_shared": {"request_id": 1, "users": []}},
    {"write_access_allowed": {}},
    {"web_app_data": {"data": "x", "button_text": "y"}},
    {"video_chat_ended": {"duration": 1}},
]
"""What Telegram says by itself, in the name of a person."""

_ODD_PLACES = [
    {"latitude": "51"},
    {"latitude": True},
    {"latitude": 90.0001},
    {"longitude": 10**400},
    {"latitude": None},
    {"horizontal_accuracy": -1},
    {"horizontal_accuracy": "1"},
    {"horizontal_accuracy": 1e9},
    {"live_period": "900"},
    {"live_period": 900.5},
    {"live_period": True},
]
MALFORMED = [
    None,
    5,
    "text",
    [],
    {},
    {"message_id": 1},
    {"text": 5},
    {"text": ["x"]},
    {"text": None},
    {"caption": {}},
    {"date": "now"},
    {"date": 2**70},
    {"date": -1},
    {"date": 1e30},
    {"date": True},
    {"message_id": "1"},
    {"message_id": 2**64},
    {"from": None},
    {"from": {}},
    {"from": {"id": "1; DROP TABLE", "is_bot": False, "first_name": "x"}},
    {"from": {"id": 2**63, "is_bot": False, "first_name": "x"}},
    {"from": {"id": -1, "is_bot": False, "first_name": "x"}},
    {"chat": {"id": 2**80, "type": "private"}},
    {"chat": {"id": "5", "type": "private"}},
    {"chat": {"id": 5}},
    {"chat": "private"},
    {"chat": {"id": 5, "type": "\ud800"}},
    {"photo": 5},
    {"photo": [5]},
    {"photo": ["x"]},
    {"photo": [{}]},
    {"photo": [PICTURE_SIZE | {"width": "900"}]},
    {"photo": [PICTURE_SIZE | {"file_id": 7}]},
    {"document": _FILE | {"mime_type": 5}},
    {"document": _FILE | {"file_name": ["x"]}},
    {"document": _FILE | {"file_size": "big"}},
    {"document": []},
    {"video_note": 5},
    {"video_note": []},
    {"video_note": {}},
    {"video_note": _FILE | {"length": "1", "duration": 1}},
    {"video_note": _FILE | {"length": 1, "duration": [8]}},
    {"video_note": _FILE | {"length": 1, "duration": 1, "file_size": "big"}},
    {"video_note": _FILE | {"length": 1, "duration": 1, "file_unique_id": 7}},
    {"video": _FILE | {"width": 1, "height": 1, "duration": "x"}},
    {"media_group_id": 5, "photo": [PICTURE_SIZE]},
    {"entities": [{"type": "bold"}]},
    {"reply_to_message": 7},
    {"location": 5},
    {"location": []},
    {"location": {}},
    {"location": {"latitude": 1}},
    *({"location": _PLACE | odd} for odd in _ODD_PLACES),
    {"location": {"sealed": "AAAA"}},
    {"location": {"sealed": 5}},
    {"location": {"latitude": {"latitude": {"sealed": []}}}},
    {"edit_date": "now", "location": _PLACE},
    {"edit_date": 2**70, "location": _PLACE},
    {"forward_origin": {"type": "nonsense"}},
    {"via_bot": "x"},
    {"a": [[[[[[[]]]]]]] * 100},
]
"""Messages, or changes to one, that are not of the Bot API."""

OTHER_KINDS = {
    "channel_post": {"message_id": 1, "date": 1, "chat": _CHANNEL, "text": "x"},
    "edited_channel_post": {"message_id": 1, "date": 1, "chat": _CHANNEL, "text": "x"},
    "business_message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 5, "type": "private"},
        "from": _PERSON,
        "text": "/help",
    },
    "my_chat_member": {
        "chat": {"id": 5, "type": "private"},
        "from": _PERSON,
        "date": 1,
        "old_chat_member": {"status": "member", "user": _PERSON},
        "new_chat_member": {"status": "kicked", "user": _PERSON, "until_date": 0},
    },
    "message_reaction": {
        "chat": {"id": 5, "type": "private"},
        "message_id": 1,
        "user": _PERSON,
        "date": 1,
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👎"}],
    },
    "inline_query": {"id": "1", "from": _PERSON, "query": "\u202e", "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": _PERSON, "query": "x"},
    "poll": _POLL,
    "poll_answer": {"poll_id": "1", "option_ids": [0], "user": _PERSON},
    "chat_join_request": {"chat": _CHANNEL, "from": _PERSON, "user_chat_id": 5, "date": 1},
    "shipping_query": {"id": "1", "from": _PERSON, "invoice_payload": "x"},
    "kind_of_next_year": {"anything": [1, None, {"goes": "here"}]},
}
"""An update of every other kind there is, and one there is not."""

_NUMBERS = count(1)


def message(sender, date, content):
    """A message that a person sends in private, with this content."""
    return {
        "message_id": 100_000 + next(_NUMBERS),
        "date": date,
        "chat": {"id": sender, "type": "private", "first_name": "Eve"},
        "from": {"id": sender, "is_bot": False, "first_name": "Eve"},
        **content,
    }


def malformed(sender, date, change):
    """The same with something wrong."""
    return message(sender, date, change) if isinstance(change, dict) and change else change


def press(sender, date, data):
    """A press of a button under a message of ours."""
    return {
        "id": "1",
        "from": {"id": sender, "is_bot": False, "first_name": "Eve"},
        "chat_instance": "1",
        "message": message(sender, date, {"text": "?"}),
        "data": data,
    }
