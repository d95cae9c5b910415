"""One file of choices makes the whole configuration: the same each time, every name in it known, every right needed."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jupyterhub.scopes import scope_definitions
from traitlets.config import Config

from academy.hub import hub as command
from hub.accounts import account_of
from hub.choices import Choices, read_choices
from hub.keys import read_keys
from hub.layout import write_layout
from hub.settings import closed_to_learners, configure, database_url
from synthetic_data.errors import PlainError

TENANT = "11111111-2222-3333-4444-555555555555"
CLASSES = {
    "JupyterHub": "jupyterhub.app",
    "Authenticator": "jupyterhub.auth",
    "Spawner": "jupyterhub.spawner",
    "LocalProcessSpawner": "jupyterhub.spawner",
    "SimpleLocalProcessSpawner": "jupyterhub.spawner",
    "ConfigurableHTTPProxy": "jupyterhub.proxy",
    "SharedPasswordAuthenticator": "jupyterhub.authenticators.shared",
    "ListedAuthenticator": "hub.local",
    "EntraAuthenticator": "hub.entra",
}


def council(folder: Path, text: str = "") -> Choices:
    """A council's hub: units, Entra ID, a certificate."""
    (folder / "roster.csv").write_text("id,name\namina.khan,Amina Khan\n")
    path = folder / "hub.toml"
    places = "".join(f'{name} = "{name}"\n' for name in ("state", "exchange", "course", "homes", "backups"))
    path.write_text(text or f'[folders]\n{places}[sign_in]\ntenant = "{TENANT}"\nclient = "{TENANT}"\n')
    return read_choices(path)


def local(folder: Path, method: str, spawner: str = "demo") -> Choices:
    places = "".join(f'{name} = "{name}"\n' for name in ("state", "exchange", "course", "homes", "backups"))
    address = "http://127.0.0.1:8000" if method == "demo" else "https://academy.example"
    return council(
        folder,
        f'address = "{address}"\n[folders]\n{places}[people]\nroster = "roster.csv"\ncoaches = ["mary"]\n'
        f'[sign_in]\nmethod = "{method}"\n[servers]\nspawner = "{spawner}"\n',
    )


def settings(choices: Choices) -> Config:
    """What JupyterHub would read."""
    write_layout(choices)
    if choices.sign_in.method == "demo":
        with (choices.etc / "secrets.env").open("a") as held:
            held.write("DEMO_PASSWORD=something-long\n")
    config = Config()
    configure(config, choices.source)
    return config


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cours = 'cda'", "has a key cours that nothing reads; the keys there are: course,"),
        ("[servers]\nmemmory = '1G'", "has a key servers.memmory that nothing reads"),
        ("[servers]\nmemory = 'lots'", "servers.memory is 'lots': write it as 1.5G or 800M"),
        ("[servers]\nat_once = 0", "servers.at_once is 0: it must be more than nothing"),
        ("[servers]\nat_once = 'four'", "servers.at_once is 'four': give a number"),
        ("servers = 3", "servers is a table"),
        ("address = 'academy.gov.uk'", "address is 'academy.gov.uk': write it as https://"),
        ("address = 'http://academy.gov.uk'", "address begins with http: people's sign-ins need https"),
        ("[sign_in]\nmethod = 'magic'", "sign_in.method is 'magic': choose one of entra, local, demo"),
        ("[sign_in]\ntenant = 'anyshire.onmicrosoft.com'", "give the app's Directory (tenant) ID"),
        (f"[sign_in]\ntenant = '{TENANT}'", "give the app's Application (client) ID"),
        ("[sign_in]\nmethod = 'local'", "people.roster is empty"),
        ("[people]\ncoaches = ['Mary Okoye']", "'Mary Okoye' in people is not an id"),
        ("[network]\nhub = 443", "the four ports under network must differ"),
        (f"[sign_in]\ntenant='{TENANT}'\nclient='{TENANT}'\n[network]\nkey = 'key.pem'", "belong together"),
        ("course = [", "is not TOML"),
    ],
)
def test_a_choice_that_cannot_be_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "hub.toml").write_text(text)
    with pytest.raises(PlainError) as problem:
        read_choices(tmp_path / "hub.toml")
    assert said in str(problem.value)


def test_a_new_file_of_choices_says_what_each_means_and_asks_for_the_tenant(tmp_path: Path) -> None:
    path = tmp_path / "hub.toml"
    assert CliRunner().invoke(command, ["configure", "--new", str(path)]).exit_code == 0
    with pytest.raises(PlainError, match="tenant"):
        read_choices(path)
    filled = (
        path.read_text().replace('tenant = ""', f'tenant = "{TENANT}"').replace('client = ""', f'client = "{TENANT}"')
    )
    path.write_text(filled)
    assert read_choices(path).servers.memory == "1.5G"


def test_the_same_choices_give_the_same_files_and_keep_the_secrets(tmp_path: Path) -> None:
    choices = council(tmp_path)
    assert len(write_layout(choices)) > 10
    before = (tmp_path / "secrets.env").read_text()
    assert write_layout(choices) == []
    assert (tmp_path / "secrets.env").read_text() == before


def test_a_secrets_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    choices = council(tmp_path)
    write_layout(choices)
    (tmp_path / "secrets.env").chmod(0o644)
    with pytest.raises(PlainError, match="can be read by others"):
        read_keys(choices.etc)


