# Each target does its own set-up: Python 3.11 or later, make and a package index are enough.
NEWEST := for python in python3.14 python3.13 python3.12 python3.11 python3; do \
  $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && \
  echo $$python && break; done
PYTHON ?= $(shell $(NEWEST))
NEEDS_PYTHON = $(if $(PYTHON),,$(error No Python 3.11 or later was found: install one, or name it with PYTHON=...))
VENV := .venv
BIN := $(VENV)/bin
# What the environments are made of, pinned; CONSTRAINTS= takes the newest there is of everything.
CONSTRAINTS ?= constraints/development.txt
PINNED := $(if $(CONSTRAINTS),--constraint $(CONSTRAINTS))
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest -n $(WORKERS)

.PHONY: demo test test-lowest test-newest prove types style imports test-browser test-node agreement test-spark snapshots bench docs site fuzz mutation pins dist sbom clean page

demo: $(VENV)/demo
	$(BIN)/mips-pi check examples/submission.json || test $$? -eq 1

# Everything, with types, style and imports beside the tests. CI=1: the same examples each time.
test: $(VENV)/test
	@$(MAKE) --no-print-directory -k types style imports >$(VENV)/beside.txt 2>&1 & beside=$$!; \
	CI=1 $(PYTEST) --cov --cov-report=term --cov-fail-under=95; tests=$$?; \
	wait $$beside || { cat $(VENV)/beside.txt; exit 1; }; exit $$tests

# What takes longer: the second opinion whole, and more examples of every property.
prove: export EIGHTHS ?= 8
prove: export EXAMPLES ?= 10
prove: $(VENV)/test
	$(PYTEST) -m "hypothesis or proof"

# The same with the oldest versions of the dependencies that are taken, in an environment of its own.
test-lowest:
	$(MAKE) test VENV=.venv-lowest CONSTRAINTS=constraints/lowest.txt

# The same with the newest of everything.
test-newest:
	$(MAKE) test VENV=.venv-newest CONSTRAINTS=

types: $(VENV)/test
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy examples/service/service.py docs/site/check/judge.py tools/*.py benchmarks/*.py

style: $(VENV)/test
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

imports: $(VENV)/test
	$(BIN)/lint-imports

# Rewrites the expected reports of examples/ and the conformance suite, so that a change of law is a
# visible diff, and the manual page.
snapshots: $(VENV)/test
	$(BIN)/python tools/snapshots.py
	$(BIN)/python tools/format_snapshots.py
	$(BIN)/python tools/conformance.py
	$(BIN)/python tools/manpage.py

# Looks at the html report in headless Chromium, and uses the page that judges in the browser;
# installs Debian's Chromium when there is none and we are root.
test-browser: site
	@test -n "$$CHROMIUM" || command -v chromium chromium-browser google-chrome chrome >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; }
	$(BIN)/python tools/browser_check.py
	$(BIN)/python tools/site_check.py
	$(BIN)/python tools/page_check.py

# Holds 100,000 rows (ROWS=20000: so many) of a local Spark session to one machine, and runs docs/cluster.md; needs Java 17.
test-spark: $(VENV)-spark/installed
	PYTHONPATH=src $(VENV)-spark/bin/python tools/spark_check.py $(ROWS)

# Runs examples/node and what docs/ shows in JavaScript, and holds ajv under Node (18 or later) to
# what evaluate says.
test-node: $(VENV)/test examples/node/node_modules
	$(BIN)/python tools/node_check.py

# The same rules fail in ajv, jsonschema, jsonschema-rs and evaluate: DOCUMENTS a year, in parts. A
# run that was ended goes on; YEARS="2025 2026" takes these alone.
DOCUMENTS ?= 20000
agreement: $(VENV)/test examples/node/node_modules
	$(BIN)/python tools/agreement.py $(DOCUMENTS) $(YEARS)

examples/node/node_modules: examples/node/package.json
	cd examples/node && npm install --silent --no-audit --no-fund --no-package-lock
	@touch $@

# Measures everything in one run and writes docs/performance.md.
bench: $(VENV)/bench
	$(BIN)/python benchmarks

# Coverage-guided fuzzing of each way in, so many SECONDS each; what breaks it is in build/fuzz/.
FUZZ ?= json qrda context answers csv excel command report
SECONDS ?= 1200
fuzz: $(VENV)/fuzz
	for target in $(FUZZ); do $(BIN)/python tools/fuzz.py $$target $(SECONDS) || exit 1; done

# Changes the law and the code one thing at a time and looks for a test that fails; ends after
# MINUTES and goes on where it ended, so that run after run tries all. OF names parts, such as
# "rules policy", MUTATION more options of tools/mutation.py.
MINUTES ?= 55
mutation: $(VENV)/test
	$(BIN)/python tools/mutation.py --minutes $(MINUTES) $(OF) $(MUTATION)

# Pins the newest of everything that the targets install (make test-spark has an environment of its
# own), and writes docs/licences.md. With the oldest Python, whose versions the later ones take too.
pins:
	$(NEEDS_PYTHON)
	rm -rf $(VENV)-pins && $(PYTHON) -m venv $(VENV)-pins
	$(VENV)-pins/bin/python -m pip --quiet --disable-pip-version-check install --editable '.[test,bench,fuzz,site,release]'
	{ echo '# What `make` installs for work on the project; `make pins` writes it.'; \
	  $(VENV)-pins/bin/python -m pip --disable-pip-version-check freeze --exclude-editable; } >$(VENV)-pins/pins.txt
	mv $(VENV)-pins/pins.txt constraints/development.txt
	$(VENV)-pins/bin/python tools/licences.py

# The sdist and the wheel, the same to the byte from the same tree, with their checksums.
dist: $(VENV)/release
	rm -rf dist
	PIP_CONSTRAINT=$(CONSTRAINTS) $(BIN)/python -m build --outdir dist .
	cd dist && sha256sum *

# What comes with the package, as a software bill of materials (CycloneDX). In which folder it was
# made is no part of it: pip's note of that is taken away.
sbom: $(VENV)/release
	rm -rf $(VENV)/bare && $(PYTHON) -m venv --without-pip $(VENV)/bare
	$(BIN)/python -m pip --python $(VENV)/bare/bin/python --quiet --disable-pip-version-check install $(PINNED) .
	rm $(VENV)/bare/lib/python*/site-packages/mips_pi_rules-*.dist-info/direct_url.json
	mkdir -p dist
	$(BIN)/cyclonedx-py environment $(VENV)/bare/bin/python --output-reproducible --output-file dist/sbom.json

