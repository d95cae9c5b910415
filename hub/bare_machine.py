"""Proof of an installed hub, from its own machine: people sign in, work, are kept apart, meet their limits, and come
back after restarts, a backup and a restore. `hub/on-a-bare-machine.sh` runs it on a test machine.

It makes accounts, ends processes and removes a person: never on a machine that learners use.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
import websocket

from hub.accounts import account_of
from hub.choices import Choices, read_choices

ASSIGNMENT = "m01-a01"
LEARNERS = ("amina.khan", "ben")
COACH, HOST = "mary.okoye", "host"
PASSWORD = "only for a test machine"
CONTROLLERS = Path("/sys/fs/cgroup/cgroup.controllers")
UNITS = ("academy-hub-proxy", "academy-hub", "academy-hub-formgrader")


class Visitor:
    """A person at a browser: their cookies, and the XSRF token that goes back with every change."""

    def __init__(self, choices: Choices, name: str, patience: float) -> None:
        self.address, self.name, self.patience = choices.address.rstrip("/"), name, patience
        self.session = requests.Session()
        self.session.trust_env, self.session.verify = False, choices.network.certificate or True

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.address + path, timeout=self.patience)

    def post(self, path: str, **body: Any) -> requests.Response:
        headers = {"X-XSRFToken": self._xsrf(path)}
        return self.session.post(self.address + path, headers=headers, timeout=self.patience, **body)

    def form(self, path: str, **fields: str) -> requests.Response:
        self.get(path)
        return self.post(path, data={**fields, "_xsrf": self._xsrf(path)})

    def _xsrf(self, path: str) -> str:
        fitting = [each for each in self.session.cookies if each.name == "_xsrf" and path.startswith(each.path)]
        return (max(fitting, key=lambda each: len(each.path)).value or "") if fitting else ""

    def sign_up(self) -> None:
        self.form("/hub/signup", username=self.name, signup_password=PASSWORD, signup_password_confirmation=PASSWORD)

    def sign_in(self) -> bool:
        self.form("/hub/login", username=self.name, password=PASSWORD)
        return self.get("/hub/api/user").status_code == 200

    def open_lab(self) -> float:
        """Start the server by visiting it; seconds until Lab's page is there."""
        begun = time.monotonic()
        self.get("/hub/spawn")
        while time.monotonic() - begun < self.patience:
            page = self.get(f"/user/{self.name}/lab")
            if page.status_code == 431:
                break
            if page.status_code == 200 and "jupyter-config-data" in page.text:
                return time.monotonic() - begun
            time.sleep(1)
        raise AssertionError(f"{self.name}'s server did not come up: {page.status_code}")

    def run(self, code: str) -> str:
        """Run code in a kernel of the person's own server; what it printed, or "DIED" when the kernel did."""
        mine = f"/user/{self.name}/api/kernels"
        kernel = self.post(mine, json={}).json()["id"]
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.session.cookies)
        where = f"{self.address.replace('http', 'ws', 1)}{mine}/{kernel}/channels"
        trust = {"ca_certs": self.session.verify} if isinstance(self.session.verify, str) else {}
        line = websocket.create_connection(where, cookie=cookies, sslopt=trust, timeout=self.patience)
        try:
            line.send(_execute(code))
            return self._output(line)
        finally:
            line.close()
            self.session.delete(
                f"{self.address}{mine}/{kernel}", headers={"X-XSRFToken": self._xsrf(mine)}, timeout=self.patience
            )

    def _output(self, line: websocket.WebSocket) -> str:
        said, until = "", time.monotonic() + self.patience
        while time.monotonic() < until:
            message = json.loads(line.recv())
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                said += content["text"]
            elif kind == "error":
                said += f"{content['ename']}: {content['evalue']}"
            elif kind == "status" and content["execution_state"] in ("restarting", "dead"):
                return said + "DIED"
            elif kind == "execute_reply":
                return said
        raise AssertionError(f"{self.name}'s kernel did not answer")


