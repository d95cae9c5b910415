"""A stand-in for Microsoft Entra ID, run by the tests: it signs in whoever is next in line, and is no Microsoft.

It speaks the two endpoints that the hub uses (authorize, token) of the version 2 protocol. What Microsoft's own service
would say beyond that, such as consent pages or conditional access, is not tested here.
"""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "99999999-8888-7777-6666-555555555555"
SECRET = "what-the-council-was-given"


class IdentityProvider:
    """Signs in with `claims`; `asked` keeps what the hub sent to each endpoint."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
                provider.asked["authorize"] = query | {"path": urlsplit(self.path).path}
                self.send_response(302)
                back = urlencode({"code": "one-time", "state": query["state"]})
                self.send_header("Location", f"{query['redirect_uri']}?{back}")
                self.end_headers()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                provider.asked["token"] = form | {"path": self.path}
                answer = json.dumps({"access_token": "opaque", "token_type": "Bearer", "id_token": provider.token()})
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def token(self) -> str:
        usual = {"aud": CLIENT, "tid": TENANT, "exp": int(time.time()) + 600, "iss": self.address}
        return jwt.encode(usual | self.claims, "x" * 32, algorithm="HS256")

    def __enter__(self) -> IdentityProvider:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: type | BaseException | TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()
