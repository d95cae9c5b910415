"""Each thing that goes wrong with a hub is named by the doctor, with the way out."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from certificates import self_signed
from councils import hub_database, made

from hub import backup as keeping
from hub.choices import Choices, read_choices
from hub.doctor import examine
from hub.finding import Finding
from hub.layout import write_layout


@pytest.fixture
def council(tmp_path: Path) -> Choices:
    """A hub that is not running and lacks nothing."""
    choices = made(tmp_path)
    hub_database(choices.folders.state / "jupyterhub.sqlite", ["learner001"])
    return choices


def unwell(choices: Choices) -> dict[str, Finding]:
    """What is wrong; this machine's own clock is not the matter here."""
    return {each.subject: each for each in examine(choices) if not each.well and each.subject not in ("Clock", "Disk")}


def with_certificate(choices: Choices, days: int = 300, host: str = "127.0.0.1") -> Choices:
    self_signed(choices.etc / "c.pem", choices.etc / "k.pem", days)
    text = choices.source.read_text().replace("http://127.0.0.1", f"https://{host}")
    text += f'certificate = "{choices.etc}/c.pem"\nkey = "{choices.etc}/k.pem"\n'
    choices.source.write_text(text)
    again = read_choices(choices.source)
    write_layout(again)
    return again


def test_a_hub_that_lacks_nothing_is_well(council: Choices) -> None:
    assert unwell(council) == {}
    assert unwell(with_certificate(council)) == {}


@pytest.mark.parametrize(
    ("harm", "subject", "seen"),
    [
        (lambda c: (c.etc / "jupyterhub_config.py").write_text("edited"), "Generated files", "1 differ"),
        (lambda c: c.folders.state.chmod(0o755), "State folder", "mode 755"),
        (lambda c: c.folders.course.chmod(0o755), "Course folder", "mode 755"),
        (lambda c: (c.folders.exchange / "rogue").mkdir(), "Exchange", "is not a course of this hub"),
        (lambda c: (c.folders.state / "jupyterhub.sqlite").write_bytes(b"x" * 99), "Hub's database", "cannot be read"),
        (lambda c: (c.etc / "secrets.env").chmod(0o644), "secrets", "could not be looked at"),
    ],
)  # fmt: skip
def test_each_harm_is_named(council: Choices, harm: Callable[[Choices], object], subject: str, seen: str) -> None:
    harm(council)
    found = unwell(council)[subject]
    assert seen in found.seen
    assert found.mend


def test_what_keeps_several_things_from_being_looked_at_is_told_once(council: Choices) -> None:
    (council.etc / "secrets.env").chmod(0o644)
    assert len([each for each in examine(council) if "can be read by others" in each.mend]) == 1


def test_a_hub_that_was_started_once_and_does_not_run_is_not_well(council: Choices) -> None:
    assert "Hub" not in unwell(council)
    (council.folders.state / "cookie_secret").touch(mode=0o600)
    assert unwell(council)["Hub"].seen == "does not run"


def test_a_lost_database_is_met_with_the_last_backup(council: Choices) -> None:
    kept = keeping.back_up(council)
    (council.folders.state / "jupyterhub.sqlite").unlink()
    found = unwell(council)["Hub's database"]
    assert "is lost" in found.seen
    assert found.mend == f"academy hub restore {kept}"


@pytest.mark.parametrize(
    ("days", "host", "subject", "seen"),
    [
        (-1, "127.0.0.1", "Certificate", "ended on"),
        (10, "127.0.0.1", "Certificate", "valid until"),
        (300, "academy.example", "Certificate's name", "127.0.0.1"),
    ],
)
def test_a_certificate_that_will_not_do_is_named(
    council: Choices, days: int, host: str, subject: str, seen: str
) -> None:
    assert seen in unwell(with_certificate(council, days, host))[subject].seen


def test_anothers_key_is_named(council: Choices) -> None:
    choices = with_certificate(council)
    self_signed(choices.etc / "other.pem", choices.etc / "k.pem")
    assert unwell(choices)["Certificate's key"].seen == "is another's"


def answering(
    port: int, status: int, where: str = "127.0.0.1", headers: Mapping[str, str] | None = None
) -> http.server.ThreadingHTTPServer:
    """Something that holds a port and gives one answer."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer((where, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.mark.parametrize(
    ("port", "status", "where", "subject", "seen"),
    [
        ("proxy_api", 403, "127.0.0.1", "Proxy", "an orphan from an earlier start"),
        ("proxy_api", 404, "127.0.0.1", "Proxy", "something that is no proxy"),
        ("proxy_api", 200, "127.0.0.1", "Proxy", "runs, but its hub does not"),
        ("hub", 200, "127.0.0.1", "Hub", "is not a hub"),
    ],
)
def test_who_holds_a_port_is_named(
    council: Choices, port: str, status: int, where: str, subject: str, seen: str
) -> None:
    server = answering(getattr(council.network, port), status, where)
    try:
        assert seen in unwell(council)[subject].seen
    finally:
        server.shutdown()
        server.server_close()


def test_a_port_open_to_the_network_is_named(council: Choices) -> None:
    server = answering(council.network.formgrader, 200, "0.0.0.0")
    try:
        found = unwell(council)[f"Port {council.network.formgrader} (formgrader)"]
        assert found.seen == "0.0.0.0"
    finally:
        server.shutdown()
        server.server_close()


def test_a_full_disk_is_named(council: Choices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1))
    found = {each.subject: each for each in examine(council)}["Disk"]
    assert not found.well
    assert "what is saved already is safe" in found.mend


def test_each_disk_is_looked_at_once(council: Choices) -> None:
    named = [each.seen for each in examine(council) if each.subject == "Disk"]
    assert len(named) == 1
    assert all(name in named[0] for name in ("state", "exchange", "course", "homes", "backups"))


def test_a_learners_folder_that_others_can_enter_is_named(council: Choices) -> None:
    council.source.write_text(council.source.read_text().replace('spawner = "demo"', 'spawner = "systemd"'))
    (council.folders.homes / "learner001").chmod(0o755)
    (council.folders.homes / "learner002").chmod(0o700)
    found = unwell(read_choices(council.source))["Learners' folders"]
    assert found.seen == "open to others: learner001"


def test_a_learners_server_that_is_open_to_the_network_is_named(council: Choices) -> None:
    program = "import socket, sys; s = socket.create_server(('0.0.0.0', 0)); print(s.getsockname()[1], flush=True); "
    program += "sys.stdin.read()"
    command = [sys.executable, "-c", program, "jupyterhub.singleuser"]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    try:
        assert f"port {port} " in unwell(council)["Listeners"].seen
    finally:
        server.communicate()


def test_way_in_and_websockets_are_tried_as_a_browser_would(council: Choices) -> None:
    """A stand-in for proxy and hub in one: it answers as a hub, and refuses to let a WebSocket through."""
    token = {"X-JupyterHub-Version": "5.5"}
    servers = [answering(getattr(council.network, name), 200, headers=token) for name in ("hub", "proxy_api", "public")]
    try:
        found = unwell(council)
        assert "Way in" not in found
        assert "cell" in found["WebSockets"].mend
        assert found["Formgrader"].seen == "does not answer"
        assert "academy hub demo" in found["Formgrader"].mend
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def test_local_passwords_on_a_jupyterhub_that_has_no_place_for_them_are_named(
    council: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "6.1.1")
    assert "JupyterHub" not in unwell(council)
    local = replace(council, sign_in=replace(council.sign_in, method="local"))
    found = unwell(local)["JupyterHub"]
    assert "6.1.1" in found.seen and "5.5" in found.mend
