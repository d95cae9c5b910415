"""Before a class: everybody's server started in turn, so that thirty people who arrive at once find theirs waiting."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import requests

from hub.choices import Choices
from hub.keys import read_keys
from synthetic_data.errors import PlainError

PAUSE = 0.5
"""Seconds between looking how starts are getting on."""


@dataclass(frozen=True)
class Start:
    """How one person's server came up: seconds from being asked for to ready; None when it did not."""

    person: str
    seconds: float | None
    why: str = ""


def start_servers(
    choices: Choices, people: Sequence[str] = (), said: Callable[[Start], None] = lambda _: None
) -> list[Start]:
    """Start the servers of `people` (all learners when none are named), no more at a time than the hub allows.

    Raises PlainError when the hub does not answer, or will not let us.
    """
    api = _Api(choices)
    waiting = list(people) or api.learners()
    begun: dict[str, float] = {}
    done: list[Start] = []

    def finish(start: Start) -> None:
        done.append(start)
        said(start)

    while waiting or begun:
        while waiting and len(begun) < choices.servers.at_once:
            status, why = api.start(waiting[0])
            if status == 429:  # others are arriving by themselves: their turn comes first
                break
            person = waiting.pop(0)
            if status in (201, 202) or (status == 400 and "already" in why):
                begun[person] = time.monotonic()
            else:
                finish(Start(person, None, why))
        for person, since in list(begun.items()):
            seconds = time.monotonic() - since
            ready = api.ready(person)
            if ready or ready is None or seconds > choices.servers.start_seconds:
                del begun[person]
                finish(Start(person, seconds if ready else None, "" if ready else "its server did not come up"))
        if waiting or begun:
            time.sleep(PAUSE)
    return done


class _Api:
    """The few calls this needs, with the token that may make them and no others."""

    def __init__(self, choices: Choices) -> None:
        self.address = f"http://127.0.0.1:{choices.network.hub}/hub/api"
        self.session = requests.Session()
        self.session.trust_env = False  # never through a proxy of the council's: it is this machine we ask
        self.session.headers["Authorization"] = f"token {read_keys(choices.etc)['CLASS_START_TOKEN']}"
        self.coaches = set(choices.people.coaches)

    def learners(self) -> list[str]:
        found = self._call("GET", "/users?limit=500")
        return [each["name"] for each in found.json() if each["name"] not in self.coaches]

    def start(self, person: str) -> tuple[int, str]:
        answer = self._call("POST", f"/users/{quote(person)}/server")
        if answer.status_code == 404:
            return 404, "the hub knows nobody of that name: compare it with the roster"
        return answer.status_code, answer.json().get("message", "") if answer.status_code >= 400 else ""

    def ready(self, person: str) -> bool | None:
        """Whether the server is ready; None when it is neither there nor coming."""
        answer = self._call("GET", f"/users/{quote(person)}")
        server = answer.json().get("servers", {}).get("")
        return None if server is None else bool(server["ready"])

    def _call(self, method: str, path: str) -> requests.Response:
        try:
            answer = self.session.request(method, self.address + path, timeout=60)
        except requests.RequestException as problem:
            raise PlainError(
                f"The hub does not answer at {self.address}: start it, or see academy hub doctor."
            ) from problem
        if answer.status_code in (401, 403):
            raise PlainError("The hub does not accept the class start's token: restart it after academy hub configure.")
        return answer
