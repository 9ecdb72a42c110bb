# `make run` and `make test` are the whole setup; both are safe to re-run.

# The first of these that is Python 3.11 or newer; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := cli web scheduler newsroom monitoring alerts crawler indicators stories classifier storage yaluwatch

.PHONY: run test check setup lint types imports cover floors wheel docs bench long up live lock help

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/run-ready ## Install, then start the service on 127.0.0.1
	@$(BIN)/yalu run

test: $(VENV)/test-ready ## Install, then run the whole test suite
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --durations 25 $(ARGS)

check: lint types imports ## Quick checks before each commit: style, types, imports, unit and contract tests
	$(BIN)/pytest -n auto --dist loadfile tests/unit tests/contract $(ARGS)

setup: $(VENV)/test-ready ## Install everything, run nothing

lint: $(VENV)/test-ready ## Style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test-ready ## Types, strictly
	$(BIN)/mypy

imports: $(VENV)/test-ready ## Check that packages import downwards only
	$(BIN)/lint-imports

cover: ## Run the whole test suite with branch coverage, then check the floors
	$(MAKE) test ARGS="--cov --cov-report= $(ARGS)"
	$(MAKE) floors

floors: $(VENV)/test-ready ## Check that the last coverage run reached 95 % in every package
	@mkdir -p build; for package in $(PACKAGES); do \
		$(BIN)/coverage report --include "$$package/*" --skip-covered --fail-under 95 > build/coverage.txt; \
		status=$$?; echo "$$package $$(grep '^TOTAL' build/coverage.txt | grep -oE '[0-9]+%')"; \
		[ $$status = 0 ] || { cat build/coverage.txt; exit 1; }; \
	done

long: $(VENV)/test-ready ## Long tests: sixty simulated days while everything goes wrong, hardship (as root), a soak, web archives
	$(BIN)/python -m tests.long_run
	$(BIN)/python -m tests.hardship_run
	$(BIN)/python -m tests.soak_run
	$(BIN)/python -m tests.warc_run

bench: $(VENV)/test-ready ## Run all benchmarks small; the table is also in build/bench.md
	@rm -rf build/bench
	@$(BIN)/python -m benchmarks build/bench

wheel: $(VENV)/test-ready ## Build, install into an empty environment, run the demonstration from elsewhere
	rm -rf dist build/wheel
	$(BIN)/python -m build --no-isolation --outdir dist
	$(PYTHON) -m venv build/wheel
	build/wheel/bin/pip install --quiet --no-deps --require-hashes -r requirements.lock
	build/wheel/bin/pip install --quiet --no-deps dist/*.whl
	cd build && wheel/bin/yalu --version && wheel/bin/yalu --data wheel/var demo

docs: $(VENV)/test-ready ## Build the documentation as a site into build/site; warnings are errors
	$(BIN)/zensical build --strict --clean

up: ## Start the service in a container
	@mkdir -p var
	@test -s var/admin-password || { od -An -N12 -tx1 /dev/urandom | tr -d ' \n' > var/admin-password; \
		echo "The password of the account admin is in var/admin-password."; }
	docker compose up --build

live: $(VENV)/test-ready ## Poll every shipped source once over the real network
	$(BIN)/pytest tests/live

lock: ## Update the locked dependency versions (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --upgrade --group build pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --group build --extra cluster --extra bucket -c requirements.lock \
		pyproject.toml -o requirements-cluster.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" --upgrade --group build --group dev --group docs -c requirements.lock \
		pyproject.toml -o requirements-dev.lock

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Yaluwatch needs Python 3.11 or newer; set PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The lock files are complete, so pip has nothing to resolve; old versions of pip fail on lxml's extras.
$(VENV)/run-ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing Yaluwatch's dependencies into $(VENV); this takes about half a minute."
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test-ready: requirements-dev.lock $(VENV)/run-ready
	@echo "Installing the test dependencies."
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@
