# Every target works on a fresh checkout with nothing but Python 3.11 or newer.
# PYTHON=python3.12 make lab   chooses the Python that makes .venv

PYTHON ?= python3
UV_VERSION = 0.13.9
BIN = .venv/bin
REQUIREMENTS_LAB = requirements.txt
REQUIREMENTS_TEST = requirements-test.txt
REQUIREMENTS_SITE = requirements-site.txt

.PHONY: help lab models test test-quick test-anywhere notebooks links lock bench clean
.PHONY: new-notebook renumber site site-test

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab: $(BIN)/.lab  ## open the course in JupyterLab, at the first notebook
	$(BIN)/jupyter lab $(LAB_OPTIONS) notebooks/01_two_dials.ipynb

models: $(BIN)/.lab  ## fetch the two real models now (180 MB), so that nobody waits later
	$(BIN)/python -m course_utils.pretrained

test: $(BIN)/.site $(BIN)/.browser  ## every test: code, style, every notebook, every dial, a real browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest -n 2

test-quick: $(BIN)/.test  ## the tests of the library alone
	$(BIN)/python -m pytest -n 2 --ignore tests/test_notebooks.py \
		--ignore tests/test_anywhere.py --ignore tests/browser

test-anywhere: $(BIN)/.test  ## every notebook as on other machines (only=draws for one of them)
	$(BIN)/python -m pytest -n 2 -m anywhere -k "$(only)" tests/test_anywhere.py

notebooks: $(BIN)/.test  ## run notebooks and write them as they are committed (only=04 for one)
	$(BIN)/python -m tools.notebooks $(only)

new-notebook: $(BIN)/.test  ## begin a notebook: N=18 SLUG=counting_real_models (TITLE="…")
	$(BIN)/python -m tools.new_notebook $(N) $(SLUG) $(TITLE)

renumber: $(BIN)/.test  ## give notebooks other numbers: MOVES="03=04 04=05"
	$(BIN)/python -m tools.renumber $(MOVES)

site: $(BIN)/.site  ## write the course as web pages into _site (only=04 records one notebook)
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
		pyproject.toml -o requirements-test.txt
	$(BIN)/uv pip compile -q --upgrade $(LOCK) --extra test --extra site -c requirements-test.txt \
		pyproject.toml -o requirements-site.txt
	$(BIN)/python -m tools.environment

# For each Python the newest version that it can have: 3.11 ends at jax 0.10.
LOCK = --universal --python-version 3.11 --fork-strategy requires-python --generate-hashes --no-header

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
LOCKS = requirements.txt requirements-test.txt requirements-site.txt
$(BIN)/.lab $(BIN)/.test $(BIN)/.site: $(BIN)/.%: $(BIN)/.uv $(LOCKS) pyproject.toml
	@echo "Installing the course into .venv ..."
	@requirements=$(or $(if $(filter test,$*),$(REQUIREMENTS_TEST)),$(if $(filter site,$*),$(REQUIREMENTS_SITE)),$(REQUIREMENTS_LAB)); \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $$requirements || \
	$(BIN)/python -m pip install --quiet --require-hashes -r $$requirements
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable . || \
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@touch $@

$(BIN)/.browser: $(BIN)/.site
	@$(BIN)/python -m tools.browser
	@touch $@
