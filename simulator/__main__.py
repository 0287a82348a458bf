"""`python -m simulator`: the simulator alone, for a bot started elsewhere."""

import argparse
import asyncio
import signal
import sys

from simulator import errors
from simulator.server import Simulator


def main() -> int:
    """Run until interrupted; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8080, help="port to listen on (0: any)")
    parser.add_argument("--token", help="the bot's token (default: a new one)")
    parser.add_argument("--bot-name", default="Rollcall")
    parser.add_argument("--bot-username", default="rollcall_bot")
    options = parser.parse_args()
    try:
        asyncio.run(_run(Simulator(**vars(options))))
    except errors.PortInUse as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


async def _run(simulator: Simulator) -> None:
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with simulator:
        sys.stdout.write(f"Chat:    {simulator.url}\n")
        sys.stdout.write(f"Bot API: {simulator.url}/bot{simulator.token}/\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
