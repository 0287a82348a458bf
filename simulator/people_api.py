"""What people do, over HTTP: for the page, the tests and the demo.

Requests are JSON or forms, answers are JSON; an error is 400 or 404 with `{"error": "<why>"}`.

    GET    /api/bot                              who the bot is, and the newest event's number
    GET    /api/people                           everyone
    POST   /api/people                           someone new
    PATCH  /api/people/{id}                      role, note, names
    POST   /api/people/{id}/samples              a labelled picture to offer beside them
    GET    /api/people/{id}/messages             the chat with the bot (or `?chat_id=`)
    POST   /api/people/{id}/messages             send; also `forward` or `repeat` a message
    PATCH  /api/people/{id}/messages/{message}   edit
    PUT    /api/people/{id}/messages/{message}/location  move a live location, or `stop` sharing it
    POST   /api/people/{id}/presses              press a button, wait for the bot's answer
    POST   /api/people/{id}/opens                open a deep link
    PUT    /api/people/{id}/blocked              block or unblock the bot
    GET    /api/people/{id}/commands             the command menu they see
    POST   /api/groups                           a group with the bot in it
    GET    /api/events                           what happened after `since`, waiting for news
    GET    /api/files/{file_id}                  a picture or file
    GET    /api/scenes                           what is offered to be played
    POST   /api/scenes                           offer a scene: people, and what they do in turn
    POST   /api/scenes/{id}/play                 let them do it
    POST   /api/updates                          let update ids jump
    POST   /api/updates/raw                      hand the bot any update: a `kind` and its `payload`
    GET    /api/faults                           what goes wrong, and how often it has
    POST   /api/faults                           let the bot's calls fail, by `kind` and `method`
    DELETE /api/faults                           let nothing fail any more
    PUT    /api/token                            revoke the bot's token (`revoked`), or restore it
    POST   /api/rival                            another program polls too, for `seconds`
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import actions, contents, edits, errors, parameters, pictures, views
from simulator.actions import Forward, How
from simulator.model import Json, Message, Person, Sample
from simulator.parameters import Parameters
from simulator.scenes_api import ScenesApi
from simulator.trouble_api import Trouble
from simulator.world import World

LONGEST_WAIT = 60.0
"""Seconds a request for events or for a button's answer may wait."""
ANSWER_SECONDS = 15.0
"""Seconds a press waits for the bot unless told otherwise."""
_PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_INLINE_TYPES = _PICTURE_TYPES | {"audio/ogg", "video/mp4", "video/webm"}
"""What a browser may show by itself; anything else is offered as a download."""

_Handler = Callable[[Request, Parameters], Awaitable[Json]]


