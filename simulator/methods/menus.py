"""setMyCommands, getMyCommands, deleteMyCommands."""

from typing import Any

from simulator.model import Json
from simulator.parameters import Parameters
from simulator.world import World


async def set_my_commands(world: World, params: Parameters) -> bool:
    """Set the command menu of a scope and language."""
    world.commands.set(
        params.objects("commands") or [], params.mapping("scope"), params.text("language_code")
    )
    world.feed.publish("commands", None)
    return True


async def get_my_commands(world: World, params: Parameters) -> list[Json]:
    """Return the command menu of a scope and language."""
    return world.commands.get(params.mapping("scope"), params.text("language_code"))


async def delete_my_commands(world: World, params: Parameters) -> bool:
    """Forget the command menu of a scope and language."""
    world.commands.delete(params.mapping("scope"), params.text("language_code"))
    world.feed.publish("commands", None)
    return True


METHODS: dict[str, Any] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
}
