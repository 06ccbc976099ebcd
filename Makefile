# The front door. `make run` and `make test` need Python 3.11 (or newer) and make, nothing else.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(if $(shell command -v $(name)),$(name))))
BIN := .venv/bin
FAILOVER := .venv-failover
PEERS := .venv-peers
CODE := server.py schema resolvers domain db tests

.PHONY: run demo test crowd check bench bench-peers bulk bench-growth storm failover torture overload fuzz audit licences browser redis machines machines-long format schema lock clean

run: .venv/.run  ## set everything up, then serve on http://127.0.0.1:8000
	@exec $(BIN)/python server.py

demo: .venv/.test  ## a realistic build, played by five role clients, watched live
	@$(BIN)/python -m tests.demo

test: .venv/.test browser redis machines  ## all tests; those of the domain, which only compute, beside those that mostly wait
	@$(BIN)/pytest -q -n 1 tests/domain --cov --cov-report=term:skip-covered >.domain.log 2>&1 & domain=$$!; \
	$(BIN)/pytest -q -n 3 --dist worksteal --ignore=tests/domain; rest=$$?; \
	wait $$domain; found=$$?; cat .domain.log; rm -f .domain.log; test $$rest = 0 -a $$found = 0

crowd: .venv/.test  ## 20 workers, of which half crash, and 200 builds; CROWD_BUILDS=2000 for more
	@CROWD_BUILDS=$(or $(CROWD_BUILDS),200) $(BIN)/pytest -q -s tests/end_to_end/test_workers.py

storm: .venv/.test  ## 2,000 subscribers lose their connections at once and come back
	ulimit -n 16384 && HANDOFF_STORM=2000 $(BIN)/pytest -q tests/api/cohorts/test_storm.py

check: .venv/.test  ## format, lint, imports, types
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: .venv/.test  ## measure, as ratios against a reference in the same run
	@$(BIN)/python -m tests.bench

bench-peers: .venv/.test $(PEERS)/.ready  ## measure beside what a team would write or pick instead; ROUNDS=10 TURN=1 (seconds)
	@$(BIN)/python -m tests.bench.peers --node $(PEERS)/bin/node --rounds $(or $(ROUNDS),10) --seconds $(or $(TURN),1)

bulk: .venv/.test  ## a database with very many workflows, in .data/bulk; WORKFLOWS=1000000 (11 kB each while it is made)
	@$(BIN)/python -m tests.bench.bulk $(if $(WORKFLOWS),--workflows $(WORKFLOWS))

bench-growth: .venv/.test  ## whether requests cost more over a big database than over a small one; WORKFLOWS=1000000
	@$(BIN)/python -m tests.bench.growth $(if $(WORKFLOWS),--big $(WORKFLOWS))

failover: .venv/.test $(FAILOVER)/.ready  ## kill the primary of three Postgres nodes under Patroni, under load
	@PATH="$(CURDIR)/$(FAILOVER)/etcd/usr/bin:$$PATH" $(BIN)/python -m tests.failover --patroni $(FAILOVER)/bin/patroni

torture: .venv/.test $(if $(REDIS),redis)  ## kill, freeze, cut and fill everything under load, then check every promise; SECONDS=300 SEED=n REDIS=1
	@$(BIN)/python -m tests.torture --seconds $(or $(SECONDS),300) $(if $(SEED),--seed $(SEED)) $(if $(REDIS),--redis)

overload: .venv/.test  ## ask ten times as much of a server as it can carry; TIMES=10
	@$(BIN)/python -m tests.torture.overload $(if $(TIMES),--times $(TIMES))

format: .venv/.test  ## put the code into shape
	$(BIN)/ruff check --fix --quiet $(CODE) || true
	$(BIN)/ruff format $(CODE)

schema: .venv/.test  ## write schema/schema.graphql anew
	$(BIN)/python -m schema > schema/schema.graphql.new && mv schema/schema.graphql.new schema/schema.graphql

browser:  ## Chromium for the browser test, where this machine lets us install it
	@command -v chromedriver >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium chromium-driver >/dev/null; } \
	  || echo "No Chromium here and no way to install it: the browser test will be skipped."

redis:  ## a Redis server for the tests of hints, where this machine lets us install it; none is left running
	@command -v redis-server >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends redis-server >/dev/null; } \
	  || echo "No Redis here and no way to install it: the tests of hints by way of Redis will be skipped."

machines:  ## HAProxy for the tests of several machines, where this machine lets us install it; none is left running
	@test -n "$$(PATH="$$PATH:/usr/sbin" command -v haproxy)" || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends haproxy iproute2 >/dev/null; } \
	  || echo "No HAProxy here and no way to install it: the tests of several machines will be skipped."

machines-long: .venv/.test machines  ## fault after fault on several machines; takes minutes
	$(BIN)/pytest -q tests/machines/long_faults.py

fuzz: .venv/.test  ## random documents, frames and requests, SECONDS=60 long; SEED=n for the same again
	@$(BIN)/python -m tests.fuzz --seconds $(or $(SECONDS),60) $(if $(SEED),--seed $(SEED))

audit: .venv/.test  ## ask PyPI for published weaknesses of all that is pinned
	@$(BIN)/python -m tests.supply.audit

licences: .venv/.test  ## write docs/licences.md anew
	$(BIN)/python -m tests.supply.licences

lock: .venv/.test  ## pin the dependencies anew (needs uv)
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.txt
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --extra traces \
	  -c requirements.txt -o requirements-traces.txt
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --group dev \
	  -c requirements.txt -c requirements-traces.txt -o requirements-dev.txt
	for name in build requirements; do uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  tests/failover/$$name.in -o tests/failover/$$name.txt; done
	uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  tests/bench/peers/node.in -o tests/bench/peers/node.txt

clean:  ## remove what make made, except the data
	rm -rf .venv $(FAILOVER) $(PEERS) tests/bench/peers/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

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

# Two of Patroni's dependencies come as source; the tools that build them are installed first, so that all is pinned.
$(FAILOVER)/.ready: tests/failover/build.txt tests/failover/requirements.txt | .venv/bin/python
	$(PYTHON) -m venv $(FAILOVER)
	$(FAILOVER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $<
	$(FAILOVER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation \
	  --only-binary :all: --no-binary python-etcd,ydiff -r tests/failover/requirements.txt
	@command -v etcd >/dev/null || { cd $(FAILOVER) && apt-get download -qq etcd-server && dpkg -x etcd-server_*.deb etcd; } \
	  || { echo "No etcd here, and apt-get can't bring it: install it, then make failover."; exit 1; }
	@touch $@

# The peers of the benchmark need Node 22 or newer: a pinned one from PyPI, for nothing else, and their packages beside them.
$(PEERS)/.ready: tests/bench/peers/node.txt tests/bench/peers/package-lock.json | .venv/bin/python
	$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $< \
	  || { echo "No Node for this machine on PyPI, or no way to get there: make bench-peers can't run. All else works without it."; exit 1; }
	@cd tests/bench/peers && PATH="$(CURDIR)/$(PEERS)/bin:$$PATH" npm ci --silent \
	  || { echo "npm could not bring the packages of tests/bench/peers/package-lock.json: make bench-peers can't run. All else works without them."; exit 1; }
	@touch $@
