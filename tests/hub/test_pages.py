"""The hub's pages that a running hub shows only now and then, made without one and looked at in Chromium."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest
from accessibility import unreadable

from hub.settings import PAGES

SHARE = Path(sys.prefix) / "share" / "jupyterhub"
SITE_MARK = Path(__file__).parents[2] / "docs" / "site" / "static" / "mark.svg"
FAILED = {"failed": True, "failed_message": "The server did not start within 300 seconds."}


def page(name: str, **words: Any) -> str:
    """A page as JupyterHub would make it, its style and scripts read from the disk."""
    native = Path(str(find_spec("nativeauthenticator").origin)).parent / "templates"  # type: ignore[union-attr]
    own = jinja2.FileSystemLoader([PAGES, native, SHARE / "templates"])
    base = jinja2.PrefixLoader({"templates": jinja2.FileSystemLoader(SHARE / "templates")}, "/")
    environment = jinja2.Environment(loader=jinja2.ChoiceLoader([base, own]), autoescape=True)
    environment.globals["static_url"] = lambda path, **_: (SHARE / "static" / path).as_uri()
    known = {"base_url": "/hub/", "council": "Anyshire", "services": [], "parsed_scopes": [], "user": None}
    known |= {"login_url": "/hub/login", "authenticator": SimpleNamespace(request_otp=False)}
    return environment.get_template(name).render(known | words)


USER = SimpleNamespace(name="amina.khan", json_escaped_name="amina.khan", url="/user/amina.khan/", admin=True)
USER.spawner = SimpleNamespace(options_form="")
RARE = {
    "sign-in with Entra": ("login.html", {"login_service": "your Anyshire account"}),
    "sign-in that failed": ("login.html", {"login_error": "Invalid username or password"}),
    "local sign-in": ("native-login.html", {"next": "", "sign_in": "local"}),
    "local sign-up": ("signup.html", {"alert": "alert-danger", "result_message": "Those passwords differ."}),
    "local password": ("change-password.html", {"user": USER, "user_name": USER.name, "sign_in": "local"}),
    "signed out": ("logout.html", {}),
    "starting": ("spawn_pending.html", {"user": USER}),
    "stopping": ("stop_pending.html", {"user": USER}),
    "did not start": ("not_running.html", {"user": USER, **FAILED}),
    "connection": ("connection.html", {}),
    "in the queue": ("error.html", {"user": USER, "status_code": 429}),
    "no answer": ("error.html", {"status_code": 503, "message_html": "It <a href='/hub/home'>may be down</a>."}),
    "a fault of ours": ("error.html", {"user": USER, "status_code": 500, "status_message": "Internal Server Error"}),
    "no permission": ("error.html", {"status_code": 403, "message": "You have no role."}),
}


@pytest.mark.needs_browser
def test_no_page_breaks_a_rule_of_wcag(tmp_path: Path, browser: Any) -> None:
    found = {}
    for where, (name, words) in RARE.items():
        shown = tmp_path / "page.html"
        shown.write_text(page(name, **words), encoding="utf-8")
        found[where] = browser.breaches(shown) + unreadable(shown)
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.needs_browser
def test_a_keyboard_goes_through_the_pages_in_order(tmp_path: Path, browser: Any) -> None:
    """On the pages with a form the cursor begins in its first field, which is why they are not here."""
    found = {}
    for where in ("signed out", "starting", "did not start", "no permission", "connection"):
        shown = tmp_path / "page.html"
        shown.write_text(page(RARE[where][0], **RARE[where][1]), encoding="utf-8")
        browser.open(shown)
        if where == "connection":
            browser.page.get_by_text("The browser itself does not allow it.").wait_for()
        found[where] = browser.walk()
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.needs_browser
def test_a_firewall_that_stops_websockets_is_told_of_in_words_to_pass_on(browser: Any) -> None:
    firewalls: list[Any] = [lambda socket: socket.close(), lambda socket: socket.on_message(lambda _: None)]
    browser.page.clock.install()
    browser.page.route("**", lambda route: route.fulfill(body=page("connection.html"), content_type="text/html"))
    browser.page.route_web_socket("**", lambda socket: firewalls[0](socket))
    for seen in ("It was refused.", "It opened, but no message came back"):
        browser.open("https://academy.example/hub/connection")
        browser.page.clock.run_for(11_000)
        browser.page.get_by_text("stops WebSockets").wait_for()
        assert seen in browser.page.inner_text("#verdict")
        assert "wss://academy.example" in browser.page.inner_text("#verdict li")
        firewalls.pop(0)


def test_every_page_carries_the_name_and_none_says_jupyterhub() -> None:
    for where, (name, words) in RARE.items():
        made = page(name, **words)
        title = made.split("<title>")[1].split("</title>")[0]
        assert title.strip().endswith("Children's Data Academy"), where
        assert "JupyterHub" not in made.split("<main")[1].split("</main>")[0].split("insecure-login-warning")[0], where


def test_what_a_fault_says_comes_with_the_plain_words_and_cannot_run() -> None:
    made = page("error.html", status_code=403, status_message="Forbidden", message="<script>alert(1)</script>")
    assert "This page is not yours to open" in made
    assert "<script>alert(1)" not in made


def test_the_mark_is_the_sites() -> None:
    assert (PAGES / "mark.svg").read_bytes() == SITE_MARK.read_bytes()
