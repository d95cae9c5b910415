"""A person in front of Chromium: signs in, works in JupyterLab by keyboard, hands in; a coach marks in the formgrader.

Everything waits for what a person would wait for (a number in the brackets, a save that is done), never for a time.
"""

from __future__ import annotations

from typing import Any

from accessibility import Browser
from wcag import new_breaches

from hub.demo import Demo

PATIENCE = 180_000
"""Milliseconds anything may take on a machine that is busy with other tests."""
NEW_NUMBER = r"([prompt, before]) => /\[\d+\]/.test(prompt.innerText) && prompt.innerText !== before"
"""A cell has run when the number in its brackets is there, and is another than it was."""


class Screen:
    """One person's own browser window on the hub."""

    def __init__(self, browser: Browser, hub: Demo, name: str) -> None:
        self.browser, self.page, self.hub, self.name = browser, browser.page, hub, name
        self.page.set_default_timeout(PATIENCE)

    def go(self, path: str) -> None:
        self.page.goto(self.hub.address + path)

    def sign_in(self, next_page: str = "/hub/home") -> None:
        """By keyboard: the page puts the cursor into the name's field, on a busy machine a moment after it is there."""
        self.go(f"/hub/login?next={next_page}")
        self.page.locator("#username_input:focus").wait_for()
        self.page.keyboard.type(self.name)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(self.hub.password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert self.page.url == self.hub.address + next_page, self.page.inner_text("main")

    def open_file(self, *path: str) -> None:
        """Double-click through the folders of the file browser to a notebook, and put the cursor on its first cell."""
        for name in path:
            self.page.locator(".jp-DirListing-item", has_text=name).dblclick()
        self.in_front(path[-1])

    def in_front(self, notebook: str) -> None:
        """Wait until a notebook is in front, and put the cursor on its first cell."""
        self.page.locator(".lm-DockPanel-tabBar .lm-TabBar-tab.lm-mod-current", has_text=notebook).wait_for()
        self.begin()

    def panel(self) -> Any:
        """The notebook in front, once its kernel has nothing to do."""
        shown = self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        shown.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').wait_for()
        return shown

    def begin(self) -> None:
        """Put the cursor on the first cell."""
        self.panel().locator(".jp-Cell").first.click()
        self.page.keyboard.press("Escape")

    @property
    def cell(self) -> Any:
        """The cell that has the cursor."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell.jp-mod-active")

    def run(self) -> Any:
        """Shift + Enter: run the cell, wait until it ran, and return its place; the cursor is on the next one."""
        here = self.page.locator(f"#{self._mark()}")
        code, number = "jp-CodeCell" in (here.get_attribute("class") or ""), here.locator(".jp-InputPrompt").first
        before = number.inner_text() if code else ""
        self.page.keyboard.press("Shift+Enter")
        if code:
            self.page.wait_for_function(NEW_NUMBER, arg=[number.element_handle(), before])
        return here

    def run_check(self) -> str:
        """Run a cell that always answers, and return what it says."""
        said = self.run().locator(".jp-OutputArea-output")
        said.first.wait_for()
        return "\n".join(said.all_inner_texts())

    def run_to(self, words: str) -> None:
        """Run one cell after another until the cursor is on the one that holds `words`."""
        for _ in range(60):
            if words in self.cell.inner_text():
                return
            self.run()
        raise AssertionError(f"No cell holds {words!r}.")

    def write(self, text: str) -> None:
        """Replace what the cell with the cursor holds. A cell that ran before loses its number first."""
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def up(self, cells: int) -> None:
        for _ in range(cells):
            self.page.keyboard.press("ArrowUp")

    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        self.page.locator(".lm-TabBar-tab.lm-mod-current.jp-mod-dirty").wait_for(state="detached")

    def assignments(self) -> None:
        """Menu Nbgrader, Assignment List."""
        self.page.get_by_role("menuitem", name="Nbgrader").click()
        self.page.get_by_role("menuitem", name="Assignment List").click()

    def assignment(self, state: str, name: str) -> Any:
        """A line of that list: `state` is released, fetched or submitted."""
        return self.page.locator(f"#{state}_assignments_list > .list_item", has_text=name)

    def told(self) -> str:
        """What the formgrader's box says; it is closed."""
        box = self.page.locator(".modal.in")
        box.wait_for()
        said = str(box.inner_text())
        box.get_by_role("button", name="OK").click()
        box.wait_for(state="detached")
        return said

    def new_breaches(self, where: str) -> list[str]:
        """What the page in front breaks of WCAG, less what is listed as not ours."""
        return new_breaches(where, self.browser)

    def _mark(self) -> str:
        """Give the cell with the cursor an id, so that it can be watched when the cursor is on the next one."""
        return str(self.cell.evaluate("cell => cell.id ||= 'cell-' + Math.random().toString(36).slice(2)"))
