"""What a learner's server is: started as a unit of its own under the learner's account, or simply, for the demo.

Run as a program (`python -m hub.servers`) it is the command of every server: it makes or brings up to date the
learner's workspace, as the learner, and becomes JupyterHub's single-user server there.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

WORKSPACE = "course"
"""The workspace's name in the learner's home."""

LONGEST_SOCKET = 103 - len("/kernel-12345678-1234-1234-1234-123456789012-ipc-5")
"""Characters a folder may have in which kernels keep their sockets: a whole name may have 103 (macOS) or 107."""

if TYPE_CHECKING:
    from hub.choices import Choices


def systemd_spawner(choices: Choices) -> type:
    """A SystemdSpawner for our accounts: made when first needed, closed homes, limits by the kernel."""
    from systemdspawner import SystemdSpawner  # type: ignore[import-untyped]

    from hub.accounts import account_of, ensure_account

    class CourseSpawner(SystemdSpawner):
        """One unit and one account a learner."""

        def _expand_user_vars(self, string: str) -> str:
            return str(string.format(USERNAME=account_of(self.user.name), USERID=self.user.id))

        async def start(self) -> object:
            ensure_account(self.user.name, choices.folders.homes)
            return await super().start()

    return CourseSpawner


def runtime_folder(choices: Choices, person: str) -> Path:
    """Where a person's kernels keep their sockets: short, as the system wants it, and closed to others."""
    if choices.servers.spawner == "demo":
        return choices.etc / "run" / person
    return Path("/tmp/run")


def transport(choices: Choices) -> str:
    """`ipc` (sockets in a closed folder), or `tcp` where the folder's name is too long for a socket."""
    long = len(str(runtime_folder(choices, "x" * 20))) > LONGEST_SOCKET
    return "tcp" if long else "ipc"


def main() -> None:
    """Make the workspace, then serve it. Whatever is wrong with the workspace, the learner gets to their files."""
    from curriculum.start import built_notebooks, make_workspace
    from synthetic_data.errors import PlainError

    folder = Path.home() / WORKSPACE
    try:
        make_workspace(folder, os.environ["JUPYTERHUB_USER"], built_notebooks())
    except PlainError as problem:
        print(f"The workspace was left as it is: {problem}", file=sys.stderr, flush=True)  # noqa: T201 - the server's log
    folder.mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    command = [sys.executable, "-m", "jupyterhub.singleuser", f"--ServerApp.root_dir={folder}", *sys.argv[1:]]
    os.execv(sys.executable, command)


if __name__ == "__main__":
    main()
