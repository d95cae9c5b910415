"""`academy hub demo` and `stop`: a real hub on this machine's loopback address, for looking at and throwing away.

Everything lies in one folder of the temporary folder and every process carries that folder's name, so stopping leaves
nothing. No accounts are made: all its people run as whoever started it, and so are not kept apart from one another.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from curriculum.model import load_course
from grading.roster import Person, write_roster
from hub import formgrader, rounds
from hub.choices import Choices, read_choices
from hub.keys import ensure_keys, read_keys
from hub.layout import make_places, write_layout
from hub.processes import MARK, end_processes, processes_of
from hub.proxy import find_proxy, install_proxy
from hub.rights import CULLER_PROGRAM
from synthetic_data.errors import PlainError

CHOICES = "hub.toml"
RUNNING = "running.json"
PATIENCE = 180
"""Seconds a hub may take to answer; on a busy machine its first start takes most of a minute."""
FIRST_NAMES = ("Amina", "Ben", "Chloé", "Dafydd", "Efua", "Farah", "Grace", "Hugo", "Isla", "Jakub")


@dataclass(frozen=True)
class Demo:
    """A running demo: where it is, what to open, and who can sign in with which password."""

    folder: Path
    address: str
    formgrader: str
    password: str
    learners: tuple[str, ...]
    coach: str

    @property
    def choices(self) -> Choices:
        return read_choices(self.folder / CHOICES)


def usual_folder() -> Path:
    """The folder of this user's demo."""
    return Path(tempfile.gettempdir()).resolve() / f"academy-hub-{os.getuid()}"


def running(folder: Path) -> Demo | None:
    """The demo that runs in `folder`, or none."""
    try:
        held = json.loads((folder / RUNNING).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not processes_of(folder):
        return None
    return Demo(**(held | {"folder": folder, "learners": tuple(held["learners"])}))


def start(
    folder: Path, learners: int = 3, port: int = 8000, say: Callable[[str], None] = print, **servers: int
) -> Demo:
    """Start a demo in `folder` and return when it answers.

    Args:
        folder: made here, closed to others; nothing may be in it.
        port: of the hub's address; another free one is taken when it is in use.
        say: told, in a sentence, what takes a while.
        servers: keys of `[servers]` in the choices, such as at_once.

    A demo whose hub or formgrader has died is brought back, with everything that was written in it.

    Raises PlainError when a demo is running already, the proxy cannot be had, or the hub does not start.
    """
    if (already := running(folder)) is not None:
        return _revive(already, say)
    if folder.exists():
        say("An earlier demo did not end well; clearing it away first ...")
        stop(folder)
    if find_proxy() is None:
        say("Installing the proxy with npm, once ...")
        install_proxy()
    folder.mkdir(mode=0o700, parents=True)
    try:
        return _start(folder, learners, port, say, servers)
    except BaseException:
        stop(folder)
        raise


def _start(folder: Path, learners: int, port: int, say: Callable[[str], None], servers: dict[str, int]) -> Demo:
    password = "-".join(secrets.token_hex(2) for _ in range(3))
    people = [Person(f"learner{number:03}", *_name(number)) for number in range(1, learners + 1)]
    write_roster(folder / "roster.csv", people)
    public, *others = free_ports(port)
    (folder / CHOICES).write_text(demo_choices(public, others, servers), encoding="utf-8")
    choices = read_choices(folder / CHOICES)
    with ensure_keys(folder).open("a", encoding="ascii") as held:
        held.write(f"DEMO_PASSWORD={password}\n")
    write_layout(choices)
    make_places(choices, os.getuid(), os.getgid())
    write_roster(choices.folders.course / "roster.csv", people)
    (choices.folders.homes / choices.graders).mkdir(parents=True)
    say("Releasing the course's assignments ...")
    for assignment in assignments():
        rounds.release(choices, assignment)
    say("Starting the hub ...")
    launch_hub(choices)
    launch_formgrader(choices)
    address = f"http://127.0.0.1:{public}"
    page = f"{address}/services/{choices.course}/formgrader"
    demo = Demo(folder, address, page, password, tuple(person.id for person in people), choices.people.coaches[0])
    (folder / RUNNING).write_text(json.dumps(asdict(demo) | {"folder": str(folder)}), encoding="utf-8")
    return demo


def _revive(demo: Demo, say: Callable[[str], None]) -> Demo:
    """Start again what has died. Raises PlainError when nothing has."""
    choices, died = demo.choices, False
    if not any(str(_config(choices)) in words for words in _commands(demo.folder)):
        say("The demo's hub had died: starting it again. Nothing that was written is lost ...")
        end_processes(demo.folder, only=CULLER_PROGRAM)  # the new hub starts its own
        launch_hub(choices)
        died = True
    if free_ports(choices.network.formgrader, 1) == [choices.network.formgrader]:
        say("The formgrader had died: starting it again ...")
        launch_formgrader(choices)
        died = True
    if not died:
        raise PlainError(f"A demo is running already: open {demo.address}, or end it with academy hub stop.")
    return demo


def _commands(folder: Path) -> Iterator[list[str]]:
    for process in processes_of(folder):
        with suppress(psutil.Error):
            yield process.cmdline()


def _config(choices: Choices) -> Path:
    return choices.etc / "jupyterhub_config.py"


def stop(folder: Path) -> int:
    """End every process of the demo in `folder` and remove the folder; return how many processes there were.

    Raises PlainError when the folder is somebody else's.
    """
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid != os.getuid()):
        raise PlainError(f"{folder} is somebody else's: it is left alone.")
    ended = end_processes(folder)
    shutil.rmtree(folder, ignore_errors=True)
    return ended


