"""A learner and a coach at their browsers, on one real hub: clicked and typed in Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from accessibility import Browser, chromium
from acting import MALLORY, acting_as, as_root
from screen import Screen
from wcag import new_breaches

from curriculum.model import load_course
from grading.answer_source import answer_source
from hub import rounds
from hub.demo import Demo
from hub.keys import read_keys

pytestmark = [pytest.mark.needs_proxy, pytest.mark.needs_browser]
ASSIGNMENT, LEARNER = "m01-a01", "learner003"
NOTE, ADVICE, POINTS = "m01-a01-note-to-the-manager", "Say first what Denise should do.", 11


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def learner(hub: Demo, window: Browser) -> Screen:
    """A learner who has signed in."""
    person = Screen(window, hub, LEARNER)
    person.sign_in()
    return person


@pytest.fixture(scope="module")
def coach(hub: Demo, window: Browser) -> Screen:
    """A coach who has signed in, in a window of their own."""
    person = Screen(window.another(), hub, hub.coach)
    person.sign_in()
    return person


def test_from_the_first_lesson_to_the_feedback(hub: Demo, learner: Screen, coach: Screen) -> None:
    learner.page.get_by_role("link", name="Open my notebooks").click()
    breaches = learner.new_breaches("waiting for a server")
    patience = hub.choices.servers.start_seconds * 1000  # what the hub itself gives a start
    learner.page.wait_for_url("**/lab/tree/start_here.ipynb", timeout=patience)
    a_check_is_wrong_then_right(learner)
    breaches += an_assignment_is_done_and_handed_in(learner)
    breaches += the_coach_collects_and_marks(hub, coach)
    rounds.feedback(hub.choices, ASSIGNMENT)
    the_learner_reads_the_feedback(learner)
    assert breaches == []


def a_check_is_wrong_then_right(learner: Screen) -> None:
    """A lesson is run from the top to a task; its slip is named, mended, and the check is content."""
    exercise = load_course().part("m01-l01").load("m01-l01-children-in-return")
    learner.open_file("m01_first_notebook", "l01_first_run.ipynb")
    learner.run_to("children = ...")
    learner.write("children = len(header) + 1")
    learner.run()
    wrong = learner.run_check()
    assert wrong.startswith("Not yet."), wrong
    assert "one more than there are children" in wrong
    learner.up(2)
    learner.write("children = len(header)")
    learner.run()
    assert learner.run_check().startswith("Yes."), exercise.id
    learner.save()


def an_assignment_is_done_and_handed_in(learner: Screen) -> list[str]:
    """Fetched from the Assignment List; one task right, one with a slip, the note written; handed in."""
    assignment = load_course().assignment(ASSIGNMENT)
    right, _, slip, *_ = [assignment.load(name) for name in assignment.exercise_ids]
    learner.assignments()
    learner.assignment("released", ASSIGNMENT).get_by_role("button", name="Fetch").click()
    learner.assignment("fetched", ASSIGNMENT).get_by_role("button", name=ASSIGNMENT).click()
    breaches = learner.new_breaches("assignment list")
    learner.assignment("fetched", ASSIGNMENT).get_by_role("link", name="assignment", exact=True).click()
    learner.in_front("assignment.ipynb")
    learner.run_to(f"def {right.answer}(")
    learner.write(answer_source(right, "exemplar"))
    learner.run()
    assert learner.run_check().startswith("Recorded.")
    learner.run_to(f"{slip.answer} = ...")
    learner.write(answer_source(slip, f"wrong:{slip.wrongs[0].name}"))
    learner.run_to("Write your note here")
    learner.write("Denise, here is what I would say on Monday.")
    learner.run()
    learner.save()
    learner.assignments()
    learner.assignment("fetched", ASSIGNMENT).get_by_role("button", name="Submit").click()
    learner.assignment("submitted", ASSIGNMENT).wait_for()
    return breaches


def the_coach_collects_and_marks(hub: Demo, coach: Screen) -> list[str]:
    """Collect, autograde (our marker), the report, and the note marked by hand, all in the formgrader's page."""
    page = coach.page
    page.get_by_role("link", name="Collect and mark").click()
    row = page.locator("tr", has_text=ASSIGNMENT)
    row.locator(".collect a").click()
    assert f"Collected from {LEARNER}" in coach.told()
    row.locator(".num-submissions a").click()
    mine = page.locator("tr", has_text=LEARNER)
    mine.locator(".autograde a").click()
    assert "Successfully autograded" in coach.told()
    right = load_course().assignment(ASSIGNMENT).load("m01-a01-ages")
    mine.get_by_text(f"{right.points} / 40").wait_for()
    mine.get_by_text("needs manual grading").wait_for()
    breaches = coach.new_breaches("formgrader: submissions")

    coach.go("/hub/home")
    page.get_by_role("link", name="Read the report").click()
    page.wait_for_url("**/report.html")
    assert "coach's report" in page.title()
    breaches += coach.new_breaches("report")

    coach.go(f"/services/{hub.choices.course}/formgrader/gradebook/{ASSIGNMENT}/assignment")
    page.locator("tr", has_text="Chloé").locator(".name a.name-hidden").click()
    for field in (f"{NOTE}_extra_credit", f"{NOTE}-comment"):  # the page is listening once these say something
        page.locator(f"[id='{field}'][placeholder]").wait_for()
    for field, value in {NOTE: str(POINTS), f"{NOTE}-comment": ADVICE}.items():
        with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
            page.locator(f"[id='{field}']").fill(value)
            page.locator(f"[id='{field}']").press("Tab")
    return breaches + coach.new_breaches("formgrader: a submission")