# One page per year and per rule, into docs/build/.
docs: $(VENV)/demo
	$(BIN)/python tools/pages.py

$(VENV)/demo: pyproject.toml $(CONSTRAINTS)
	$(NEEDS_PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install $(PINNED) --editable .
	@touch $@

$(VENV)/test: pyproject.toml $(CONSTRAINTS)
	$(NEEDS_PYTHON)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install $(PINNED) --editable '.[test]'
	@touch $@ $(VENV)/demo

$(VENV)/bench: $(VENV)/demo
	$(PIP) install $(PINNED) --editable '.[bench]'
	@touch $@

# The whole site, into docs/build/site/: the pages of docs/, the reference, and what the code says.
site: $(VENV)/site page
	$(BIN)/python tools/website.py

# The page of the site that judges in the browser, into docs/build/site/check/; needs npm.
PAGE := docs/site/check
page: $(VENV)/demo $(PAGE)/node_modules/.package-lock.json
	$(BIN)/python tools/checkpage.py

$(PAGE)/node_modules/.package-lock.json: $(PAGE)/package-lock.json
	cd $(PAGE) && npm ci --silent --no-audit --no-fund
	@touch $@

$(VENV)/site: $(VENV)/demo
	$(PIP) install $(PINNED) --editable '.[site]'
	@touch $@

$(VENV)/fuzz: $(VENV)/test
	$(PIP) install $(PINNED) --editable '.[fuzz]'
	@touch $@

$(VENV)/release: $(VENV)/demo
	$(PIP) install $(PINNED) --editable '.[release]'
	@touch $@

# Without the library itself: that what the page ships is enough, is part of the check.
$(VENV)-spark/installed: pyproject.toml
	$(NEEDS_PYTHON)
	$(PYTHON) -m venv $(VENV)-spark
	$(VENV)-spark/bin/python -m pip --quiet --disable-pip-version-check install '.[spark]'
	$(VENV)-spark/bin/python -m pip --quiet uninstall --yes mips-pi-rules
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-spark $(VENV)-lowest $(VENV)-newest $(VENV)-pins dist build docs/build examples/node/node_modules
