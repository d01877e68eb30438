"""How Sphinx builds the site; tools/website.py lays out its pages and runs it."""

from mips_pi_rules import __version__

project = "mips-pi-rules"
copyright = "the mips-pi-rules maintainers"  # noqa: A001 - Sphinx wants this name
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
autodoc_member_order = "bysource"
autodoc_mock_imports = ["pyarrow"]  # of an extra that the site need not install
autodoc_typehints = "signature"
autodoc_class_signature = "separated"
html_theme = "furo"
html_title = "mips-pi-rules"
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
exclude_patterns = ["conf.py"]
suppress_warnings = ["myst.header"]  # a generated page may go from a title to a third level
