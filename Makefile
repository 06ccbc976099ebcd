# The front door. `make run` and `make test` need Python 3.11 (or newer) and make, nothing else.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(if $(shell command -v $(name)),$(name))))
BIN := .venv/bin
CODE := server.py schema resolvers domain db tests

.PHONY: run demo test check bench browser format schema lock clean

run: .venv/.run  ## set everything up, then serve on http://127.0.0.1:8000
	@exec $(BIN)/python server.py

demo: .venv/.test  ## a realistic build, played by five role clients, watched live
	@$(BIN)/python -m tests.demo

test: .venv/.test browser  ## all tests
	$(BIN)/pytest -q -n 2 tests/domain --cov --cov-report=term:skip-covered
	$(BIN)/pytest -q -n 2 --dist worksteal --ignore=tests/domain

check: .venv/.test  ## format, lint, imports, types
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: .venv/.test  ## measure, as ratios against a reference in the same run
	@$(BIN)/python -m tests.bench

format: .venv/.test  ## put the code into shape
	$(BIN)/ruff check --fix --quiet $(CODE) || true
	$(BIN)/ruff format $(CODE)

schema: .venv/.test  ## write schema/schema.graphql anew
	$(BIN)/python -m schema > schema/schema.graphql.new && mv schema/schema.graphql.new schema/schema.graphql

browser:  ## Chromium for the browser test, where this machine lets us install it
	@command -v chromedriver >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium chromium-driver >/dev/null; } \
	  || echo "No Chromium here and no way to install it: the browser test will be skipped."

lock: .venv/.test  ## pin the dependencies anew (needs uv)
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --extra traces \
	  -c requirements.txt -o requirements-traces.txt
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev \
	  -c requirements.txt -c requirements-traces.txt -o requirements-dev.txt

clean:  ## remove what make made, except the data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Handoff needs Python 3.11 or newer, and none was found. Name one: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Handoff needs Python 3.11 or newer; $(PYTHON) is older. Name one: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt .venv/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@
