"""nbgrader's gradebook is had without loading the rest of nbgrader, and the rest can be loaded afterwards."""

import subprocess
import sys

LIGHT = """
import sys
from grading import nbgrader_api
heavy = [name for name in ("jupyter_server", "notebook", "nbconvert", "rfc3987_syntax") if name in sys.modules]
assert not heavy, heavy
"""
AFTERWARDS = """
import nbgrader
from nbgrader.api import Gradebook
assert Gradebook is nbgrader_api.Gradebook
assert nbgrader.__version__ and nbgrader._jupyter_server_extension_points()
import importlib.util
if importlib.util.find_spec("rfc3987_syntax"):  # our own environment leaves it out
    import rfc3987_syntax
"""
BEFORE = """
import nbgrader
from grading import nbgrader_api
assert sys.modules["nbgrader"] is nbgrader
"""


def test_marks_are_stored_without_nbgraders_web_server_and_all_of_it_is_there_for_others():
    for code in (LIGHT + AFTERWARDS, "import sys" + BEFORE):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
