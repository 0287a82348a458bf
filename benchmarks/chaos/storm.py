"""A storm from its beginning to its end: selfies, faults and kills at once, then the count."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.chaos import counting
from benchmarks.chaos.counting import Answers, Result
from benchmarks.chaos.running import Service, kill_again_and_again
from benchmarks.chaos.school import FIRST_ACCOUNT, Plan, Selfie, expected_marks, prepare
from bot import demo
from bot.demo import Sitter
from recognition import load_reader
from simulator import Simulator
from simulator.client import Client, Person
from simulator.heard import Message

CALMS_WITHIN = 240.0
"""Seconds that the service has for what is left when nobody kills it any more."""
_LOOK_AGAIN = 0.2
_CHANCE = 0.03  # of every call of the bot, for each kind of fault
_SECONDS = 1.0  # to wait after a 429, and that what is slow takes

Show = Callable[[int, int, int], None]
"""Is told how many selfies were sent, how many are answered, and how often it was killed."""


@dataclass(frozen=True, kw_only=True)
class Storm:
    """Selfies at so many ``a_second``, and ``kills`` at most; when is chance, by ``seed``."""

    plan: Plan
    kills: int
    a_second: float
    seed: int = 0

    async def run(self, folder: Path, show: Show = lambda *_: None) -> Result:
        """Let it happen in an empty folder. Raises ``running.EndedByItself``."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # connections are dropped
        sitters = demo.sitters()
        await prepare(folder / "data", self.plan, sitters, load_reader())
        async with (
            Simulator(bot_username="rollcall_chaos_bot") as telegram,
            Client(telegram.url) as client,
        ):
            service = Service(folder, telegram)
            try:
                return await self._happen(
                    service=service, telegram=telegram, client=client, sitters=sitters, show=show
                )
            finally:
                await service.close()

    async def _happen(
        self,
        *,
        service: Service,
        telegram: Simulator,
        client: Client,
        sitters: Sequence[Sitter],
        show: Show,
    ) -> Result:
        began = time.monotonic()
        photos = await _taken(client, sitters)
        people = await _people(client, self.plan)
        answers, sent = Answers(telegram.world.feed), dict[int, Selfie]()
        for kind in ("429", "500", "dropped", "slow"):
            await client.fails(kind, probability=_CHANCE, seconds=_SECONDS)
        await service.start()
        watching = asyncio.create_task(_watch(service, answers, sent, show))
        everything = len(self.plan.selfies(len(photos)))

        def is_done() -> bool:
            return sum(photo in answers.to for photo in sent) == everything

        chance = random.Random(self.seed)  # noqa: S311 - no secret
        killing = kill_again_and_again(service, self.kills, is_done, chance)
        try:
            await asyncio.gather(killing, self._send(people, photos, sent))
            await _calm(service, is_done)
            faults = await client.fails_no_more()
            await service.stop()
        finally:
            watching.cancel()
        await answers.listen()
        about = (sent, answers.to, service.database, self.plan)
        return Result(
            sent=len(sent),
            answered=sum(bool(answers.to.get(photo)) for photo in sent),
            repeated=counting.repeated(sent, answers.to),
            marks_expected=len(expected_marks(list(sent.values()))),
            marks_found=len(counting.marks(service.database, self.plan)),
            kills=service.kills,
            faults={fault["kind"]: fault["struck"] for fault in faults},
            seconds=time.monotonic() - began,
            lost=counting.lost(*about),
            doubled=counting.doubled(*about),
        )

    async def _send(
        self, people: Sequence[Person], photos: Sequence[Message], sent: dict[int, Selfie]
    ) -> None:
        """Let everybody send their selfies, one after the other of all."""
        for selfie in self.plan.selfies(len(photos)):
            date = int(selfie.sent_at.timestamp())
            message = await people[selfie.student].repeats(photos[selfie.face], date=date)
            sent[message.id] = selfie
            await asyncio.sleep(1 / self.a_second)


async def _taken(client: Client, sitters: Sequence[Sitter]) -> list[Message]:
    """A photo of each face, taken where the bot does not listen: everybody will send these."""
    photographer = await (await client.person("Photographer")).in_group("Studio")
    return [await photographer.sends_photo(sitter.other) for sitter in sitters]


async def _people(client: Client, plan: Plan) -> list[Person]:
    return [
        await client.person(f"Student {number}", id=FIRST_ACCOUNT + number)
        for number in range(plan.students)
    ]


async def _watch(service: Service, answers: Answers, sent: dict[int, Selfie], show: Show) -> None:
    while True:
        await answers.listen()
        show(len(sent), sum(photo in answers.to for photo in list(sent)), service.kills)
        await asyncio.sleep(_LOOK_AGAIN)


async def _calm(service: Service, is_done: Callable[[], bool]) -> None:
    """Wait until nothing is left to do, or for long enough."""
    ends = time.monotonic() + CALMS_WITHIN
    while time.monotonic() < ends:
        service.check()
        if is_done() and not service.left():
            return
        await asyncio.sleep(_LOOK_AGAIN)


def whole(seed: int) -> Storm:
    """60 students and 1,000 selfies."""
    return Storm(plan=Plan(now=datetime.now(UTC)), kills=40, a_second=12, seed=seed)


def short(seed: int) -> Storm:
    """As much as a test has time for."""
    plan = Plan(students=12, sessions=6, strangers=4, now=datetime.now(UTC))
    return Storm(plan=plan, kills=4, a_second=6, seed=seed)
