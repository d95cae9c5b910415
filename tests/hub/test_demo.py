"""The demo is a real hub: people sign in, work, hand in, are marked and read their feedback, all over HTTP."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import requests
from browser import Person

from curriculum.model import load_course
from grading.answer_source import answer_source
from hub import demo, rounds
from hub.class_start import start_servers
from hub.demo import Demo
from hub.doctor import examine
from hub.keys import read_keys
from hub.layout import COACHES_ONLY
from hub.processes import MARK
from hub.rights import CULLER_PROGRAM
from synthetic_data.errors import PlainError

pytestmark = pytest.mark.needs_proxy
ASSIGNMENT = "m01-a01"


@pytest.fixture(scope="module")
def learner(hub: Demo) -> Person:
    """learner001, at their Lab; learner002's server runs too."""
    start_servers(hub.choices, ["learner001", "learner002"])
    person = Person(hub.address, "learner001")
    person.sign_in(hub.password)
    person.open_lab()
    return person


def test_a_learner_takes_an_assignment_hands_it_in_and_reads_the_feedback(hub: Demo, learner: Person) -> None:
    assert {each["assignment_id"]: each["status"] for each in learner.list()}[ASSIGNMENT] == "released"

    learner.fetch(ASSIGNMENT)
    notebook = learner.read(f"{ASSIGNMENT}/assignment.ipynb")
    assignment = load_course().assignment(ASSIGNMENT)
    right, wrong, *_ = [assignment.load(name) for name in assignment.exercise_ids]
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in notebook["cells"]}
    cells[f"{right.id}-answer"]["source"] = answer_source(right, "exemplar")
    cells[f"{wrong.id}-answer"]["source"] = answer_source(wrong, f"wrong:{wrong.wrongs[0].name}")
    assert learner.save(f"{ASSIGNMENT}/assignment.ipynb", notebook).ok
    learner.hand_in(ASSIGNMENT)

    assert rounds.collect(hub.choices, ASSIGNMENT).taken == ["learner001"]
    course = hub.choices.folders.course
    program = "from academy.main import main; main()"
    command = [sys.executable, "-c", program, "grade", ASSIGNMENT, "--out", str(course), "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with (course / "marks.csv").open(encoding="utf-8") as marks:
        mine = {row["exercise"]: row for row in csv.DictReader(marks) if row["learner"] == "learner001"}
    assert float(mine[right.id]["score"]) == right.points
    assert float(mine[wrong.id]["score"]) < wrong.points

    rounds.feedback(hub.choices, ASSIGNMENT)
    learner.fetch_feedback(ASSIGNMENT)
    pages = list((hub.choices.folders.homes / "learner001" / "course" / ASSIGNMENT / "feedback").rglob("*.html"))
    assert len(pages) == 1
    assert pages[0].read_bytes() == (course / "feedback" / "learner001" / ASSIGNMENT / "assignment.html").read_bytes()


def test_learners_see_none_of_the_coachs_tools(hub: Demo, learner: Person) -> None:
    assert learner.get(learner.mine("formgrader")).status_code == 404
    page = learner.get(learner.mine("lab")).text
    settings = json.loads(page.split('id="jupyter-config-data" type="application/json">')[1].split("</script>")[0])
    assert {f"@jupyter/nbgrader:{name}" for name in COACHES_ONLY} <= set(settings["disabledExtensions"])
    assert settings["extensionManager"]["can_install"] is False


def test_a_learner_gets_into_nothing_that_is_not_theirs(hub: Demo, learner: Person) -> None:
    other = "/user/learner002"
    assert learner.get(f"{other}/lab").status_code == 403
    assert learner.get(f"{other}/api/contents").status_code == 403
    assert learner.get(f"/services/{hub.choices.course}/formgrader").status_code == 403
    assert learner.get("/hub/admin").status_code == 403
    assert learner.get("/hub/api/users").status_code == 403


def test_a_coach_opens_the_formgrader_in_its_own_tab(hub: Demo) -> None:
    coach = Person(hub.address, hub.coach)
    coach.sign_in(hub.password)
    page = coach.get(f"/services/{hub.choices.course}/formgrader")
    assert page.ok
    assert page.url.endswith("/formgrader/manage_assignments")


def test_a_change_without_its_xsrf_token_is_refused(hub: Demo, learner: Person) -> None:
    assert learner.post(learner.mine("assignments/submit"), xsrf=False).status_code == 403
    assert learner.post("/hub/spawn", xsrf=False).status_code == 403


def test_the_proxy_takes_orders_from_the_hub_alone(hub: Demo) -> None:
    routes = f"http://127.0.0.1:{hub.choices.network.proxy_api}/api/routes"
    assert requests.get(routes, timeout=10).status_code == 403
    token = read_keys(hub.folder)["CONFIGPROXY_AUTH_TOKEN"]
    assert requests.get(routes, headers={"Authorization": f"token {token}"}, timeout=10).ok


def test_the_class_start_token_starts_learners_servers_and_nothing_else(hub: Demo) -> None:
    token = {"Authorization": f"token {read_keys(hub.folder)['CLASS_START_TOKEN']}"}
    api = f"http://127.0.0.1:{hub.choices.network.hub}/hub/api"
    assert {each["name"] for each in requests.get(f"{api}/users", headers=token, timeout=10).json()} == set(
        hub.learners
    )
    for path in (f"/users/{hub.coach}/server", "/users/somebody", f"/users/{hub.coach}/tokens"):
        assert requests.post(api + path, headers=token, timeout=10).status_code in (403, 404), path


def test_everything_of_the_hub_listens_on_loopback_only(hub: Demo) -> None:
    listening = [
        each.laddr.ip
        for process in demo.processes_of(hub.folder)
        for each in process.net_connections("inet")
        if each.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 4
    assert set(listening) == {"127.0.0.1"}


def test_secrets_and_the_hubs_state_are_closed_to_others(hub: Demo) -> None:
    for name, mode in {"secrets.env": 0o600, "proxy.env": 0o600, "formgrader.env": 0o600, "state": 0o700}.items():
        assert (hub.folder / name).stat().st_mode & 0o777 == mode, name
    assert (hub.folder / "state" / "cookie_secret").stat().st_mode & 0o077 == 0


def test_the_doctor_finds_a_running_demo_well(hub: Demo) -> None:
    found = {each.subject: each for each in examine(hub.choices)}
    assert {name: each.seen for name, each in found.items() if not each.well and name not in ("Clock", "Disk")} == {}
    assert {"Hub", "Formgrader", "Proxy", "Way in", "WebSockets"} <= set(found)


def test_a_demo_whose_hub_was_killed_comes_back_with_everybodys_server(hub: Demo, learner: Person) -> None:
    """The proxy is orphaned and the learner's server goes on; what was open is open again."""
    [killed] = demo.processes_of(hub.folder, only=str(hub.folder / "jupyterhub_config.py"))
    killed.kill()
    killed.wait(timeout=10)
    assert not {each.subject: each for each in examine(hub.choices)}["Proxy"].well
    assert demo.start(hub.folder, say=lambda _: None) == hub
    assert learner.read("start_here.ipynb")["cells"]
    programs = [" ".join(each.cmdline()) for each in demo.processes_of(hub.folder)]
    assert sum("configurable-http-proxy" in each for each in programs) == 1
    assert sum(CULLER_PROGRAM in each for each in programs) == 1


def test_a_second_demo_in_the_same_place_is_refused(hub: Demo) -> None:
    with pytest.raises(PlainError, match="running already"):
        demo.start(hub.folder)


def test_stopping_leaves_no_process_no_file_and_no_port(tmp_path: Path) -> None:
    folder = tmp_path / "hub"
    folder.mkdir()
    program = (
        "import socket, time; s = socket.create_server(('127.0.0.1', 0)); "
        "print(s.getsockname()[1], flush=True); time.sleep(60)"
    )
    marked = os.environ | {MARK: str(folder)}
    orphan = subprocess.Popen(
        [sys.executable, "-c", program], env=marked, stdout=subprocess.PIPE, start_new_session=True
    )
    assert orphan.stdout is not None
    port = int(orphan.stdout.readline())

    assert demo.stop(folder) == 1
    orphan.wait(timeout=10)
    orphan.stdout.close()
    assert not folder.exists()
    assert demo.processes_of(folder) == []
    assert demo.free_ports(port, 1) == [port]


def test_a_proxy_that_was_installed_here_is_of_no_use_without_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub import proxy

    program = tmp_path / "node_modules" / ".bin" / proxy.PROGRAM
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.setattr(proxy, "HOME", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert proxy.find_proxy() is None
    with pytest.raises(PlainError, match=r"this machine has no Node\.js"):
        proxy.install_proxy()
