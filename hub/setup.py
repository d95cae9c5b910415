"""What configuring does beyond files, on a real hub: the graders' account, the course folder, the exchange."""

from __future__ import annotations

import os
from collections.abc import Iterator

from hub.accounts import ensure_graders
from hub.choices import Choices
from hub.layout import make_places


def set_up(choices: Choices) -> Iterator[str]:
    """Make accounts and folders, and say what is left to do. Without root it says what root would have to do."""
    if choices.servers.spawner == "demo":
        make_places(choices, os.getuid(), os.getgid())
        return
    if os.geteuid() != 0:
        yield "Not run as root: accounts, the course folder and the exchange were not made. Run it again with sudo."
        return
    owner, group = ensure_graders(choices.graders, choices.folders.homes)
    make_places(choices, owner, group)
    choices.folders.homes.chmod(0o711)
    yield f"The course folder and the exchange belong to {choices.graders}."
    units = choices.etc / "units"
    yield f"To install the units:  cp {units}/academy-hub* /etc/systemd/system/ && systemctl daemon-reload"
