# Every target works on a fresh checkout with nothing but Python 3.11 or newer.
# PYTHON=python3.12 make lab   chooses the Python that makes .venv

PYTHON ?= python3
UV_VERSION = 0.13.9
BIN = .venv/bin
REQUIREMENTS_LAB = requirements.txt
REQUIREMENTS_TEST = requirements-test.txt
REQUIREMENTS_HUB = requirements-workshop.txt

.PHONY: help lab models test test-quick test-anywhere notebooks links lock bench clean
.PHONY: test-room new-notebook renumber wheel hub preflight site site-test

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab: $(BIN)/.lab  ## open the course in JupyterLab: at the first notebook, then where you were
	$(BIN)/python -m course_utils.launch dials-course $(LAB_OPTIONS)

hub: $(BIN)/.proxy  ## a room full of learners, on this machine (HOST=… for the local network, over TLS)
	$(BIN)/python -m workshop $(if $(HOST),--host $(HOST)) $(HUB_OPTIONS)

preflight: $(BIN)/.proxy  ## is everything ready for a room? (LEARNERS=30; ROOM=https://… elsewhere)
	$(BIN)/python -m workshop.preflight $(if $(HOST),--host $(HOST)) $(if $(LEARNERS),--learners $(LEARNERS)) $(ROOM)

models: $(BIN)/.lab  ## fetch the two real models now (180 MB), so that nobody waits later
	$(BIN)/python -m course_utils.pretrained

test: $(BIN)/.test $(BIN)/.browser  ## every test: code, style, every notebook, every dial, a real browser
	@$(MAKE) -s $(BIN)/.proxy || echo "The room's proxy cannot be had: its tests are skipped."
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2

test-quick: $(BIN)/.test  ## the tests of the library, without those that take longest
	$(BIN)/python -m pytest -n 2 -m "not slow and not anywhere and not room"

test-anywhere: $(BIN)/.test  ## every notebook as on other machines (only=draws for one of them)
	$(BIN)/python -m pytest -n 2 -m anywhere -k "$(only)" tests/test_anywhere.py

test-room: $(BIN)/.test $(BIN)/.proxy $(BIN)/.browser  ## kill parts of a real hub, and read its log
	$(BIN)/python -m pytest -m "room or not room" tests/workshop

notebooks: $(BIN)/.test  ## run notebooks and write them as they are committed (only=04 for one)
	$(BIN)/python -m tools.notebooks $(only)

new-notebook: $(BIN)/.test  ## begin a notebook: N=18 SLUG=counting_real_models (TITLE="…")
	$(BIN)/python -m tools.new_notebook $(N) $(SLUG) $(TITLE)

renumber: $(BIN)/.test  ## give notebooks other numbers: MOVES="03=04 04=05"
	$(BIN)/python -m tools.renumber $(MOVES)

wheel: $(BIN)/.test  ## the course as a package, into dist/
	$(BIN)/python -m tools.wheel

site: $(BIN)/.test  ## write the course as web pages into _site (only=04 records one notebook)
	$(COURSE_SITE).build $(only)

site-test: site $(BIN)/.browser  ## every page in a real browser, every recording against its panel
	DIALS_SITE=_site $(BIN)/python -m pytest tests/browser/test_site.py
	$(COURSE_SITE).compare $(only)

COURSE_SITE = PYTHONPATH=site $(BIN)/python -m course_site

links: $(BIN)/.test  ## derive every Binder link from one address (REPO=owner/name changes it)
	$(BIN)/python -m tools.links $(REPO)

bench: $(BIN)/.test  ## measure the dials, the training and how fast a real model writes
	$(BIN)/python -m benchmarks.dials
	$(BIN)/python -m benchmarks.training --until 1.5
	$(BIN)/python -m benchmarks.generation

lock: $(BIN)/.uv  ## choose package versions anew: requirements*.txt and environment.yml
	$(BIN)/uv pip compile -q --upgrade $(LOCK) pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --upgrade $(LOCK) --extra test -c requirements.txt \
		--extra workshop --extra site pyproject.toml -o requirements-test.txt
	$(BIN)/uv pip compile -q --upgrade $(LOCK) --extra workshop -c requirements.txt \
		pyproject.toml -o requirements-workshop.txt
	$(BIN)/python -m tools.environment

# For each Python the newest version that it can have: 3.11 ends at jax 0.10.
LOCK = --universal --no-strip-extras --python-version 3.11 --fork-strategy requires-python --generate-hashes --no-header -c constraints.txt

clean:  ## remove the environment, and what was built
	rm -rf .venv _site build

# A stamp is newer than what it was made from, so a second call has nothing to install.
$(BIN)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The course needs Python 3.11 or newer: PYTHON=python3.12 make lab"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# uv is quick; where it cannot reach the package index, pip does the same with pip's own settings.
# Tests and learners start hundreds of processes, and learners may not write what Python compiles:
# so for them all of it is compiled at once.
$(BIN)/.lab $(BIN)/.test $(BIN)/.hub: $(BIN)/.%: $(BIN)/.uv requirements.txt \
		requirements-test.txt requirements-workshop.txt pyproject.toml
	@echo "Installing the course into .venv ..."
	@requirements=$(or $(if $(filter test,$*),$(REQUIREMENTS_TEST)),$(if $(filter hub,$*),$(REQUIREMENTS_HUB)),$(REQUIREMENTS_LAB)); \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $$requirements \
		$(if $(filter test hub,$*),--compile-bytecode) || \
	$(BIN)/python -m pip install --quiet --require-hashes -r $$requirements
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable . || \
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

# JupyterHub's proxy runs on Node: the system's, or the one that requirements-workshop.txt brings.
$(BIN)/.proxy: $(BIN)/.hub workshop/proxy/package-lock.json
	@echo "Installing the room's proxy into .venv/proxy ..."
	@mkdir -p .venv/proxy && cp workshop/proxy/package*.json .venv/proxy
	@cd .venv/proxy && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --loglevel=error --no-fund --no-audit
	@touch $@

$(BIN)/.browser: $(BIN)/.test
	@$(BIN)/python -m tools.browser
	@touch $@
