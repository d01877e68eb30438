# Each target does its own set-up: Python 3.11 or later, make and a package index are enough.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test snapshots docs clean

demo: $(VENV)/demo
	$(BIN)/mips-pi check examples/submission.json || test $$? -eq 1

test: $(VENV)/test
	$(BIN)/python -m pytest --cov --cov-report=term --cov-fail-under=95

# Rewrites the expected reports of examples/, so that a change of law is a visible diff.
snapshots: $(VENV)/demo
	$(BIN)/python tools/snapshots.py

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