def _execute(code: str) -> str:
    session = uuid.uuid4().hex
    header = {"msg_id": session, "username": "", "session": session, "msg_type": "execute_request", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "stop_on_error": True, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    return json.dumps(message)


class Proof:
    """The steps, in order; each raises AssertionError when what the guide promises does not hold."""

    def __init__(self, choices: Choices, patience: float) -> None:
        self.choices, self.patience = choices, patience
        self.people = {name: Visitor(choices, name, patience) for name in (*LEARNERS, COACH, HOST)}
        self.amina, self.ben = (self.people[name] for name in LEARNERS)

    def people_sign_in(self) -> str:
        self._until_the_hub_answers()
        for person in self.people.values():
            person.sign_up()
        host = self.people[HOST]
        assert host.sign_in(), "the host cannot sign in"
        for person in self.people.values():
            if not person.sign_in():  # the page that lets somebody in shuts them out at the second visit
                host.get(f"/hub/authorize/{person.name}")
                assert person.sign_in(), f"{person.name} cannot sign in"
        return f"{len(self.people)} people"

    def servers_start(self) -> str:
        seconds = [self.amina.open_lab(), self.ben.open_lab()]
        return f"after {seconds[0]:.0f} and {seconds[1]:.0f} s, each a unit under an account of its own"

    def cells_run(self) -> str:
        said = self.amina.run("import os, pwd; print(pwd.getpwuid(os.getuid()).pw_name)")
        assert said.strip() == account_of(self.amina.name), said
        return f"as {said.strip()}"

    def people_are_kept_apart(self) -> str:
        folders, etc = self.choices.folders, self.choices.etc
        closed = [
            folders.homes,
            folders.homes / account_of(self.ben.name),
            folders.state,
            folders.course,
            folders.exchange / self.choices.course / "inbound",
            folders.backups,
            self.choices.environments.marking / "bin",
            etc / "secrets.env",
            etc / "proxy.env",
            etc / "formgrader.env",
            self.choices.people.roster,
        ]
        look = (
            "import os\n"
            f"for path in {[str(path) for path in closed]!r}:\n"
            "    try:\n"
            "        os.listdir(path) if os.path.isdir(path) else open(path).close()\n"
            "        print('OPEN', path)\n"
            "    except OSError as refused: pass\n"
            "others = {os.stat(f'/proc/{each}').st_uid for each in os.listdir('/proc') if each.isdigit()}\n"
            "print('SEES', others) if others - {os.getuid()} else None\n"
            "for path in ('/opt', '/etc', os.path.dirname(os.__file__)):\n"
            "    print('WRITES', path) if os.access(path, os.W_OK) else None\n"
        )
        said = self.amina.run(look)
        assert said == "", said
        assert self.amina.get(f"/user/{self.ben.name}/lab").status_code in (403, 404)
        assert self.amina.get(f"/services/{self.choices.course}/formgrader").status_code == 403
        return f"{len(closed)} places are closed to a learner's kernel, and others' processes out of its sight"

    def memory_is_limited(self) -> str:
        if not _has("memory"):
            return "NOT TESTED: this machine gives systemd no memory controller"
        limit = _bytes(self.choices.servers.memory)
        said = self.amina.run(f"held = bytearray(b'x') * {2 * limit}; print('held', len(held))")
        assert said == "DIED", said
        assert self.amina.run("print(6 * 7)").strip() == "42", "the server should outlive the kernel"
        assert self.ben.run("print(6 * 7)").strip() == "42"
        return f"a kernel that takes twice {self.choices.servers.memory} is ended; its server, and everybody's, goes on"

    def cores_are_limited(self) -> str:
        if not _has("cpu"):
            return "NOT TESTED: this machine gives systemd no cpu controller"
        spin = (
            "import resource, subprocess, sys, time\n"
            "busy = 'import time\\nend = time.time() + 10\\nwhile time.time() < end: pass'\n"
            "begun = time.monotonic()\n"
            "many = [subprocess.Popen([sys.executable, '-c', busy]) for _ in range(4)]\n"
            "for each in many: each.wait()\n"
            "spent = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
            "print((spent.ru_utime + spent.ru_stime) / (time.monotonic() - begun))"
        )
        used = float(self.amina.run(spin))
        assert used < 1.2 * self.choices.servers.cpu + 0.1, used
        return f"four busy processes got {used:.2f} cores of {self.choices.servers.cpu:g}"

    def processes_are_limited(self) -> str:
        if not _has("pids"):
            return "NOT TESTED: this machine gives systemd no pids controller"
        fork = (
            "import subprocess\nmany = []\ntry:\n"
            f"    while len(many) < {self.choices.servers.processes + 50}:\n"
            "        many.append(subprocess.Popen(['sleep', '60']))\n"
            "except OSError as refused: print('refused')\n"
            "for each in many: each.kill()\nfor each in many: each.wait()\n"
        )
        said = self.amina.run(fork)
        assert "refused" in said, said
        return f"at {self.choices.servers.processes}"

    def a_round_of_marking(self) -> str:
        graders, marking = self.choices.graders, self.choices.environments.marking / "bin" / "academy"

        def as_graders(*words: str) -> str:
            return _run("setpriv", "--reuid", graders, "--regid", graders, "--init-groups", str(marking), *words)

        (self.choices.folders.course / "roster.csv").write_text(Path(str(self.choices.people.roster)).read_text())
        as_graders("hub", "release", ASSIGNMENT)
        for action in ("fetch", "submit"):
            where = f"/user/{self.amina.name}/assignments/{action}"
            answer = self.amina.post(where, data={"course_id": self.choices.course, "assignment_id": ASSIGNMENT})
            assert answer.json()["success"], answer.text
        assert "1 collected" in as_graders("hub", "collect", ASSIGNMENT)
        as_graders("grade", ASSIGNMENT, "--out", str(self.choices.folders.course))
        as_graders("hub", "feedback", ASSIGNMENT)
        where = f"/user/{self.amina.name}/assignments/fetch_feedback"
        answer = self.amina.post(where, data={"course_id": self.choices.course, "assignment_id": ASSIGNMENT})
        assert answer.json()["success"], answer.text
        coach = self.people[COACH].get(f"/services/{self.choices.course}/formgrader")
        assert coach.status_code == 200, coach.status_code
        return (
            "released, fetched, handed in, collected, graded in the sandbox, feedback fetched; formgrader for the coach"
        )

    def work_goes_on_while_the_hub_restarts(self) -> str:
        _run("systemctl", "restart", "academy-hub")
        assert self.amina.run("print(6 * 7)").strip() == "42"
        self._until_the_hub_answers()
        _run("systemctl", "kill", "--signal=KILL", "academy-hub")
        assert self.amina.run("print(6 * 7)").strip() == "42"
        self._until_the_hub_answers()
        assert self.amina.get("/hub/api/user").status_code == 200
        return "restarted, then killed: a cell ran each time, and systemd brought the hub back"

    def _until_the_hub_answers(self) -> None:
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            try:
                if self.amina.get("/hub/login").ok and self.amina.get("/hub/health").ok:
                    return
            except requests.RequestException:
                pass
            time.sleep(1)
        raise AssertionError("the hub did not come back")

    def backup_restore_and_leaver(self) -> str:
        own = self.choices.folders.homes / account_of(self.amina.name) / "course" / "mine.txt"
        self.amina.run("open('mine.txt', 'w').write('worth keeping')")
        _run("systemctl", "start", "academy-hub-backup")
        [*_, backup] = sorted(path for path in self.choices.folders.backups.iterdir() if path.is_dir())
        own.unlink()
        _run("systemctl", "stop", "academy-cda-*", "academy-hub", "academy-hub-formgrader")
        academy = str(self.choices.environments.learners / "bin" / "academy")
        _run(academy, "hub", "restore", str(backup))
        assert own.read_text() == "worth keeping"
        assert own.owner() == account_of(self.amina.name)
        _run(academy, "hub", "remove", self.ben.name, "--yes")
        assert not (self.choices.folders.homes / account_of(self.ben.name)).exists()
        _run("systemctl", "start", "academy-hub", "academy-hub-formgrader")
        self._until_the_hub_answers()
        self.amina.open_lab()
        assert self.amina.run("print(open('mine.txt').read())").strip() == "worth keeping"
        return f"{backup.name} put back, work and owners as they were; {self.ben.name} removed, account and all"

    def the_doctor_agrees(self) -> str:
        command = [str(self.choices.environments.learners / "bin" / "academy"), "hub", "doctor"]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        unwell = [line for line in said.splitlines() if line.startswith("MEND") and "Clock" not in line]
        assert not unwell, "\n".join(unwell)
        return f"{said.count('ok  ')} things are well" + (", the clock is not" if "MEND" in said else "")

    def logs_are_kept(self) -> str:
        lines = _run("journalctl", "--unit=academy-hub", "--no-pager", "--quiet")
        secrets = (self.choices.etc / "secrets.env").read_text()
        for value in re.findall(r"=(.{16,})", secrets):
            assert value not in lines, "a secret is in the hub's log"
        return f"{lines.count(chr(10))} lines of the hub's in the journal, none with a secret"


STEPS: list[Callable[[Proof], str]] = [
    Proof.people_sign_in,
    Proof.servers_start,
    Proof.cells_run,
    Proof.people_are_kept_apart,
    Proof.memory_is_limited,
    Proof.cores_are_limited,
    Proof.processes_are_limited,
    Proof.a_round_of_marking,
    Proof.work_goes_on_while_the_hub_restarts,
    Proof.backup_restore_and_leaver,
    Proof.the_doctor_agrees,
    Proof.logs_are_kept,
]


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout


def _has(controller: str) -> bool:
    return CONTROLLERS.is_file() and controller in CONTROLLERS.read_text().split()


def _bytes(size: str) -> int:
    return int(float(size[:-1]) * 1024 ** ("KMGT".index(size[-1]) + 1))


def main() -> None:
    """Every step, one line each; exit status 1 when one does not hold."""
    proof = Proof(read_choices(Path(sys.argv[1])), float(sys.argv[2]) if len(sys.argv) > 2 else 300)
    held = failed = 0
    for step in STEPS:
        name = step.__name__.replace("_", " ")
        try:
            print(f"ok    {name}: {step(proof)}", flush=True)  # noqa: T201
            held += 1
        except Exception as problem:  # noqa: BLE001 - a proof tells of every fault and goes on
            failed += 1
            print(f"FAIL  {name}: {problem or type(problem).__name__}", flush=True)  # noqa: T201
            traceback.print_exc()
            if step in STEPS[:2]:
                break  # nothing that follows can hold
    print(f"{held} held, {failed} did not.")  # noqa: T201
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
