"""The methods of the Bot API, one module for each of the things a bot does."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from simulator.methods import chatting, editing, menus, receiving, sending
from simulator.parameters import Parameters
from simulator.world import World

Method = Callable[[World, Parameters], Awaitable[Any]]
"""Returns the `result`; raises ApiError."""

METHODS: Mapping[str, Method] = {
    name.lower(): method
    for module in (chatting, editing, menus, receiving, sending)
    for name, method in module.METHODS.items()
}
"""Every method by its name in lower case, for Telegram does not mind the case."""
