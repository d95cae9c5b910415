"""A person at a browser, over plain HTTP: signs in, opens their server, fetches and hands in."""

from __future__ import annotations

import time
from typing import Any

import requests

PATIENCE = 120
"""Seconds a server may take on a busy machine; on an idle one it takes seven."""


class Person:
    """One browser: its cookies, and the XSRF token that goes back with every change."""

    def __init__(self, address: str, name: str, trusts: str = "") -> None:
        """`trusts` is the certificate file of an address with TLS."""
        self.address, self.name = address, name
        self.session = requests.Session()
        self.session.trust_env = False  # a proxy or certificates of this machine are no part of the tests
        self.session.verify = trusts or True

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(self.address + path, timeout=60, **options)

    def post(self, path: str, *, xsrf: bool = True, **options: Any) -> requests.Response:
        headers = {"X-XSRFToken": self.xsrf(path)} if xsrf else {}
        return self.session.post(self.address + path, headers=headers, timeout=60, **options)

    def xsrf(self, path: str) -> str:
        """The token of the cookie with the longest path that fits."""
        fitting = [each for each in self.session.cookies if each.name == "_xsrf" and path.startswith(each.path)]
        return max(fitting, key=lambda each: len(each.path)).value or ""

    def sign_in(self, password: str) -> requests.Response:
        self.get("/hub/login")
        form = {"username": self.name, "password": password, "_xsrf": self.xsrf("/hub/login")}
        return self.session.post(f"{self.address}/hub/login", data=form, timeout=60)

    def open_lab(self) -> requests.Response:
        """Start the server as a browser does, by visiting it, and return the Lab page once it is there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            page = self.get("/hub/spawn")
            if page.status_code == 429:
                time.sleep(1)
                continue
            lab = self.get(f"/user/{self.name}/lab")
            if lab.status_code == 200 and "jupyter-config-data" in lab.text:
                return lab
            time.sleep(0.3)
        raise AssertionError(f"{self.name}'s server did not come up: {page.status_code}, {lab.status_code}")

    def mine(self, path: str) -> str:
        return f"/user/{self.name}/{path}"

    def list(self) -> list[dict[str, Any]]:
        """What the Assignment List of Lab shows."""
        return list(self.get(self.mine("assignments?course_id=cda")).json()["value"])

    def fetch(self, assignment: str) -> requests.Response:
        return self._exchange("assignments/fetch", assignment)

    def hand_in(self, assignment: str) -> requests.Response:
        return self._exchange("assignments/submit", assignment)

    def fetch_feedback(self, assignment: str) -> requests.Response:
        return self._exchange("assignments/fetch_feedback", assignment)

    def _exchange(self, action: str, assignment: str) -> requests.Response:
        return self.post(self.mine(action), data={"course_id": "cda", "assignment_id": assignment})

    def read(self, path: str) -> Any:
        return self.get(self.mine(f"api/contents/{path}")).json()["content"]

    def save(self, path: str, content: Any) -> requests.Response:
        body = {"type": "notebook", "content": content}
        where = self.mine(f"api/contents/{path}")
        return self.session.put(self.address + where, json=body, headers={"X-XSRFToken": self.xsrf(where)}, timeout=60)
