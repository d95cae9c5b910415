"""The hub on a real PostgreSQL server that the test starts, with passwords of the hub's own: the option for trials."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from browser import Person
from certificates import self_signed
from postgresql import PASSWORD, where

from hub import demo
from hub.choices import Choices, read_choices
from hub.keys import ensure_keys
from hub.layout import write_layout
from hub.processes import end_processes
from hub.setup import set_up

pytestmark = [pytest.mark.needs_postgresql, pytest.mark.needs_proxy]


@pytest.fixture(scope="module")
def council(database: int) -> Iterator[Choices]:
    folder = Path(tempfile.mkdtemp(prefix="cda-"))
    public, hub, api, formgrader = demo.free_ports(0)
    self_signed(folder / "certificate.pem", folder / "key.pem")
    (folder / "roster.csv").write_text("id,name\namina.khan,Amina Khan\n")
    (folder / "hub.toml").write_text(
        f"""
        address = "https://127.0.0.1:{public}"
        [folders]
        {"".join(f"{name} = '{name}'{chr(10)}" for name in ("state", "exchange", "course", "homes", "backups"))}
        [people]
        roster = "roster.csv"
        admins = ["host"]
        [sign_in]
        method = "local"
        [servers]
        spawner = "demo"
        [database]
        kind = "postgresql"
        host = "127.0.0.1"
        port = {database}
        [network]
        public = {public}
        hub = {hub}
        proxy_api = {api}
        formgrader = {formgrader}
        certificate = "{folder / "certificate.pem"}"
        key = "{folder / "key.pem"}"
        """
    )
    choices = read_choices(folder / "hub.toml")
    held = ensure_keys(folder)
    held.write_text(held.read_text().replace("DATABASE_PASSWORD=", f"DATABASE_PASSWORD={PASSWORD}"))
    write_layout(choices)
    list(set_up(choices))
    try:
        demo.launch_hub(choices)
        yield choices
    finally:
        end_processes(folder)
        shutil.rmtree(folder)


def visitor(choices: Choices, name: str) -> Person:
    return Person(choices.address, name, choices.network.certificate)


def sign_up(person: Person, password: str) -> str:
    person.get("/hub/signup")
    form = {"username": person.name, "signup_password": password, "signup_password_confirmation": password}
    answer = person.session.post(
        f"{person.address}/hub/signup", data=form | {"_xsrf": person.xsrf("/hub/signup")}, timeout=60
    )
    return answer.text


def is_in(person: Person, password: str) -> bool:
    person.sign_in(password)
    return bool(person.get("/hub/api/user").status_code == 200)


def test_people_choose_passwords_and_are_let_in_by_the_host(council: Choices, database: int) -> None:
    host, amina, eve = (visitor(council, name) for name in ("host", "amina.khan", "eve"))
    words = {person.name: secrets.token_hex(8) for person in (host, amina, eve)}
    assert "at least 12" in sign_up(amina, "short") or "12 characters" in sign_up(amina, "short")
    for person in (host, amina, eve):
        sign_up(person, words[person.name])
    assert is_in(host, words["host"])
    assert not is_in(amina, words["amina.khan"])  # nobody has let her in yet
    for person in (amina, eve):
        host.get("/hub/authorize")
        assert host.get(f"/hub/authorize/{person.name}").ok
    assert is_in(visitor(council, "amina.khan"), words["amina.khan"])
    assert not is_in(visitor(council, "amina.khan"), "not her password")
    assert not is_in(visitor(council, "eve"), words["eve"])  # let in by mistake, and still not on the roster

    with psycopg.connect(where(database)) as server:
        names = {row[0] for row in server.execute("SELECT name FROM users")}
        assert {"host", "amina.khan"} <= names
        [[kept]] = server.execute("SELECT password FROM users_info WHERE username = 'amina.khan'").fetchall()
        assert words["amina.khan"].encode() not in bytes(kept)
