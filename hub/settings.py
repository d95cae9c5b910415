"""The hub's settings, worked out from the choices: the generated jupyterhub_config.py calls `configure` and no more."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from grading.roster import read_roster
from hub.choices import Choices, read_choices
from hub.connection import HANDLERS
from hub.databases import database_url
from hub.keys import read_keys
from hub.processes import MARK
from hub.proxy import find_proxy
from hub.rights import roles, services
from hub.servers import runtime_folder

PAGES = Path(__file__).with_name("pages")
IDLE_KERNEL_SECONDS = 1800


def configure(c: Any, source: Path) -> None:
    """Set every trait of the hub. `c` is JupyterHub's configuration; `source` the choices' file."""
    choices = read_choices(source)
    keys = read_keys(choices.etc)
    _hub(c, choices, keys)
    _people(c, choices, keys)
    _servers(c, choices)
    c.JupyterHub.load_roles = roles(choices)
    c.JupyterHub.services = services(choices, keys)


def _hub(c: Any, choices: Choices, keys: dict[str, str]) -> None:
    state, network = choices.folders.state, choices.network
    c.JupyterHub.bind_url = f"http://127.0.0.1:{network.public}"
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{network.hub}"
    c.JupyterHub.public_url = choices.address
    c.JupyterHub.db_url = database_url(choices, keys)
    c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
    c.JupyterHub.cookie_max_age_days = 1
    c.JupyterHub.authenticate_prometheus = True
    c.JupyterHub.admin_access = False
    c.JupyterHub.shutdown_on_logout = False
    c.JupyterHub.concurrent_spawn_limit = choices.servers.at_once
    c.JupyterHub.template_paths = [str(PAGES)]
    c.JupyterHub.template_vars = {"council": choices.council, "sign_in": choices.sign_in.method}
    c.JupyterHub.logo_file = str(PAGES / "mark.svg")
    c.JupyterHub.extra_handlers = HANDLERS
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{network.proxy_api}"
    c.ConfigurableHTTPProxy.auth_token = keys["CONFIGPROXY_AUTH_TOKEN"]
    c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
    if choices.servers.spawner == "demo":
        c.ConfigurableHTTPProxy.command = [str(find_proxy())]
        if network.certificate:
            c.JupyterHub.bind_url = f"https://127.0.0.1:{network.public}"
            c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = network.certificate, network.key
        c.JupyterHub.cleanup_servers = True
    else:
        # The proxy is a unit of its own and outlives the hub: people go on working while the hub restarts.
        c.ConfigurableHTTPProxy.should_start = False
        c.JupyterHub.cleanup_servers = False
        c.JupyterHub.cleanup_proxy = False


def _people(c: Any, choices: Choices, keys: dict[str, str]) -> None:
    sign_in, people = choices.sign_in, choices.people
    c.Authenticator.admin_users = set(people.admins)
    c.Authenticator.blocked_users = {choices.graders, "root"}
    if sign_in.method == "entra":
        _entra(c, choices, keys)
        return
    listed = [person.id for person in read_roster(people.roster)] if people.roster else []
    everybody = {*listed, *people.coaches, *people.admins}
    c.JupyterHub.load_groups = {
        choices.learner_group: {"users": listed},
        choices.coach_group: {"users": list(people.coaches)},
    }
    if sign_in.method == "local":
        _local(c, everybody)
        return
    c.JupyterHub.authenticator_class = "shared-password"
    c.Authenticator.allowed_users = everybody
    c.SharedPasswordAuthenticator.user_password = keys["DEMO_PASSWORD"]


def _local(c: Any, everybody: set[str]) -> None:
    from importlib.util import find_spec

    from hub.local import ListedAuthenticator

    c.JupyterHub.authenticator_class = ListedAuthenticator
    own = c.ListedAuthenticator
    own.listed, own.any_allow_config, own.open_signup = everybody, True, False
    own.minimum_password_length, own.check_common_password = 12, True
    own.allowed_failed_logins, own.seconds_before_next_try = 5, 600
    found = find_spec("nativeauthenticator")
    assert found is not None and found.origin is not None
    c.JupyterHub.template_paths = [str(PAGES), str(Path(found.origin).parent / "templates")]


def _entra(c: Any, choices: Choices, keys: dict[str, str]) -> None:
    from hub.entra import NO_ROLE, EntraAuthenticator

    sign_in = choices.sign_in
    endpoint = f"{sign_in.identity_server}/{sign_in.tenant}/oauth2/v2.0"
    c.JupyterHub.authenticator_class = EntraAuthenticator
    entra = c.EntraAuthenticator
    entra.tenant_id, entra.client_id, entra.client_secret = sign_in.tenant, sign_in.client, keys["ENTRA_CLIENT_SECRET"]
    entra.authorize_url, entra.token_url = f"{endpoint}/authorize", f"{endpoint}/token"
    entra.oauth_callback_url = f"{choices.address.rstrip('/')}/hub/oauth_callback"
    entra.scope = ["openid", "profile", "email"]
    entra.username_claim = "preferred_username"
    entra.login_service = f"your {choices.council} account"
    entra.manage_groups = True
    entra.auth_state_groups_key = groups_by_role(
        {sign_in.learner_role: choices.learner_group, sign_in.coach_role: choices.coach_group}
    )
    entra.allowed_groups = {choices.learner_group, choices.coach_group}
    entra.custom_403_message = NO_ROLE


def _servers(c: Any, choices: Choices) -> None:
    servers = choices.servers
    c.Spawner.cmd = [sys.executable, "-m", "hub.servers"]
    c.Spawner.default_url = "/lab/tree/start_here.ipynb"
    c.Spawner.disable_user_config = True
    c.Spawner.start_timeout = c.Spawner.http_timeout = servers.start_seconds
    c.Spawner.args = [
        f"--MappingKernelManager.cull_idle_timeout={IDLE_KERNEL_SECONDS}",
        "--MappingKernelManager.cull_interval=120",
        *(["--allow-root"] if os.getuid() == 0 and servers.spawner == "demo" else []),
    ]
    c.Spawner.environment = {
        "JUPYTER_CONFIG_PATH": config_path(choices),
        "JUPYTER_RUNTIME_DIR": lambda spawner: str(runtime_folder(choices, spawner.user.name)),
    }
    if servers.spawner == "demo":
        c.Spawner.environment[MARK] = str(choices.etc)
        c.JupyterHub.spawner_class = "simple"
        c.SimpleLocalProcessSpawner.home_dir_template = str(choices.folders.homes / "{username}")
        # A demo has to be gone at once when it is stopped.
        c.LocalProcessSpawner.interrupt_timeout = c.LocalProcessSpawner.term_timeout = 3
    else:
        _units(c, choices)


def _units(c: Any, choices: Choices) -> None:
    from hub.servers import systemd_spawner

    c.JupyterHub.spawner_class = systemd_spawner(choices)
    spawner = c.CourseSpawner
    spawner.username_template = "{USERNAME}"
    spawner.unit_name_template = "academy-{USERNAME}"
    spawner.mem_limit, spawner.cpu_limit = choices.servers.memory, choices.servers.cpu
    spawner.isolate_tmp = spawner.isolate_devices = spawner.disable_user_sudo = True
    spawner.unit_extra_properties = {
        "TasksMax": str(choices.servers.processes),
        "UMask": "0077",
        "MemorySwapMax": "0",
        "ProtectSystem": "full",
        "ProtectKernelTunables": "yes",
        "ProtectProc": "invisible",
        "InaccessiblePaths": " ".join(f"-{path}" for path in closed_to_learners(choices)),
    }


def closed_to_learners(choices: Choices) -> list[Path]:
    """What a learner's server may not even look at, whatever the modes say."""
    roster = [choices.people.roster] if choices.people.roster else []  # everybody's name
    folders = [choices.folders.state, choices.folders.course, choices.folders.backups, choices.environments.marking]
    return [choices.etc / "secrets.env", *roster, *folders]


def config_path(choices: Choices) -> Any:
    """A function of the spawner: which of the generated Jupyter configurations a person's server reads."""

    def path(spawner: Any) -> str:
        coach = choices.coach_group in {group.name for group in spawner.user.groups}
        jupyter = choices.etc / "jupyter"
        return os.pathsep.join([str(jupyter / ("coach" if coach else "learner")), str(jupyter / "common")])

    return path


def groups_by_role(groups: dict[str, str]) -> Any:
    """A function of the auth state: the groups of the app roles in it."""

    def found(auth_state: dict[str, Any]) -> set[str]:
        return {groups[role] for role in auth_state["user"].get("roles", []) if role in groups}

    return found
