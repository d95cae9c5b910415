"""What the wheel a learner installs holds: the course without its assignments' answers, and the built notebooks.

Everything else about the project is in pyproject.toml. `LEFT_OUT` is the list to read: coaches work from a checkout.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
# Of each module: what holds or hints at an assignment's answers, or is for coaches.
LEFT_OUT = ("assignment/exercises", "assignment/assignment.py", "rubric.toml", "coach.md", "exemplars")


class LearnerBuild(build_py):
    """Copy the packages, the course's files and the built notebooks; then take out what a learner must not receive."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        built = Path(self.build_lib)
        modules = built / "curriculum" / "modules"
        shutil.rmtree(modules, ignore_errors=True)
        shutil.copytree(ROOT / "curriculum" / "modules", modules, ignore=shutil.ignore_patterns("__pycache__"))
        for module in filter(Path.is_dir, modules.iterdir()):
            for name in LEFT_OUT:
                path = module / name
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        shutil.rmtree(built / "curriculum" / "notebooks", ignore_errors=True)
        shutil.copytree(ROOT / "notebooks", built / "curriculum" / "notebooks")


setup(cmdclass={"build_py": LearnerBuild})
