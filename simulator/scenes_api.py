"""Offering and playing scenes over HTTP: part of what `people_api` lists."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from simulator import scenes, views
from simulator.model import Json
from simulator.parameters import Parameters
from simulator.world import World


class ScenesApi:
    """The handlers; each returns what is to be sent as JSON."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._scenes = scenes.Scenes()

    def table(self) -> list[tuple[str, str, Callable[[Request, Parameters], Awaitable[Json]]]]:
        """Return the verbs, paths and handlers."""
        return [
            ("GET", "/api/scenes", self.all),
            ("POST", "/api/scenes", self.add),
            ("POST", "/api/scenes/{scene_id:int}/play", self.play),
        ]

    async def all(self, request: Request, params: Parameters) -> Json:
        """Return what there is to play, and under which title."""
        offered = [scene.as_json() for scene in self._scenes.all]
        return {"title": self._scenes.title, "scenes": offered}

    async def add(self, request: Request, params: Parameters) -> Json:
        """Offer a scene: `label`, `hint`, `steps` (see `scenes.Step`), `watch`; and a `title`."""
        scene = self._scenes.add(scenes.read(self._world, params))
        self._scenes.title = params.text("title", self._scenes.title)
        self._world.feed.publish("scenes", None)
        return scene.as_json()

    async def play(self, request: Request, params: Parameters) -> Json:
        """Let people do it; return what they sent."""
        played = await scenes.play(self._world, self._scenes.find(request.path_params["scene_id"]))
        return {"messages": [views.message_view(self._world, message) for message in played]}
