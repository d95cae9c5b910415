"""The notebook shell that runs cells in this process and keeps, within limits, what each of them shows."""

from __future__ import annotations

import base64
import builtins
import io
import signal
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Never

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from grading.runner.limits import Limits

MOST_PICTURE = 3_000_000
MOST_RICH = 300_000
NO_COMMANDS = "Commands are not run when a notebook is marked: "
NO_INPUT = "input() cannot be answered when a notebook is marked: give the variable a value instead."
NOT_DRAWN = "Chart: drawn only where a person marks it."

Output = dict[str, Any]


class TimeoutReached(KeyboardInterrupt):
    """A cell or a call ran for longer than it may."""


@dataclass
class Ran:
    """What became of one cell: "ok", "error" or "timeout", what it showed, and the error's name and message."""

    state: str
    outputs: list[Output]
    seconds: float
    error: tuple[str, str] | None = None


@dataclass
class Shown:
    """The outputs of the cell that is running, cut at the limits."""

    limits: Limits
    render: bool = False
    outputs: list[Output] = field(default_factory=list)
    left: int = 0
    stream_left: int = 0

    def begin(self, render: bool) -> None:
        """Start a new cell; `left` goes on counting for the whole notebook."""
        self.render, self.outputs, self.stream_left = render, [], self.limits.stream

    def stream(self, name: str, text: str) -> None:
        """Add printed text, joined to what was printed just before."""
        if self.stream_left <= 0 or self.left <= 0:
            return
        kept = text[: min(self.stream_left, self.left)]
        self.stream_left -= len(kept)
        self.left -= len(kept)
        if len(kept) < len(text):
            kept += "\n[the rest of what this cell printed was left out]\n"
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["text"] += kept
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": kept})

    def data(self, kind: str, data: dict[str, Any], metadata: dict[str, Any], count: int | None = None) -> None:
        """Add something displayed; forms of it that are too large are left out."""
        kept: dict[str, str] = {}
        for mime, value in data.items():
            most = MOST_PICTURE if mime.startswith("image/") else MOST_RICH
            text = base64.b64encode(value).decode() if isinstance(value, bytes) else value
            if isinstance(text, str) and len(text) <= min(most, self.left):
                kept[mime] = text
        self.left -= sum(map(len, kept.values()))
        if not kept:
            kept = {"text/plain": "[too large to show]"}
        plain = {mime: facts for mime, facts in metadata.items() if mime in kept and _is_plain(facts)}
        output: Output = {"output_type": kind, "data": kept, "metadata": plain}
        self.outputs.append(output | ({"execution_count": count} if kind == "execute_result" else {}))


