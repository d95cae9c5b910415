"""Who may do what: the hub's services, and roles with no more than each needs."""

from __future__ import annotations

import sys
from typing import Any

from hub import formgrader
from hub.choices import Choices
from hub.processes import MARK

CULL_EVERY = 300
CLASS_START = "class-start"
CULLER = "idle-culler"
CULLER_PROGRAM = "jupyterhub_idle_culler"


def roles(choices: Choices) -> list[dict[str, Any]]:
    """JupyterHub's `load_roles`. Learners keep JupyterHub's own defaults: their own server and nothing else."""
    return [
        {
            "name": choices.coach_group,
            "description": "Coaches open the formgrader.",
            "groups": [choices.coach_group],
            "scopes": [f"access:services!service={choices.course}"],
        },
        {
            "name": CULLER,
            "description": "Stops servers that nobody uses.",
            "services": [CULLER],
            "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        },
        {
            "name": CLASS_START,
            "description": "Starts learners' servers before a class.",
            "services": [CLASS_START],
            "scopes": [f"{scope}!group={choices.learner_group}" for scope in ("list:users", "read:servers", "servers")],
        },
    ]


def services(choices: Choices, keys: dict[str, str]) -> list[dict[str, Any]]:
    """JupyterHub's `services`: the formgrader, the idle culler, and the token that class starts use."""
    idle = choices.servers.idle_minutes * 60
    return [
        formgrader.service(choices, keys),
        {
            "name": CULLER,
            "display": False,
            "environment": {MARK: str(choices.etc)},
            "command": [
                *(sys.executable, "-m", CULLER_PROGRAM),
                *(f"--timeout={idle}", f"--cull-every={CULL_EVERY}", "--api-page-size=200"),
            ],
        },
        {"name": CLASS_START, "display": False, "api_token": keys["CLASS_START_TOKEN"]},
    ]
