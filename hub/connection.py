"""`/hub/connection`: a page that anyone can open to learn whether their network lets notebooks work.

Kernels need a WebSocket. A firewall that inspects TLS often lets pages through and stops those, and then notebooks open
and their cells never run. The page opens a WebSocket to the same address, through the same proxy, and says what came of
it; nobody has to be signed in, so IT can look before the first learner does.
"""

from __future__ import annotations

import asyncio

from jupyterhub.handlers import BaseHandler
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketHandler, websocket_connect

LONGEST = 200
"""Bytes of the one message that is answered: whoever is not signed in gets no more of the hub's attention than that."""
PATIENCE = 15
"""Seconds after which a connection that says nothing is closed."""


class ConnectionPage(BaseHandler):
    """The page."""

    async def get(self) -> None:
        self.finish(await self.render_template("connection.html"))


class Echo(WebSocketHandler):
    """Answers one short message with itself, and closes. Only the hub's own pages may ask (tornado compares Origin)."""

    max_message_size = LONGEST

    def open(self, *_: str, **__: str) -> None:
        asyncio.get_running_loop().call_later(PATIENCE, self.close)

    def on_message(self, message: str | bytes) -> None:
        self.write_message(message, binary=isinstance(message, bytes))
        self.close()


HANDLERS = [(r"/connection", ConnectionPage), (r"/connection/echo", Echo)]
"""For JupyterHub's `extra_handlers`: a service of its own would be one more process to run, for one page."""


def obstacle(door: str, patience: float = 10) -> str:
    """Try the same from this machine. `door` is the proxy's address, such as `https://127.0.0.1:443`.

    Returns what stands in the way, or nothing. Whose certificate it is, is not asked.
    """
    address = "ws" + door.removeprefix("http") + "/hub/connection/echo"
    return asyncio.run(_try(HTTPRequest(address, validate_cert=False, connect_timeout=patience), patience))


async def _try(request: HTTPRequest, patience: float) -> str:
    try:
        socket = await websocket_connect(request)
        await socket.write_message("academy")
        answer = await asyncio.wait_for(socket.read_message(), patience)
        socket.close()
    except Exception as problem:  # noqa: BLE001 - whatever a proxy in between comes up with
        return str(problem) or "no answer"
    return "" if answer == "academy" else "it was cut before a message came back"
