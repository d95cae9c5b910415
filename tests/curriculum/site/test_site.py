"""The course site: made once, whole, with every lesson worked through; then every page read, followed and looked at."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from accessibility import pages_with_every_look, unreadable
from click.testing import CliRunner
from whole_course import WholeCourse

from academy.main import academy
from curriculum.model import Course, Lesson, load_course
from curriculum.site import build
from curriculum.site.build import MARK, build_site
from curriculum.site.links import broken_links, pages_of
from synthetic_data.errors import PlainError


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, whole_course: WholeCourse) -> Path:
    """The site as `academy site` makes it, for a council with a hub.

    Its lessons were worked through by nbval, which has to run them anyway; test_worked.py lets the site run some.
    """
    out = tmp_path_factory.mktemp("site") / "site"

    def worked(course: Course, lessons: Sequence[Lesson], *_: object) -> dict[str, Any]:
        return {lesson.id: whole_course.worked(lesson.id) for lesson in lessons}

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr("curriculum.site.worked.worked_lessons", worked)
        ended = CliRunner().invoke(academy, ["site", str(out), "--hub", "https://hub.example.gov.uk"])
    assert ended.exit_code == 0, ended.output
    return out


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_every_link_leads_somewhere_and_nothing_comes_from_elsewhere(site: Path) -> None:
    assert broken_links(site) == []


def test_every_lesson_is_there_with_what_its_cells_show(site: Path) -> None:
    course = load_course()
    for module in course.written:
        for lesson in module.lessons:
            page = text_of(site / "course" / module.folder / f"{lesson.folder}.html")
            assert "cell_output" in page, lesson.id
            assert "Show one good answer" in page, lesson.id
            assert f"hub/user-redirect/lab/tree/{module.folder}/{lesson.folder}.ipynb" in page


def test_assignments_are_shown_without_answers(site: Path) -> None:
    for module in load_course().written:
        assert "Show one good answer" not in text_of(site / "course" / module.folder / "assignment.html")


def test_planned_modules_have_no_pages(site: Path) -> None:
    for module in load_course().planned:
        assert not (site / "course" / module.folder).exists()


def test_every_picture_says_something_and_headings_are_in_order(site: Path) -> None:
    found = {
        page.relative_to(site).as_posix(): unreadable(page) for page in pages_of(site) if page.name != "search.html"
    }
    assert {page: faults for page, faults in found.items() if faults} == {}


def break_no_rule(site: Path, pages: Sequence[Path], browser: Any) -> None:
    found = browser.breaches_of_all(pages)
    assert {page.relative_to(site).as_posix(): faults for page, faults in found.items() if faults} == {}
    assert browser.asked == []


@pytest.mark.needs_browser
def test_pages_of_every_look_break_no_rule_of_wcag_and_ask_no_other_host(site: Path, browser: Any) -> None:
    break_no_rule(site, pages_with_every_look(pages_of(site)), browser)


@pytest.mark.prove
@pytest.mark.ci
@pytest.mark.needs_browser
def test_no_page_at_all_breaks_a_rule_of_wcag_or_asks_another_host(site: Path, browser: Any) -> None:
    break_no_rule(site, pages_of(site), browser)


@pytest.mark.needs_browser
def test_pale_text_is_found_though_its_neighbours_are_dark(tmp_path: Path, browser: Any) -> None:
    """Contrast is measured once a look: of many alike the first is, on whichever page a look is met first."""
    dark, pale = "".join("<p>Dark</p>" for _ in range(3)), '<p style="color:#aaa">Pale</p>'
    pages = [tmp_path / "a.html", tmp_path / "b.html"]
    for page, text in zip(pages, (dark, dark + pale), strict=True):
        page.write_text(f'<html lang="en"><title>A page</title><body><h1>A page</h1>{text}', encoding="utf-8")
    found = browser.breaches_of_all(pages)
    assert found[pages[0]] == []
    assert [each.split(" ")[0] for each in found[pages[1]]] == ["color-contrast"]


@pytest.mark.needs_browser
def test_a_search_finds_a_lesson_without_a_server(site: Path, browser: Any) -> None:
    browser.open((site / "search.html").resolve().as_uri() + "?q=birthday")
    browser.page.wait_for_selector("#search-results li a")
    assert "Dates, ages and types" in browser.page.inner_text("#search-results")


@pytest.mark.needs_browser
def test_a_keyboard_reaches_the_text_and_opens_an_answer(site: Path, browser: Any) -> None:
    browser.open(site / "course" / "m01_first_notebook" / "l03_dates_ages_types.html")
    browser.page.keyboard.press("Tab")
    assert "main content" in browser.page.evaluate("document.activeElement.textContent")
    answer = browser.page.locator("details", has_text="Show one good answer").first
    answer.locator("summary").focus()
    browser.page.keyboard.press("Enter")
    assert answer.evaluate("element => element.open")


@pytest.mark.needs_browser
@pytest.mark.parametrize("page", ["index.html", "course/m01_first_notebook/l03_dates_ages_types.html"])
def test_tab_alone_goes_through_a_page_in_order_with_a_focus_that_can_be_seen(
    site: Path, browser: Any, page: str
) -> None:
    browser.open(site / page)
    assert browser.walk() == []
    assert browser.folded_in_print() == 0


@pytest.mark.needs_browser
@pytest.mark.parametrize("page", ["index.html", "course/index.html", "guides/data-dictionary.html"])
def test_a_page_is_no_wider_than_a_phone(site: Path, browser: Any, page: str) -> None:
    browser.page.set_viewport_size({"width": 360, "height": 800})
    browser.open(site / page)
    assert browser.page.evaluate("document.documentElement.scrollWidth") == 360


def test_each_role_is_sent_to_pages_and_told_what_is_not_there_yet(site: Path) -> None:
    page = re.sub(r"<[^>]+>", "", text_of(site / "course" / "index.html"))
    leader = next(line for line in page.splitlines() if line.startswith("Senior leader"))
    course = load_course()
    assert course.part("m06-l02").title in leader
    for module in course.planned:
        if module.id == "m12":
            assert f"Still to be written: {module.title}" in leader


def test_a_link_to_nowhere_and_a_picture_from_elsewhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<h1 id="top">A</h1><a href="gone.html">1</a><a href="#nowhere">2</a><a href="#top">3</a>'
        '<img src="https://example.org/x.png"><a href="https://example.org">allowed: a reader chooses to go there</a>',
        encoding="utf-8",
    )
    found = broken_links(tmp_path)
    assert [re.sub(r".*?(gone|nowhere|x\.png).*", r"\1", each) for each in found] == ["gone", "nowhere", "x.png"]


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_text("mine")
    ended = CliRunner().invoke(academy, ["site", str(tmp_path), "--no-outputs"], standalone_mode=False)
    assert "already holds other files" in str(ended.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["report.docx"]


def test_an_earlier_site_stays_when_the_new_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / MARK).write_text("")
    (out / "index.html").write_text("earlier")

    def gather(course: object, root: Path, pages: Path, worked: object, hub: str) -> None:
        (pages / "index.md").write_text("# Page\n\n```{no-such-thing}\n```\n")

    monkeypatch.setattr("curriculum.site.build.gather", gather)
    with pytest.raises(PlainError, match="no-such-thing"):
        build_site(load_course(), Path(__file__).parents[3], out, {}, tmp_path / "work")
    assert (out / "index.html").read_text() == "earlier"


def test_a_full_disk_is_told_in_a_sentence_and_leaves_the_earlier_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise shutil.Error([("a.html", "b.html", "[Errno 28] No space left on device")])

    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").touch()
    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(PlainError, match="No space left on device"):
        build._put_in_place(tmp_path / "made", tmp_path / "site")
    assert [path.name for path in tmp_path.rglob("*")] == ["site", "index.html"]
