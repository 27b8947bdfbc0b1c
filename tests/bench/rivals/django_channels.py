"""Django Channels under uvicorn, its group over the Redis whose address is the argument."""

import sys

import uvloop
from django.conf import settings

from tests.bench.rivals.serving import serve

# Without a time-out of its own: the one that redis-py has by now ends channels that nobody writes to for a while.
HOST = {"address": sys.argv[1], "socket_timeout": None}
settings.configure(
    CHANNEL_LAYERS={"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [HOST]}}}
)

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402 — only once there are settings
from channels.layers import get_channel_layer  # noqa: E402


class Onlooker(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One socket in the one group."""

    async def connect(self) -> None:
        """Come in."""
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()
        await self.send(text_data='{"seq":0}')

    async def disconnect(self, code: int) -> None:  # noqa: ARG002
        """Leave."""
        await self.channel_layer.group_discard("room", self.channel_name)

    async def frame(self, event: dict[str, str]) -> None:
        """What the group was sent."""
        await self.send(text_data=event["text"])


async def main() -> None:
    """Serve until standard input ends."""
    layer = get_channel_layer()

    async def broadcast(text: str) -> None:
        await layer.group_send("room", {"type": "frame", "text": text})

    await serve(Onlooker.as_asgi(), broadcast)


if __name__ == "__main__":
    uvloop.run(main())
