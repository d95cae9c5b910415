# Two commands for everyone: `make demo` and `make test`. Both do all set-up themselves; all they need is Python 3.11-3.13.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
# Numeric libraries each start a thread a core; side by side that only makes them wait for one another.
export OPENBLAS_NUM_THREADS := 1
export POLARS_MAX_THREADS := 2
test prove: export POLARS_MAX_THREADS := 1
# Some build machines tell Python to keep no compiled modules: every kernel would compile pandas anew, a second and more.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

$(READY): requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11, 3.12 or 3.13 is needed and none was found: install one, or say where it is with make PYTHON=/path/to/python" >&2; exit 2; fi
	@echo "Setting up $(VENV) with $(PYTHON) (a few minutes the first time, network needed) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { echo "The venv module is missing: on Debian or Ubuntu, install python3-venv" >&2; exit 2; }
	@awk '/^uv==/{p=1} p{print} p&&!/\\$$/{exit}' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(READY)

.PHONY: setup demo test lint notebooks lock prove bench pictures clean
setup: $(READY) ## Make the virtual environment from requirements.lock

demo: $(READY) ## See the whole product work, in a few minutes
	@$(BIN)/academy demo

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint ## Prove it: lint, types, notebooks in step with their source, every test
	$(BIN)/academy build --check
	$(BIN)/pytest -q -n auto -m "not prove$(if $(CI), or ci)"

prove: $(READY) ## The large sweeps: many seeds, councils and learners (an hour or more; ONLY=tests/... for a part)
	$(BIN)/pytest -q -n auto --hypothesis-profile prove -m prove $(ONLY)

notebooks: $(READY) ## Build the learner notebooks from the curriculum
	$(BIN)/academy build

bench: $(READY) ## Measure, side by side with the peers, into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

lock: $(READY) ## Renew requirements.lock from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--group dev --extra dask --extra hub --extra site pyproject.toml -o requirements.lock

clean: ## Remove the environment and everything made
	rm -rf $(VENV) demo build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

pictures: $(READY) ## Make the README's pictures anew (needs Chromium; some minutes)
	@$(BIN)/academy demo --out build/pictures
	@$(BIN)/academy site build/pictures/site
	@$(BIN)/python docs/make_pictures.py build/pictures