class PeopleApi:
    """The handlers; each returns what is to be sent as JSON."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes people use."""
        person = "/api/people/{person_id:int}"
        table: list[tuple[str, str, _Handler]] = [
            ("GET", "/api/bot", self.bot),
            ("GET", "/api/people", self.people),
            ("POST", "/api/people", self.add),
            ("PATCH", person, self.change),
            ("POST", f"{person}/samples", self.add_sample),
            ("GET", f"{person}/messages", self.history),
            ("POST", f"{person}/messages", self.send),
            ("PATCH", f"{person}/messages/{{message_id:int}}", self.edit),
            ("PUT", f"{person}/messages/{{message_id:int}}/location", self.move),
            ("POST", f"{person}/presses", self.press),
            ("POST", f"{person}/opens", self.open),
            ("PUT", f"{person}/blocked", self.block),
            ("GET", f"{person}/commands", self.commands),
            ("POST", "/api/groups", self.group),
            ("GET", "/api/events", self.events),
            ("POST", "/api/updates", self.jump),
            ("POST", "/api/updates/raw", self.hand_over),
            *ScenesApi(self._world).table(),
            *Trouble(self._world).table(),
        ]
        answering = [Route(path, _answering(do), methods=[verb]) for verb, path, do in table]
        return [*answering, Route("/api/files/{file_id}", self.file, methods=["GET"])]

    async def bot(self, request: Request, params: Parameters) -> Json:
        """Return who the bot is, and `seq` to ask for events from."""
        bot = self._world.bot
        link = f"https://t.me/{bot.username}"
        return {
            "id": bot.id,
            "name": bot.name,
            "username": bot.username,
            "link": link,
            "seq": self._world.feed.seq,
        }

    async def people(self, request: Request, params: Parameters) -> Json:
        """Return everyone, with the last message of their chat."""
        return {"people": [self._in_list(person) for person in self._world.people]}

    async def add(self, request: Request, params: Parameters) -> Json:
        """Let someone in; `id` may be chosen."""
        person = Person(id=params.integer("id", self._world.next_person_id), first_name="")
        return views.person_view(self._world.admit(_described(person, params)))

    async def change(self, request: Request, params: Parameters) -> Json:
        """Change what is known about a person."""
        changed = _described(self._person(request), params)
        return views.person_view(self._world.keep_person(changed))

    async def add_sample(self, request: Request, params: Parameters) -> Json:
        """Offer a picture (`picture`) with a `label` beside a person."""
        person, upload = self._person(request), params.upload("picture")
        if upload is None:
            raise errors.NotUnderstood("The picture is missing")
        pictures.dimensions(upload.content)
        file = self._world.files.keep(
            upload.content, folder="samples", mime_type=upload.mime_type or "image/jpeg"
        )
        sample = Sample(label=params.text("label"), file_id=file.id)
        changed = replace(person, samples=(*person.samples, sample))
        return views.person_view(self._world.keep_person(changed))

    async def history(self, request: Request, params: Parameters) -> Json:
        """Return the messages of a chat, oldest first."""
        chat_id = params.integer("chat_id", self._person(request).id)
        return self._shown(self._world.history(chat_id))

    async def send(self, request: Request, params: Parameters) -> Json:
        """Send a message or an album, forward a message, or send one's content once more."""
        world, person = self._world, self._person(request)
        how = How(
            chat_id=_optional(params, "chat_id"),
            date=_optional(params, "date"),
            reply_to=_optional(params, "reply_to"),
            via_bot=params.text("via_bot"),
        )
        if message_id := params.integer("forward"):
            origin, title = params.text("origin"), params.text("title")
            forwarded = Forward(message_id=message_id, origin=origin, title=title)
            return self._shown([actions.forward(world, person, forwarded, how)])
        if repeated := params.integer("repeat"):
            return self._shown([actions.repeat(world, person, repeated, how)])
        sent = await contents.sent(world, params)
        if len(sent) > 1:
            return self._shown(actions.send_album(world, person, sent, how))
        return self._shown([actions.send(world, person, sent[0], how)])

    async def edit(self, request: Request, params: Parameters) -> Json:
        """Change an own message."""
        changes = await contents.edited(self._world, params)
        person, message_id = self._person(request), request.path_params["message_id"]
        return self._shown([edits.edit(self._world, person, message_id, changes)])

    async def move(self, request: Request, params: Parameters) -> Json:
        """Let a live location be elsewhere, or `stop` sharing it."""
        person, message_id = self._person(request), request.path_params["message_id"]
        return self._shown([edits.move(self._world, person, message_id, params)])

    async def press(self, request: Request, params: Parameters) -> Json:
        """Press `button` (its text or data) under `message_id`; wait up to `timeout` seconds."""
        person, message_id = self._person(request), params.integer("message_id")
        waiting = actions.press(self._world, person, message_id, params.text("button"))
        return await actions.answer_to(waiting, _seconds(params, ANSWER_SECONDS))

    async def open(self, request: Request, params: Parameters) -> Json:
        """Open a deep `link`, or its bare code."""
        person = self._person(request)
        return self._shown([actions.start(self._world, person, params.text("link"))])

    async def block(self, request: Request, params: Parameters) -> Json:
        """Block the bot, or unblock it (`blocked`)."""
        changed = actions.block(self._world, self._person(request), params.flag("blocked"))
        return views.person_view(changed)

    async def commands(self, request: Request, params: Parameters) -> Json:
        """Return the command menu this person sees."""
        person = self._person(request)
        return {"commands": self._world.commands.seen_by(person.id, person.language_code)}

    async def group(self, request: Request, params: Parameters) -> Json:
        """Return the group called `title`."""
        group = self._world.group(params.text("title"))
        return {"id": group.id, "title": group.title}

    async def events(self, request: Request, params: Parameters) -> Json:
        """Return what happened after event `since`, in one chat or in all."""
        since = params.integer("since")
        events = await self._world.feed.since(
            since, _optional(params, "chat_id"), _seconds(params, 0.0)
        )
        return {
            "events": [event.as_json() for event in events],
            "seq": events[-1].seq if events else since,
        }

    async def jump(self, request: Request, params: Parameters) -> Json:
        """Let update ids go on at `next_id`, or at random."""
        return {"next_id": self._world.updates.jump(_optional(params, "next_id"))}

    async def hand_over(self, request: Request, params: Parameters) -> Json:
        """Queue an update as it is, whether it is of the Bot API or not; it gets the next id."""
        self._world.updates.put(params.text("kind"), params.values.get("payload"))
        return {"waiting": len(self._world.updates)}

    async def file(self, request: Request) -> Response:
        """Return a file; what a browser should not open comes as a download."""
        file = self._world.files.find(request.path_params["file_id"])
        if file is None:
            return JSONResponse({"error": "There is no such file"}, 404)
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=3600, immutable",
        }
        if file.mime_type in _INLINE_TYPES:
            return Response(file.content, media_type=file.mime_type, headers=headers)
        headers["Content-Disposition"] = "attachment"
        return Response(file.content, media_type="application/octet-stream", headers=headers)

    def _person(self, request: Request) -> Person:
        return self._world.person(request.path_params["person_id"])

    def _shown(self, messages: list[Message]) -> Json:
        return {"messages": [views.message_view(self._world, message) for message in messages]}

    def _in_list(self, person: Person) -> Json:
        history = self._world.history(person.id)
        last = views.message_view(self._world, history[-1]) if history else None
        return views.person_view(person) | {"last_message": last}


def _answering(handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that answers in JSON, errors included."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request, await parameters.read(request)))
        except errors.NoSuchThing as error:
            return JSONResponse({"error": str(error)}, 404)
        except pictures.NotAPicture:
            return JSONResponse({"error": "This is not a picture that can be read"}, 400)
        except errors.SimulatorError as error:
            return JSONResponse({"error": str(error)}, 400)

    return endpoint


def _described(person: Person, params: Parameters) -> Person:
    return replace(
        person,
        first_name=params.text("first_name", person.first_name),
        last_name=params.text("last_name", person.last_name),
        username=params.text("username", person.username),
        language_code=params.text("language_code", person.language_code),
        role=params.text("role", person.role),
        note=params.text("note", person.note),
    )


def _optional(params: Parameters, name: str) -> int | None:
    return params.integer(name) if params.text(name) else None


def _seconds(params: Parameters, default: float) -> float:
    try:
        return min(float(params.text("timeout", str(default))), LONGEST_WAIT)
    except ValueError:
        raise errors.NotUnderstood("timeout must be a number of seconds") from None
