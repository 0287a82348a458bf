"""Places that people send: Location and Venue objects, and live locations as they move.

What the Bot API says of them: https://core.telegram.org/bots/api#location. `live_period` is there
only while a location is being shared; a venue comes with its location beside it.
"""

from simulator import errors
from simulator.model import Json, Message
from simulator.parameters import Parameters

LIVE_SECONDS = range(60, 86_401)
FOREVER = 0x7FFFFFFF
"""The `live_period` of a location that is shared until it is stopped."""
WORST_ACCURACY = 1500.0
"""Metres; the largest `horizontal_accuracy`."""
HEADINGS = range(1, 361)

_LIVE_ONLY = ("live_period", "heading", "proximity_alert_radius")


def sent(params: Parameters) -> Json:
    """Return a place as content: a venue with a `title`, live with a `live_period`, else static."""
    if params.text("title"):
        about = {"title": params.text("title"), "address": params.text("address")}
        place = _point(params)
        return {"location": place, "venue": {"location": place, **about}}
    live = _live_period(params)
    heading = _heading(params) if live else {}
    return {"location": _point(params) | live | heading}


def moved(message: Message, params: Parameters, now: float) -> Json:
    """Return the content of a live location that has moved, or (`stop`) is shared no more.

    Raises NotUnderstood if it is not live, or not any more.
    """
    place = message.content.get("location", {})
    period = place.get("live_period")
    if period is None or (period != FOREVER and now >= message.date + period):
        raise errors.NotUnderstood(f"Message {message.id} is no location that is still shared")
    if params.flag("stop"):
        return {"location": {key: place[key] for key in place if key not in _LIVE_ONLY}}
    return {"location": _point(params) | {"live_period": period} | _heading(params)}


def without_life(content: Json) -> Json:
    """Return what a forward shows: of a live location the place where it was, for good."""
    if "location" not in content or "venue" in content:
        return content
    place = content["location"]
    return {"location": {key: place[key] for key in place if key not in _LIVE_ONLY}}


def _point(params: Parameters) -> Json:
    point: Json = {
        "latitude": _number(params, "latitude", 90),
        "longitude": _number(params, "longitude", 180),
    }
    if params.text("horizontal_accuracy"):
        point["horizontal_accuracy"] = abs(_number(params, "horizontal_accuracy", WORST_ACCURACY))
    return point


def _live_period(params: Parameters) -> Json:
    if not params.text("live_period"):
        return {}
    seconds = params.integer("live_period")
    if seconds not in LIVE_SECONDS and seconds != FOREVER:
        raise errors.NotUnderstood(
            f"live_period must be {LIVE_SECONDS[0]} to {LIVE_SECONDS[-1]} seconds, or {FOREVER}"
        )
    return {"live_period": seconds}


def _heading(params: Parameters) -> Json:
    if not params.text("heading"):
        return {}
    if params.integer("heading") not in HEADINGS:
        raise errors.NotUnderstood(f"heading must be {HEADINGS[0]} to {HEADINGS[-1]} degrees")
    return {"heading": params.integer("heading")}


def _number(params: Parameters, name: str, most: float) -> float:
    try:
        number = float(params.text(name))
    except ValueError:
        raise errors.NotUnderstood(f"{name} must be a number") from None
    if not abs(number) <= most:
        raise errors.NotUnderstood(f"{name} must not be beyond {most:g}")
    return number
