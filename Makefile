# Every target does the set-up it needs.  PYTHON picks the interpreter (3.11 to 3.13).
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test lint bench faults lock clean schemas

setup: .venv/.ready

.venv/.ready: requirements.lock requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: setup
	$(BIN)/strikewire demo

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m tests.bench

faults: setup
	$(BIN)/python -m pytest --kafka tests/faults

# Writes the JSON Schemas of the records anew.
schemas: setup
	$(BIN)/python -m worker.shell.schemas
	$(BIN)/python -m worker.shell.asyncapi
	$(BIN)/python -m worker.shell.strimzi
	env -i $(BIN)/strikewire config --markdown > deploy/SETTINGS.md

# Writes both lock files anew from pyproject.toml, with hashes and without the address of any index.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --extra broker --extra otel -o requirements.lock pyproject.toml
	.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --extra broker --extra otel --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml tests/build-requirements.in
	rm -rf .venv-lock

clean:
	rm -rf .venv .venv-lock build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