def assignments() -> list[str]:
    """Every assignment of the course, in order."""
    return [each.id for each in load_course().assignments]


def free_ports(wanted: int, number: int = 4) -> list[int]:
    """Loopback ports nothing listens on: `wanted` first if it is free."""
    held: list[socket.socket] = []
    try:
        for port in [wanted] + [0] * number:
            holder = socket.socket()
            try:
                holder.bind(("127.0.0.1", port))
            except OSError:
                holder.close()
                continue
            held.append(holder)
        return [int(holder.getsockname()[1]) for holder in held[:number]]
    finally:
        for holder in held:
            holder.close()


def demo_choices(public: int, others: list[int], servers: dict[str, int]) -> str:
    """The choices of a demo, as a file."""
    hub, api, formgrader = others
    limits = "".join(f"{name} = {value}\n" for name, value in servers.items())
    return f"""# A demo: everything under this folder, one password for all, nobody kept apart from anybody.
council = "Demo council"
address = "http://127.0.0.1:{public}"

[folders]
state = "state"
exchange = "exchange"
course = "course"
homes = "homes"
backups = "backups"

[people]
roster = "roster.csv"
coaches = ["coach"]

[sign_in]
method = "demo"

[servers]
spawner = "demo"
{limits}
[network]
public = {public}
hub = {hub}
proxy_api = {api}
formgrader = {formgrader}
"""


def _name(number: int) -> tuple[str, str]:
    return FIRST_NAMES[(number - 1) % len(FIRST_NAMES)], f"Demo {number}"


def launch_hub(choices: Choices) -> subprocess.Popen[bytes]:
    """Start the hub and return when it answers, and its proxy knows the way to it."""
    hub = launch("hub", [sys.executable, "-m", "jupyterhub", "-f", str(_config(choices))], choices)
    log, network = choices.etc / "hub.log", choices.network
    wait_for(hub, f"http://127.0.0.1:{network.hub}/hub/health", log)
    wait_for(hub, f"{'https' if network.certificate else 'http'}://127.0.0.1:{network.public}/hub/health", log)
    return hub


def launch_formgrader(choices: Choices) -> None:
    """Start the formgrader and return when it answers."""
    known = formgrader.environment(choices, read_keys(choices.etc))
    beside = launch("formgrader", formgrader.command(choices), choices, known)
    address = f"http://127.0.0.1:{choices.network.formgrader}/services/{choices.course}/api"
    wait_for(beside, address, choices.etc / "formgrader.log")


def launch(
    name: str, command: list[str], choices: Choices, extra: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a program of the demo in the background, its words in `<name>.log`."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "JPY"))}
    # Started by a shell in the background, it would pass on its deafness to Ctrl-C, and servers would never end.
    ignored = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        with (choices.etc / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=choices.folders.course,
                env={**environment, MARK: str(choices.etc), **(extra or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    finally:
        signal.signal(signal.SIGINT, ignored)


def wait_for(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when `address` answers. Raises PlainError with the log's telling line when the process ends or is mute."""
    until = time.monotonic() + PATIENCE
    # It is ourselves we ask, and only whether we are there: by no proxy of the council's, with any certificate.
    anything_goes = ssl.create_default_context()
    anything_goes.check_hostname, anything_goes.verify_mode = False, ssl.CERT_NONE
    direct = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=anything_goes)
    )
    while time.monotonic() < until and process.poll() is None:
        try:
            with direct.open(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    ended = "ended" if process.poll() is not None else f"has not answered within {PATIENCE} seconds"
    raise PlainError(f"The {log.stem} {ended}. Its log says: {telling(log.read_text(errors='replace'))}")


def telling(log: str) -> str:
    """The line of a hub's log that says most about why it ended: the last error, or its last words."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"\[[CE] ", line) or re.match(r"[\w.]*(Error|Exception)\b", line)]
    return (errors or lines or ["nothing at all"])[-1]
