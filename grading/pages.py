"""Pages that anybody can open anywhere: one file each, nothing fetched, nothing that runs, readable by all.

Templates are escaped throughout. The policy in each page's head lets the browser use the page's own style and pictures
written into it, and nothing else, so that even text that slipped through could do nothing.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

POLICY = "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
TEMPLATES = files("grading").joinpath("templates")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: TEMPLATES.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = TEMPLATES.joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals |= {
        "style": Markup(style),
        "policy": POLICY.format(digest=digest),
    }
    return environment


def render(template: str, **values: Any) -> str:
    """The page of a template; every value is escaped unless it is `Markup` of our own making."""
    return _environment().get_template(template).render(**values)
