"""Scenes: things that people do, offered on the page to be played with one press.

Who offers one says what is done in it; the simulator only plays it, as if people did it.
"""

import time
from dataclasses import dataclass, replace

from simulator import actions, contents, entities, errors
from simulator.actions import Forward
from simulator.feed import Event
from simulator.model import Json, Message, Person
from simulator.parameters import Parameters, Upload
from simulator.world import World

ANSWER_SECONDS = 30.0
"""How long a step waits for the bot to say something."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one person does: exactly one of the other fields says what.

    A `sample` is named by its label; `repeat` and `forward` are people, of whom the newest photo
    (or video, or file) is sent again, or forwarded, to the bot.
    """

    person: int
    text: str = ""
    sample: str = ""
    repeat: int = 0
    forward: int = 0


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Some steps under one name. `watch` is whose chat shows what comes of it, if anybody's."""

    id: int
    label: str
    hint: str
    steps: tuple[Step, ...]
    watch: int | None = None

    def as_json(self) -> Json:
        """Return the scene as the page needs it: shown is the chat that it comes to an end in."""
        shown = [step.person for step in self.steps if step.person != self.watch]
        return {
            "id": self.id,
            "label": self.label,
            "hint": self.hint,
            "person_id": shown[-1] if shown else self.steps[0].person,
            "watch": self.watch,
        }


class Scenes:
    """The scenes of one simulator, in the order they were offered, under a common title."""

    def __init__(self) -> None:
        self.title = ""
        self._all: list[Scene] = []

    @property
    def all(self) -> list[Scene]:
        """Every scene."""
        return list(self._all)

    def add(self, scene: Scene) -> Scene:
        """Offer one more; it gets the next id."""
        self._all.append(replace(scene, id=len(self._all) + 1))
        return self._all[-1]

    def find(self, scene_id: int) -> Scene:
        """Return a scene. Raises NoSuchThing."""
        if not 1 <= scene_id <= len(self._all):
            raise errors.NoSuchThing(f"There is no scene {scene_id}")
        return self._all[scene_id - 1]


def read(world: World, params: Parameters) -> Scene:
    """Return the scene that somebody describes. Raises NotUnderstood or NoSuchThing."""
    described = params.objects("steps") or []
    if not described or not params.text("label"):
        raise errors.NotUnderstood("A scene needs a label and steps")
    try:
        steps = tuple(Step(**step) for step in described)
    except TypeError as problem:
        raise errors.NotUnderstood(f"A step is not understood: {problem}") from None
    watch = params.integer("watch") or None
    for person in {*(step.person for step in steps), *filter(None, [watch])}:
        world.person(person)
    hint = params.text("hint")
    return Scene(id=0, label=params.text("label"), hint=hint, steps=steps, watch=watch)


async def play(world: World, scene: Scene) -> list[Message]:
    """Let people do it, step by step, each when the bot has answered the one before."""
    done: list[Message] = []
    for step in scene.steps:
        before = world.feed.seq
        done.append(await _taken(world, step))
        await _answered(world, step.person, before)
    return done


async def _taken(world: World, step: Step) -> Message:
    person = world.person(step.person)
    if step.repeat:
        return actions.repeat(world, person, _newest(world, step.repeat).id)
    if step.forward:
        forwarded = Forward(message_id=_newest(world, step.forward).id)
        return actions.forward(world, person, forwarded)
    if step.sample:
        return actions.send(world, person, await _sampled(world, person, step.sample))
    return actions.send(world, person, entities.message_text(step.text))


async def _sampled(world: World, person: Person, label: str) -> Json:
    for sample in person.samples:
        file = world.files.find(sample.file_id)
        if sample.label == label and file is not None:
            upload = Upload(name="sample", content=file.content, mime_type=file.mime_type)
            sent = Parameters(values={}, uploads={"photo": [upload]})
            return (await contents.sent(world, sent))[0]
    raise errors.NoSuchThing(f"{person.name} has no sample {label!r}")


def _newest(world: World, person_id: int) -> Message:
    """Return the last message with a file that a person has sent."""
    kinds = {"photo", "video", "video_note", "document"}
    for message in reversed(world.history(person_id)):
        if message.sender_id == person_id and not kinds.isdisjoint(message.content):
            return message
    raise errors.NoSuchThing(f"{world.person(person_id).name} has sent no photo yet")


async def _answered(world: World, chat_id: int, since: int) -> None:
    """Wait for the bot's next message in a chat, but not for ever."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while events := await world.feed.since(since, chat_id, deadline - time.monotonic()):
        if any(_is_of_bot(event) for event in events):
            return
        since = events[-1].seq


def _is_of_bot(event: Event) -> bool:
    return event.type in {"message", "edited"} and bool(event.data["message"]["from_bot"])
