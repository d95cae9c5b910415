"""What listens on a hub's machine, who answers at its ports, and whether browsers and their WebSockets get in."""

from __future__ import annotations

import socket
import warnings
from collections.abc import Iterator

import psutil  # type: ignore[import-untyped]
import requests

from hub.backup import is_running
from hub.choices import Choices
from hub.finding import Finding
from hub.keys import read_keys

LOOPBACK = {"127.0.0.1", "::1"}
PATIENCE = 10
"""Seconds an answer from this machine may take."""
UNITS = {"hub": "academy-hub", "proxy": "academy-hub-proxy", "formgrader": "academy-hub-formgrader"}


def ports(choices: Choices) -> Iterator[Finding]:
    """Each port is free, or held by what should hold it, on loopback; a proxy that no hub commands is named."""
    network, running = choices.network, is_running(choices)
    for name in ("hub", "proxy_api", "formgrader"):
        port = getattr(network, name)
        open_to_all = sorted(_listening(port) - LOOPBACK)
        mend = f"only this machine may reach it: find what holds it (ss -ltnp | grep {port}) and stop it"
        yield Finding(f"Port {port} ({name})", not open_to_all, ", ".join(open_to_all) or "loopback or free", mend)
    if strangers := sorted(_open_servers()):
        mend = "stop these: a learner's server and its kernels listen on this machine's own address only"
        yield Finding("Listeners", False, f"open to the network: {', '.join(strangers)}", mend)
    if running:
        yield _health(choices)
        yield _formgrader(choices)
    elif not _listening(network.proxy_api):
        yield _not_started(choices)
    proxy = list(_proxy(choices, running))
    yield from proxy
    if running and all(each.well for each in proxy):
        yield from _door(choices)


def _health(choices: Choices) -> Finding:
    address = f"http://127.0.0.1:{choices.network.hub}/hub/health"
    mend = f"something else holds port {choices.network.hub}: choose another in hub.toml, or stop it"
    answer = _get(address)
    well = answer is not None and answer.ok and "X-JupyterHub-Version" in answer.headers
    return Finding("Hub", well, "answers" if well else "what answers at its port is not a hub", mend)


def _formgrader(choices: Choices) -> Finding:
    answer = _get(f"http://127.0.0.1:{choices.network.formgrader}/services/{choices.course}/api")
    well = answer is not None and answer.ok
    return Finding("Formgrader", well, "answers" if well else "does not answer", _way_out(choices, "formgrader"))


def _not_started(choices: Choices) -> Finding:
    """Neither hub nor proxy runs: well only before the first start."""
    started = (choices.folders.state / "cookie_secret").exists()  # the hub makes it at its first start
    mend = "systemctl start academy-hub-proxy academy-hub academy-hub-formgrader"
    if choices.servers.spawner == "demo":
        mend = _way_out(choices, "hub")
    return Finding("Hub", not started, "does not run" if started else "has not been started yet", mend)


def _door(choices: Choices) -> Iterator[Finding]:
    """What browsers do, from this machine: in by the proxy, and a WebSocket such as kernels need."""
    from hub.connection import obstacle

    door = f"{'https' if choices.network.certificate else 'http'}://127.0.0.1:{choices.network.public}"
    answer = _get(f"{door}/hub/health")
    well = answer is not None and answer.ok and "X-JupyterHub-Version" in answer.headers
    seen = "leads to the hub" if well else "leads elsewhere" if answer is not None else f"{door} does not answer"
    mend = f"see what holds port {choices.network.public} (ss -ltnp); just after a start, look again in ten seconds"
    yield Finding("Way in", well, seen, mend)
    if well:
        stops = obstacle(door)
        mend = "something between proxy and hub stops them: notebooks would open and no cell would run"
        seen = stops or f"pass on this machine; from a learner's desk open {choices.address.rstrip('/')}/hub/connection"
        yield Finding("WebSockets", not stops, seen, mend)


def _way_out(choices: Choices, part: str) -> str:
    """How to start the hub, the proxy or the formgrader again."""
    if choices.servers.spawner == "demo":
        return "academy hub demo brings it back: people's work is safe"
    return f"systemctl start {UNITS[part]}: people's work is safe, and their servers are still running"


def _proxy(choices: Choices, running: bool) -> Iterator[Finding]:
    token = {"Authorization": f"token {read_keys(choices.etc)['CONFIGPROXY_AUTH_TOKEN']}"}
    api = f"http://127.0.0.1:{choices.network.proxy_api}/api/routes"
    if not _listening(choices.network.proxy_api):
        yield Finding("Proxy", not running, "does not run", _way_out(choices, "proxy"))
        return
    answer = _get(api, token)
    if answer is not None and answer.status_code == 403:
        seen = "an orphan from an earlier start, with another token, holds its port"
        yield Finding(
            "Proxy", False, seen, f"end what holds port {choices.network.proxy_api} (ss -ltnp), start the hub"
        )
    elif answer is None or not answer.ok:
        yield Finding("Proxy", False, "something that is no proxy holds its port", "choose another port in hub.toml")
    else:
        seen = "runs" if running else "runs, but its hub does not"
        yield Finding("Proxy", running, seen, _way_out(choices, "hub"))


def _get(address: str, headers: dict[str, str] | None = None) -> requests.Response | None:
    session = requests.Session()
    session.trust_env = False
    session.verify = False  # whose certificate it is, is asked elsewhere
    try:
        with warnings.catch_warnings(action="ignore"):
            return session.get(address, headers=headers, timeout=PATIENCE)
    except requests.RequestException:
        return None


def _open_servers() -> set[str]:
    """Jupyter's servers and kernels that listen beyond loopback: port and program. Without root, only one's own."""
    found = set()
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            if not any(name in word for word in words for name in ("jupyterhub.singleuser", "ipykernel_launcher")):
                continue
            found |= {
                f"port {each.laddr.port} ({process.name()} {process.pid})"
                for each in process.net_connections("tcp")
                if each.status == "LISTEN" and each.laddr.ip not in LOOPBACK
            }
        except psutil.Error:
            continue
    return found


def _listening(port: int) -> set[str]:
    """Addresses on which something listens at a port."""
    try:
        held = {
            each.laddr.ip
            for each in psutil.net_connections("tcp")
            if each.status == "LISTEN" and each.laddr.port == port
        }
    except psutil.AccessDenied:
        with socket.socket() as knock:
            held = {"127.0.0.1"} if knock.connect_ex(("127.0.0.1", port)) == 0 else set()
    return held
