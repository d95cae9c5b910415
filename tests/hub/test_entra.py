"""Signing in with Entra ID, against a stand-in identity provider that these tests run (see identity_provider.py)."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from browser import Person
from certificates import self_signed
from identity_provider import CLIENT, SECRET, TENANT, IdentityProvider

from hub import demo
from hub.choices import Choices, read_choices
from hub.keys import NAME, ensure_keys
from hub.layout import write_layout
from hub.processes import end_processes
from hub.setup import set_up

pytestmark = pytest.mark.needs_proxy


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with IdentityProvider() as running:
        yield running


@pytest.fixture(scope="module")
def council(provider: IdentityProvider) -> Iterator[Choices]:
    """A hub whose people sign in with Entra ID."""
    folder = Path(tempfile.mkdtemp(prefix="cda-"))
    public, hub, api, formgrader = demo.free_ports(0)
    (folder / "hub.toml").write_text(
        f"""
        council = "Anyshire"
        address = "https://127.0.0.1:{public}"
        [folders]
        {"".join(f"{name} = '{name}'{chr(10)}" for name in ("state", "exchange", "course", "homes", "backups"))}
        [sign_in]
        method = "entra"
        tenant = "{TENANT}"
        client = "{CLIENT}"
        identity_server = "{provider.address}"
        [servers]
        spawner = "demo"
        [network]
        public = {public}
        hub = {hub}
        proxy_api = {api}
        formgrader = {formgrader}
        certificate = "{folder / "certificate.pem"}"
        key = "{folder / "key.pem"}"
        """
    )
    self_signed(folder / "certificate.pem", folder / "key.pem")
    choices = read_choices(folder / "hub.toml")
    secrets = ensure_keys(folder)
    secrets.write_text(secrets.read_text().replace("ENTRA_CLIENT_SECRET=", f"ENTRA_CLIENT_SECRET={SECRET}"))
    write_layout(choices)
    list(set_up(choices))
    try:
        demo.launch_hub(choices)
        yield choices
    finally:
        end_processes(folder)
        shutil.rmtree(folder)


def sign_in(choices: Choices, provider: IdentityProvider, **claims: object) -> tuple[Person, requests.Response]:
    """Go through the whole sign-in as a browser would, over TLS."""
    provider.claims = claims
    person = Person(choices.address, str(claims.get("preferred_username")), choices.network.certificate)
    return person, person.get("/hub/oauth_login?next=%2Fhub%2Fhome")


def test_a_learners_role_lets_them_in_and_no_further(council: Choices, provider: IdentityProvider) -> None:
    person, page = sign_in(
        council, provider, preferred_username="Amina.Khan@Anyshire.example", roles=["Academy.Learner"]
    )
    assert page.ok
    me = person.get("/hub/api/user").json()
    assert (me["name"], me["groups"], me["admin"]) == ("amina.khan@anyshire.example", ["nbgrader-cda"], False)
    assert person.get("/hub/admin").status_code == 403


def test_the_hub_asks_microsoft_for_no_more_than_who_it_is(council: Choices, provider: IdentityProvider) -> None:
    sign_in(council, provider, preferred_username="a@anyshire.example", roles=["Academy.Learner"])
    asked, token = provider.asked["authorize"], provider.asked["token"]
    assert asked["path"] == f"/{TENANT}/oauth2/v2.0/authorize"
    assert asked["scope"] == "openid profile email"
    assert asked["redirect_uri"] == f"{council.address}/hub/oauth_callback"
    assert (token["client_id"], token["client_secret"]) == (CLIENT, SECRET)


def test_a_coachs_role_makes_a_coach_and_losing_it_unmakes_one(council: Choices, provider: IdentityProvider) -> None:
    person, _ = sign_in(council, provider, preferred_username="mary@anyshire.example", roles=["Academy.Coach"])
    assert person.get("/hub/api/user").json()["groups"] == ["formgrade-cda"]
    person, _ = sign_in(council, provider, preferred_username="mary@anyshire.example", roles=["Academy.Learner"])
    assert person.get("/hub/api/user").json()["groups"] == ["nbgrader-cda"]
    _, page = sign_in(council, provider, preferred_username="mary@anyshire.example", roles=[])
    assert page.status_code == 403


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"roles": []}, "nobody has put you on this course yet"),
        ({"roles": ["Payroll.Admin"]}, "nobody has put you on this course yet"),
        ({"roles": ["Academy.Coach"], "tid": "00000000-0000-0000-0000-000000000000"}, "another organisation"),
        ({"roles": ["Academy.Coach"], "aud": "another-app"}, "another application"),
        ({"roles": ["Academy.Coach"], "exp": int(time.time()) - 3600}, "has expired"),
    ],
)
def test_who_does_not_belong_is_told_why(
    council: Choices, provider: IdentityProvider, claims: dict[str, object], said: str
) -> None:
    person, page = sign_in(council, provider, preferred_username="eve@elsewhere.example", **claims)
    assert page.status_code == 403
    assert said in page.text
    assert person.get("/hub/api/user").status_code == 403


def test_the_graders_name_is_nobodys_to_sign_in_with(council: Choices, provider: IdentityProvider) -> None:
    _, page = sign_in(council, provider, preferred_username="cda-grader", roles=["Academy.Coach"])
    assert page.status_code == 403


def test_the_secrets_file_keeps_what_the_council_put_there(council: Choices) -> None:
    ensure_keys(council.etc)
    assert SECRET in (council.etc / NAME).read_text()
