"""The proxy in front of the hub: JupyterHub's own configurable-http-proxy, found on this machine or installed by npm.

The versions are pinned in `node/package-lock.json`; what npm installs goes into this Python environment's own folder
(`share/academy/proxy`), so it comes and goes with the environment.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from synthetic_data.errors import PlainError

PROGRAM = "configurable-http-proxy"
HOME = Path(sys.prefix) / "share" / "academy" / "proxy"
OLDEST_NODE = 20
WAYS = (
    "install the package node-configurable-http-proxy (Debian, Ubuntu), or Node.js 20 or later with npm and run "
    "this again"
)


def find_proxy() -> Path | None:
    """The proxy's program: on the PATH, or the one installed here earlier, if there is still a Node.js to run it."""
    on_path = shutil.which(PROGRAM)
    ours = HOME / "node_modules" / ".bin" / PROGRAM
    return Path(on_path) if on_path else ours if ours.exists() and shutil.which("node") else None


def install_proxy() -> Path:
    """Install the pinned proxy with npm and return its program. Needs the network, once.

    Raises PlainError when Node.js or npm is missing or too old, or npm did not succeed.
    """
    npm, version = shutil.which("npm"), node_version()
    if npm is None or version is None:
        raise PlainError(f"The hub needs {PROGRAM}, and this machine has no {'npm' if version else 'Node.js'}: {WAYS}.")
    if version < OLDEST_NODE:
        raise PlainError(f"The hub needs {PROGRAM}, and Node.js {version} here is too old to install it: {WAYS}.")
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        (HOME / name).write_bytes(files("hub").joinpath("node", name).read_bytes())
    command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    program = find_proxy()
    if done.returncode or program is None:
        shutil.rmtree(HOME / "node_modules", ignore_errors=True)
        reason = next((line for line in done.stderr.splitlines() if "code" in line), "no reason given")
        raise PlainError(f"npm could not install {PROGRAM} ({reason.strip()}): check the network, or {WAYS}.")
    return program


def node_version() -> int | None:
    """The major version of Node.js here, or none."""
    node = shutil.which("node")
    if node is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else None
