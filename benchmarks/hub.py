"""A class arriving at a hub: seconds until each person's Lab and kernel answer, time-outs, memory a learner.

Each person is a browser of their own: signs in, waits as the hub's pages do, opens Lab, starts a kernel and has it add
two numbers. Once with everybody arriving at the same moment, once after `academy hub class-start`.

    python benchmarks/hub.py [--learners 30] [--write]

`--write` puts the figures into benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests
import websocket

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.results import keep
from hub import demo
from hub.class_start import start_servers
from hub.processes import processes_of

HEADING = "## Hub: a class arriving at once"
PATIENCE = 1800
"""Seconds after which somebody counts as not served."""
QUEUE_PAGE = 15
"""Seconds after which the hub's queue page tries again by itself."""


@dataclass(frozen=True)
class Visit:
    """What one person met: seconds to the Lab page, to a kernel's answer, how often they saw the queue page."""

    lab: float | None
    kernel: float | None
    queued: int


def visit(address: str, name: str, password: str, gate: threading.Barrier) -> Visit:
    """Arrive with everybody else, and work."""
    browser, queued = requests.Session(), 0
    browser.trust_env = False
    gate.wait()
    began = time.monotonic()
    try:
        browser.get(f"{address}/hub/login", timeout=300)
        form = {"username": name, "password": password, "_xsrf": _xsrf(browser, "/hub/login")}
        browser.post(f"{address}/hub/login", data=form, timeout=300)
        while time.monotonic() - began < PATIENCE:
            page = browser.get(f"{address}/hub/spawn", timeout=300)
            if page.status_code == 429:
                queued += 1
                time.sleep(QUEUE_PAGE)
                continue
            lab = browser.get(f"{address}/user/{name}/lab", timeout=300)
            if lab.status_code == 200 and "jupyter-config-data" in lab.text:
                seen = time.monotonic() - began
                _add(browser, address, name)
                return Visit(seen, time.monotonic() - began, queued)
            time.sleep(1)
    except (requests.RequestException, websocket.WebSocketException, OSError) as problem:
        print(f"{name}: {problem}", file=sys.stderr)  # noqa: T201
    return Visit(None, None, queued)


def _xsrf(browser: requests.Session, path: str) -> str:
    fitting = [each for each in browser.cookies if each.name == "_xsrf" and path.startswith(each.path)]
    return max(fitting, key=lambda each: len(each.path)).value or ""


def _add(browser: requests.Session, address: str, name: str) -> None:
    """Start a kernel with pandas and wait for its answer to 1 + 1."""
    path = f"/user/{name}/api/kernels"
    started = browser.post(address + path, headers={"X-XSRFToken": _xsrf(browser, path)}, json={}, timeout=300)
    kernel = started.json()["id"]
    cookies = "; ".join(f"{each.name}={each.value}" for each in browser.cookies if path.startswith(each.path))
    channel = f"{address.replace('http', 'ws', 1)}{path}/{kernel}/channels"
    socket = websocket.create_connection(channel, cookie=cookies, timeout=300)
    header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": name, "session": uuid.uuid4().hex}
    content = {"code": "import pandas; print(1 + 1)", "silent": False}
    socket.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content}))
    while True:
        message = json.loads(socket.recv())
        if message["msg_type"] == "stream" and message["content"]["text"].strip() == "2":
            socket.close()
            return


def arrive(running: demo.Demo) -> list[Visit]:
    """Everybody at the same moment."""
    gate = threading.Barrier(len(running.learners))
    with ThreadPoolExecutor(len(running.learners)) as crowd:
        visits = [crowd.submit(visit, running.address, name, running.password, gate) for name in running.learners]
        return [each.result() for each in visits]


def memory(running: demo.Demo) -> tuple[float, float, float]:
    """Mebibytes (PSS): a learner's server, a kernel with pandas, everything of the hub together."""
    servers, kernels, everything = [], [], 0.0
    for process in processes_of(running.folder):
        try:
            words, size = " ".join(process.cmdline()), process.memory_full_info().pss / 2**20
        except psutil.Error:
            continue
        everything += size
        if "ipykernel" in words:
            kernels.append(size)
        elif "jupyterhub.singleuser" in words and "root_dir" in words:
            servers.append(size)
    return statistics.median(servers), statistics.median(kernels), everything


def row(label: str, visits: list[Visit]) -> str:
    served = [each for each in visits if each.kernel is not None]
    labs, kernels = [each.lab or 0 for each in served], [each.kernel or 0 for each in served]
    cells = [f"{len(served)} of {len(visits)}", *(f"{value:.0f}" for value in (statistics.median(labs), max(labs)))]
    cells += [f"{value:.0f}" for value in (statistics.median(kernels), max(kernels))]
    return f"| {label} | {' | '.join(cells)} | {sum(each.queued > 0 for each in visits)} |"


def measure(learners: int) -> str:
    """Both arrivals on hubs of their own; the section for RESULTS.md."""
    quiet = lambda _: None  # noqa: E731
    rows, load = [], os.getloadavg()[0]
    for prepared in (False, True):
        folder = Path(tempfile.mkdtemp(prefix="cda-")) / "hub"
        cores = os.cpu_count() or 1
        running = demo.start(folder, learners, 0, quiet, at_once=2 * cores, start_seconds=900)
        try:
            began = time.monotonic()
            if prepared:
                start_servers(running.choices)
                took = time.monotonic() - began
            rows.append(row("after `academy hub class-start`" if prepared else "nothing prepared", arrive(running)))
            server, kernel, everything = memory(running)
        finally:
            demo.stop(folder)
            folder.parent.rmdir()
    return f"""{HEADING}

`python benchmarks/hub.py --learners {learners} --write`, on {os.cpu_count()} cores, {platform.system()}, Python
{platform.python_version()}. The browsers run on the same machine, and other work kept {load:.0f} processes waiting
when it began (load average): times are upper bounds.

| {learners} people at once | served | Lab, median s | slowest | kernel answers, median s | slowest | saw the queue |
| --- | --- | --- | --- | --- | --- | --- |
{chr(10).join(rows)}

`class-start` itself took {took:.0f} seconds. Memory (PSS): a learner's server {server:.0f} MiB, a kernel with pandas
{kernel:.0f} MiB, everything of the hub with {learners} of each {everything:.0f} MiB.
"""


def main() -> None:
    """Measure, print, and with --write keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--learners", type=int, default=30)
    arguments.add_argument("--write", action="store_true")
    given = arguments.parse_args()
    section = measure(given.learners)
    print(section)  # noqa: T201
    if given.write:
        keep(section)


if __name__ == "__main__":
    main()
