# Each target does its own set-up: Python 3.11 or later, make and a package index are enough.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test test-browser snapshots docs clean

demo: $(VENV)/demo
	$(BIN)/mips-pi check examples/submission.json || test $$? -eq 1

test: $(VENV)/test
	$(BIN)/python -m pytest --cov --cov-report=term --cov-fail-under=95

# Rewrites the expected reports of examples/, so that a change of law is a visible diff.
snapshots: $(VENV)/demo
	$(BIN)/python tools/snapshots.py
	$(BIN)/python tools/format_snapshots.py

# Looks at the html report in headless Chromium; installs Debian's when there is none and we are root.
test-browser: $(VENV)/demo
	@test -n "$$CHROMIUM" || command -v chromium chromium-browser google-chrome chrome >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; }
	$(BIN)/python tools/browser_check.py

# One page per year and per rule, into docs/build/.
docs: $(VENV)/demo
	$(BIN)/python tools/pages.py

$(VENV)/demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --editable .
	@touch $@

$(VENV)/test: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --editable '.[test]'
	@touch $@ $(VENV)/demo

clean:
	rm -rf $(VENV) dist build docs/build