class _Stream(io.TextIOBase):
    """Standard output or error of a cell."""

    def __init__(self, shown: Shown, name: str) -> None:
        self._shown, self._name = shown, name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shown.stream(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False


class _Hook(DisplayHook):
    """Shows the value of a cell's last line."""

    def __call__(self, result: Any = None) -> None:
        if result is None or self.quiet():
            return
        shell: Any = self.shell
        data, metadata = shell.display_formatter.format(result)
        self.update_user_ns(result)
        shell.shown.data("execute_result", data, metadata, shell.execution_count)


class _Publisher(DisplayPublisher):
    """Shows what `display(...)` is given."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        shell: Any = self.shell
        shell.shown.data("display_data", dict(data), dict(metadata or {}))

    def clear_output(self, wait: bool = False) -> None:
        """Nothing is taken back: what was shown stays for the coach."""


class MarkingShell(InteractiveShell):
    """IPython without a terminal, a kernel, a history, commands or questions."""

    shown: Shown
    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)

    @classmethod
    def make(cls, limits: Limits) -> MarkingShell:
        """The one shell of this process."""
        quiet = {"enabled": False, "hist_file": ":memory:"}
        shell: MarkingShell = cls.instance(config=Config({"HistoryManager": quiet}), colors="nocolor")
        shell.begin(limits)
        shell.InteractiveTB.set_mode("Plain")
        register = shell.magics_manager.register_function
        for magic in ("pip", "conda", "mamba", "micromamba", "uv", "system", "sx", "sc"):
            register(_refused_magic(magic), "line", magic)
        for magic in ("matplotlib", "pylab", "gui", "load_ext", "reload_ext", "autoreload"):
            register(_ignored, "line", magic)
        for magic in ("bash", "sh", "script", "cmd", "system", "!", "perl", "ruby", "javascript", "js"):
            register(_refused_magic(f"%{magic}"), "cell", magic)
        return shell

    def begin(self, limits: Limits) -> None:
        """Start counting what a notebook shows."""
        self.shown = Shown(limits, left=limits.outputs)

    def run(self, source: str, seconds: float, render: bool) -> Ran:
        """Run one cell for at most `seconds` and return what became of it. Never raises."""
        self.shown.begin(render)
        began = time.monotonic()
        sys.stdout, sys.stderr = _Stream(self.shown, "stdout"), _Stream(self.shown, "stderr")
        builtins.input = _no_input
        error: BaseException | None = None
        try:
            with time_limit(seconds):
                result = self.run_cell(source, store_history=True)
                error = result.error_before_exec or result.error_in_exec
                self._show_charts()
        except BaseException as raised:  # noqa: BLE001 - a cell may raise anything, at any moment
            error = raised
        outputs = [output for output in self.shown.outputs if isinstance(output, dict)]
        seconds_taken = time.monotonic() - began
        if error is None:
            return Ran("ok", outputs, seconds_taken)
        state = "timeout" if isinstance(error, TimeoutReached) else "error"
        return Ran(state, outputs, seconds_taken, (type(error).__name__, safe_text(error)))

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        lines = [str(line) for line in stb][-40:]
        name = getattr(etype, "__name__", "Error")
        text = safe_text(evalue)
        self.shown.left -= len(text) + sum(map(len, lines))
        if self.shown.left > 0:
            self.shown.outputs.append({"output_type": "error", "ename": name, "evalue": text, "traceback": lines})

    def _show_charts(self) -> None:
        """Draw the charts the cell left open where a person will look at them, and close them in any case."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None or not pyplot.get_fignums():
            return
        for number in pyplot.get_fignums():
            chart = pyplot.figure(number)
            if self.shown.render:
                self.shown.data("display_data", {"image/png": picture(chart), "text/plain": "Chart"}, {})
            else:
                self.shown.data("display_data", {"text/plain": NOT_DRAWN}, {})
        pyplot.close("all")

    def system(self, cmd: str) -> None:
        """Say that commands are not run."""
        sys.stderr.write(f"{NO_COMMANDS}{cmd[:200]}\n")

    system_raw = system_piped = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Say that commands are not run, and give back no lines."""
        self.system(cmd)
        return [] if split else ""

    def ask_exit(self) -> None:
        """`exit` and `quit` do nothing: the rest of the notebook still runs."""

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple[None, None]:
        """Charts are drawn by this shell, whichever backend the notebook asks for."""
        return None, None


class time_limit:  # noqa: N801 - used like a function, in a `with`
    """Raise `TimeoutReached` in this thread after `seconds`, and again every half second until the block has ended."""

    def __init__(self, seconds: float) -> None:
        self._seconds = max(seconds, 0.01)

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, _time_is_up)
            signal.setitimer(signal.ITIMER_REAL, self._seconds, 0.5)

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _time_is_up(*_: object) -> Never:
    raise TimeoutReached("stopped: it ran for longer than it may")


def safe_text(error: object) -> str:
    """An exception's message, or nothing when even asking for it fails."""
    try:
        return str.__str__(str(error))[:2000]
    except BaseException:  # noqa: BLE001 - `__str__` is the learner's code
        return ""


def picture(chart: Any) -> bytes:
    """A chart as PNG."""
    stream = io.BytesIO()
    chart.savefig(stream, format="png", bbox_inches="tight")
    return stream.getvalue()


def _is_plain(facts: Any) -> bool:
    return isinstance(facts, dict) and all(isinstance(each, str | int | float) for each in facts.values())


def _no_input(*_: object) -> Never:
    raise RuntimeError(NO_INPUT)


def _ignored(line: str, cell: str | None = None) -> None:
    """A magic that has no effect when a notebook is marked."""


def _refused_magic(name: str) -> Any:
    def refused(line: str, cell: str | None = None) -> None:
        sys.stderr.write(f"{NO_COMMANDS}%{name} {line[:200]}\n")

    return refused
