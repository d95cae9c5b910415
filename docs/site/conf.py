"""Sphinx settings of the course site. The pages themselves are gathered by curriculum/site; see `academy site`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Children's Data Academy"
author = "Children's Data Academy maintainers"
copyright = "Course text CC BY 4.0, code MIT"
language = "en_GB"

extensions = ["myst_nb", "readable"]
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "html_image"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # lessons arrive worked through
nb_code_prompt_show = "Show one good answer"
nb_code_prompt_hide = "Hide the answer"
suppress_warnings = ["mystnb.unknown_mime_type"]
exclude_patterns: list[str] = []
html_math_renderer = "plain"  # no lesson has formulas in mathematical type, and the usual renderer asks another host

html_theme = "sphinx_book_theme"
html_title = "Children's Data Academy"
html_static_path = [str(Path(__file__).parent / "static")]
templates_path = [str(Path(__file__).parent / "templates")]
html_css_files = ["academy.css"]
html_favicon = str(Path(__file__).parent / "static" / "mark.svg")
html_sourcelink_suffix = ""  # a lesson can be taken away as the notebook it is
html_show_sphinx = False
html_context = {"default_mode": "light"}
html_theme_options = {
    "logo": {"text": "Children's Data Academy", "image_light": "_static/mark.svg", "image_dark": "_static/mark.svg"},
    "home_page_in_toc": False,
    "show_navbar_depth": 1,
    "max_navbar_depth": 3,
    "use_download_button": True,
    "use_fullscreen_button": False,
    "use_source_button": False,
    "use_issues_button": False,
    "toc_title": "On this page",
    "article_header_end": ["article-header-buttons.html"],
    "footer_content_items": ["academy-footer.html"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
