# The two commands of the README are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
PORT ?= 8100
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help run test test-slow lint types rooms check lock bench clean

help:  ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/run.ok: requirements/run.txt requirements/build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "copydesk needs Python 3.11 or newer; say make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.ok: requirements/dev.txt $(VENV)/run.ok
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

run: $(VENV)/run.ok  ## take the sample pages into a desk, print the summary, serve the site on 127.0.0.1:8100
	$(BIN)/copydesk demo --port $(PORT)

test: $(VENV)/dev.ok  ## set up what is needed and run the tests (the slow ones apart)
	$(BIN)/python -m pytest -m "not slow" $(ARGS)

test-slow: $(VENV)/dev.ok  ## the slow suites: minutes to hours
	$(BIN)/python -m pytest -m slow $(ARGS)

lint: $(VENV)/dev.ok  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.ok  ## mypy --strict
	$(BIN)/mypy

rooms: $(VENV)/dev.ok  ## import-linter: the laws of the house
	$(BIN)/lint-imports

check: lint types rooms test  ## all that CI checks

lock:  ## write the lock files anew from pyproject.toml (needs pip-tools)
	cd requirements && sh lock.sh

clean:  ## remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
