"""getUpdates, setWebhook, deleteWebhook, getWebhookInfo."""

import re
from typing import Any
from urllib.parse import urlsplit

from simulator import errors
from simulator.model import Json
from simulator.parameters import Parameters
from simulator.world import World

BATCH = 100
"""The most updates one call returns."""
LONGEST_POLL = 50
"""Seconds; Telegram's own limit."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(world: World, params: Parameters) -> list[Json]:
    """Hand out the updates that were not confirmed, waiting for one if there is none."""
    if world.webhook.url:
        raise errors.Conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _allow(world, params)
    updates = await world.updates.poll(
        offset=params.integer("offset"),
        limit=min(max(params.integer("limit", BATCH), 1), BATCH),
        seconds=min(params.integer("timeout"), LONGEST_POLL),
    )
    return [update.as_json() for update in updates]


async def set_webhook(world: World, params: Parameters) -> bool:
    """Have updates delivered to an address; plain HTTP is accepted here, unlike at Telegram."""
    url = params.text("url")
    if not url:
        return await delete_webhook(world, params)
    if urlsplit(url).scheme not in {"http", "https"}:
        raise errors.BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise errors.BadRequest("secret token contains unallowed characters")
    _allow(world, params)
    _drop_pending(world, params)
    world.updates.interrupt("terminated by setWebhook request")
    await world.webhook.set(url, secret)
    return True


async def delete_webhook(world: World, params: Parameters) -> bool:
    """Stop delivering; getUpdates may be used again."""
    await world.webhook.delete()
    _drop_pending(world, params)
    return True


async def get_webhook_info(world: World, params: Parameters) -> Json:
    """Say where updates are delivered, how many wait, and what went wrong last."""
    waiting = {
        "url": world.webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    allowed = {"allowed_updates": world.updates.allowed} if world.updates.allowed else {}
    return waiting | allowed | world.webhook.last_error


def _allow(world: World, params: Parameters) -> None:
    kinds = params.items("allowed_updates")
    if kinds is not None:
        world.updates.allow([str(kind) for kind in kinds])


def _drop_pending(world: World, params: Parameters) -> None:
    if params.flag("drop_pending_updates"):
        world.updates.clear()


METHODS: dict[str, Any] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
