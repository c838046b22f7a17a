"""How Sphinx makes the website; `make site` runs it, after instructor/site.py has brought the notebooks."""

import os

project = "Neural networks, by hand and by NumPy"
author = "the authors of the course"
copyright = "text and pictures: CC BY 4.0, code: MIT"
language = "en"

# sphinx-mathjax-offline brings MathJax into the site: nothing is fetched from elsewhere.
extensions = ["myst_nb", "sphinx.ext.mathjax", "sphinx-mathjax-offline"]
nb_execution_mode = "off"  # the stored outputs are shown
nb_ipywidgets_js = {}  # no widget is stored, and its scripts would come from elsewhere
nb_mime_priority_overrides = [("html", "text/html", 0), ("html", "image/png", 10)]
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
myst_heading_slug_func = "workbook.glossary.anchor"
mathjax3_config = {"chtml": {"displayAlign": "left", "displayIndent": "1em"}}

html_theme = "sphinx_book_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["figure.css", "site.css"]
html_js_files = ["figure.js", "moving.js"]
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None

_repository, _lite = os.environ.get("SITE_REPOSITORY", ""), os.environ.get("SITE_LITE", "")
html_theme_options = {
    "use_download_button": False,
    "navbar_persistent": [],  # the search field stands at the side already
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
if _repository:
    html_theme_options |= {
        "repository_url": _repository,
        "repository_branch": os.environ["SITE_BRANCH"],
        "use_repository_button": True,
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "colab_url": "https://colab.research.google.com",
            "notebook_interface": "jupyterlab",
        },
    }


def add_lite(app, pagename, templatename, context, doctree):
    """Give each notebook's page a link to open it in JupyterLite, also where no repository is known."""
    if not _lite or not pagename.startswith(("chapters/", "exercises/")):
        return
    root = _lite if "://" in _lite else context["pathto"](_lite, resource=True)
    # In JupyterLite a chapter has a name of its own beside its exercises; instructor/lite/__main__.py says why.
    twin = pagename.replace("chapters/", "exercises/")
    name = f"{pagename}_chapter" if twin != pagename and twin in app.env.found_docs else pagename
    link = {
        "type": "link",
        "text": "JupyterLite",
        "tooltip": "Run it in this browser, without installing",
        "icon": "_static/images/logo_jupyterlite.svg",
        "url": f"{root}/lab/index.html?path={name}.ipynb",
    }
    buttons = context["header_buttons"]
    launch = next((button for button in buttons if button.get("label") == "launch-buttons"), None)
    if launch:
        launch["buttons"].append(link)
    else:
        group = {"type": "group", "tooltip": "Launch interactive content", "icon": "fas fa-rocket"}
        buttons.append({**group, "buttons": [link], "label": "launch-buttons"})


def setup(app):
    """Called by Sphinx."""
    app.connect(
        "html-page-context", add_lite, priority=502
    )  # after the theme's own buttons, which are at 501