def the_learner_reads_the_feedback(learner: Screen) -> None:
    """The page the coach handed out: the Assignment List leads to its folder, a double click opens it."""
    handed_in = learner.assignment("submitted", ASSIGNMENT)
    handed_in.get_by_role("button", name="Fetch Feedback").click()
    handed_in.get_by_text("(view feedback)").click()
    learner.page.locator(".jp-DirListing-item", has_text="assignment.html").dblclick()
    shown = learner.page.frame_locator(".jp-HTMLViewer iframe").locator("body")
    shown.get_by_text(ADVICE).wait_for()
    assert f"{POINTS} of 16" in shown.inner_text()


@pytest.mark.parametrize(
    "path",
    [
        "/user/learner002/lab",
        "/user/learner002/api/contents",
        "/services/cda/formgrader",
        "/services/cda/files/report.html",
        f"/services/cda/files/submitted/{LEARNER}/{ASSIGNMENT}/assignment.ipynb",
        f"/user/{LEARNER}/files/..%2F..%2Flearner001%2Fcourse%2Fstart_here.ipynb",
        "/hub/admin",
        "/hub/api/users",
    ],
)
def test_a_signed_in_learner_does_not_get(hub: Demo, learner: Screen, path: str) -> None:
    """403, or 404 where even being told that there is such a thing (a server that runs) would be too much."""
    assert learner.page.request.get(hub.address + path).status in (403, 404)


def test_a_learner_at_a_coachs_door_is_told_what_to_do(learner: Screen) -> None:
    learner.go("/services/cda/formgrader")
    assert learner.page.inner_text("h1") == "This page is not yours to open"
    learner.page.get_by_role("link", name="Go to your own page").click()
    learner.page.wait_for_url("**/hub/home")


def test_a_page_of_somebody_elses_can_change_nothing(hub: Demo, learner: Screen, coach: Screen) -> None:
    """The browser sends the cookies by itself; without the token that only our pages know, that is not enough."""
    for person, path in (
        (learner, f"/user/{LEARNER}/assignments/submit"),
        (learner, f"/user/{LEARNER}/api/kernels"),
        (learner, "/hub/spawn"),
        (coach, f"/services/cda/formgrader/api/assignment/{ASSIGNMENT}/collect"),
    ):
        assert person.page.request.post(hub.address + path, form={"assignment_id": ASSIGNMENT}).status == 403, path


def test_the_proxy_takes_no_orders_from_a_learner(hub: Demo, learner: Screen) -> None:
    api = f"http://127.0.0.1:{hub.choices.network.proxy_api}/api/routes"
    before = routes(hub)
    assert learner.page.request.get(api).status == 403
    hijack = {"target": "http://127.0.0.1:9"}
    assert learner.page.request.post(f"{api}/user/learner001", data=hijack).status == 403
    assert routes(hub) == before


def routes(hub: Demo) -> set[str]:
    """Where the proxy leads to, by its own account."""
    token = {"Authorization": f"token {read_keys(hub.folder)['CONFIGPROXY_AUTH_TOKEN']}"}
    api = f"http://127.0.0.1:{hub.choices.network.proxy_api}/api/routes"
    return set(requests.get(api, headers=token, timeout=10).json())


@as_root
def test_a_learners_account_reads_neither_the_hubs_secrets_nor_its_marks(hub: Demo) -> None:
    """A demo's people share an account: here we act as another, whose way to the folder is open as on a real hub."""
    ways = [hub.folder, hub.folder.parent]
    modes = [way.stat().st_mode for way in ways]
    for way in ways:
        way.chmod(0o711)
    secrets = ("state/jupyterhub.sqlite", "state/cookie_secret", "secrets.env", "proxy.env", "formgrader.env")
    try:
        assert acting_as(MALLORY, (hub.folder / "hub.toml").read_bytes) == "done"
        for name in (*secrets, "course/gradebook.db", f"course/submitted/{LEARNER}/{ASSIGNMENT}/assignment.ipynb"):
            assert (hub.folder / name).is_file(), name
            assert acting_as(MALLORY, (hub.folder / name).read_bytes) == "PermissionError", name
    finally:
        for way, mode in zip(ways, modes, strict=True):
            way.chmod(mode)


def test_every_page_of_the_hub_is_accessible(hub: Demo, window: Browser, learner: Screen, coach: Screen) -> None:
    guest = window.another()
    found = []
    for browser, where, path in (
        (guest, "sign-in", "/hub/login"),
        (guest, "connection", "/hub/connection"),
        (guest, "no such page", "/hub/nothing"),
        (learner.browser, "home", "/hub/home"),
        (learner.browser, "not yours", "/services/cda/formgrader"),
        (learner.browser, "tokens", "/hub/token"),
        (coach.browser, "home of a coach", "/hub/home"),
        (coach.browser, "closed", f"/user/{hub.coach}/lab"),
        (coach.browser, "formgrader: assignments", "/services/cda/formgrader/manage_assignments"),
        (coach.browser, "formgrader: by hand", "/services/cda/formgrader/gradebook"),
        (coach.browser, "formgrader: people", "/services/cda/formgrader/manage_students"),
    ):
        browser.open(hub.address + path)
        if where == "connection":
            browser.page.get_by_text("Notebooks will work from here.").wait_for()
        if where.startswith("formgrader"):
            browser.page.locator("tbody tr td").first.wait_for()
        found += new_breaches(where, browser)
    assert found == []


def test_the_plainer_view_has_the_same_notebooks(learner: Screen) -> None:
    learner.go("/hub/home")
    learner.page.get_by_role("link", name="The plainer view").click()
    learner.page.wait_for_url(f"**/user/{LEARNER}/tree")
    learner.page.locator(".jp-DirListing-item", has_text="start_here.ipynb").wait_for()