@pytest.mark.parametrize("method", ["entra", "local", "demo"])
def test_every_setting_is_one_that_jupyterhub_knows(tmp_path: Path, method: str) -> None:
    config = settings(council(tmp_path) if method == "entra" else local(tmp_path, method))
    for section, values in config.items():
        if section == "CourseSpawner":
            continue  # below: it is a class of ours, made when needed
        known = getattr(import_module(CLASSES[section]), section).class_trait_names(config=True)
        assert set(values) <= set(known), section


def test_each_persons_unit_has_its_limits_and_sees_nothing_of_the_coachs(tmp_path: Path) -> None:
    choices = council(tmp_path)
    config = settings(choices)
    spawner = config.CourseSpawner
    assert set(spawner) <= set(config.JupyterHub.spawner_class.class_trait_names(config=True))
    assert (spawner.mem_limit, spawner.cpu_limit) == ("1.5G", 1.0)
    assert spawner.unit_extra_properties["TasksMax"] == "300"
    hidden = spawner.unit_extra_properties["InaccessiblePaths"]
    for path in closed_to_learners(choices):
        assert f"-{path}" in hidden
    assert spawner.disable_user_sudo


def test_learners_own_jupyter_settings_never_load(tmp_path: Path) -> None:
    config = settings(council(tmp_path))
    assert config.Spawner.disable_user_config is True
    assert Path(config.Spawner.cmd[0]).is_absolute()
    assert config.JupyterHub.admin_access is False


def test_kernels_speak_through_sockets_that_only_their_owner_can_reach(tmp_path: Path) -> None:
    choices = council(tmp_path)
    write_layout(choices)
    assert 'transport = "ipc"' in (tmp_path / "jupyter/common/jupyter_server_config.py").read_text()


@pytest.mark.parametrize(
    ("groups", "first"), [(["nbgrader-cda"], "learner"), (["formgrade-cda"], "coach"), ([], "learner")]
)
def test_coaches_and_learners_read_settings_of_their_own(tmp_path: Path, groups: list[str], first: str) -> None:
    config = settings(council(tmp_path))
    person = SimpleNamespace(user=SimpleNamespace(name="x", groups=[SimpleNamespace(name=name) for name in groups]))
    path = config.Spawner.environment["JUPYTER_CONFIG_PATH"](person)
    assert path == f"{tmp_path}/jupyter/{first}:{tmp_path}/jupyter/common"
    extensions = json.loads((tmp_path / f"jupyter/{first}/jupyter_server_config.json").read_text())
    assert extensions["ServerApp"]["jpserver_extensions"]["nbgrader.server_extensions.formgrader"] is False


def test_roles_have_known_scopes_and_no_more_than_they_need(tmp_path: Path) -> None:
    config = settings(council(tmp_path))
    granted = {role["name"]: set(role["scopes"]) for role in config.JupyterHub.load_roles}
    for scopes in granted.values():
        assert {scope.partition("!")[0] for scope in scopes} <= set(scope_definitions)
    assert granted["formgrade-cda"] == {"access:services!service=cda"}
    assert all(scope.endswith("!group=nbgrader-cda") for scope in granted["class-start"])
    for service in config.JupyterHub.services:
        assert "admin" not in service


def test_only_who_is_listed_signs_in_with_a_password_of_the_hubs_own(tmp_path: Path) -> None:
    config = settings(local(tmp_path, "local"))
    assert config.ListedAuthenticator.listed == {"amina.khan", "mary"}
    assert config.ListedAuthenticator.open_signup is False
    assert config.JupyterHub.load_groups["formgrade-cda"] == {"users": ["mary"]}


def test_a_postgresql_password_with_any_character_reaches_the_server_as_it_is(tmp_path: Path) -> None:
    from sqlalchemy import make_url

    path = tmp_path / "hub.toml"
    path.write_text(f'[sign_in]\ntenant="{TENANT}"\nclient="{TENANT}"\n[database]\nkind = "postgresql"\n')
    url = make_url(database_url(read_choices(path), {"DATABASE_PASSWORD": "p@ss:w/rd %"}))
    assert (url.password, url.host, url.database) == ("p@ss:w/rd %", "localhost", "academy_hub")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    choices = council(tmp_path)
    write_layout(choices)
    for unit in (tmp_path / "units").iterdir():
        # Programs of a machine that is not this one stand for themselves.
        text = "\n".join(
            "ExecStart=/bin/true" if line.startswith("ExecStart=") else line for line in unit.read_text().splitlines()
        )
        unit.write_text(text.replace(f"User={choices.graders}", "User=daemon") + "\n")
    units = [str(unit) for unit in (tmp_path / "units").iterdir()]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789._@-", min_size=1, max_size=64))
def test_every_id_has_an_account_that_linux_accepts(person: str) -> None:
    name = account_of(person)
    assert len(name) <= 32
    assert name.startswith("cda-")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("pair", [("amina.khan", "amina-khan"), ("a@b", "a.b"), ("x" * 21, "x" * 22)])
def test_two_ids_never_share_an_account(pair: tuple[str, str]) -> None:
    assert account_of(pair[0]) != account_of(pair[1])
