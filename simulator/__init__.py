"""A local Bot API server with a web chat, to try and to test a bot without Telegram."""

from simulator.limits import Limits
from simulator.server import Simulator

__all__ = ["Limits", "Simulator"]
