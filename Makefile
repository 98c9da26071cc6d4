# Everything a person or a CI does with this checkout. Needs Python 3.11 or newer and make; nothing else.
# `make` alone lists the targets. ARGS="…" is handed to the command behind run, test and bench.

VENV    := .venv
BIN     := $(VENV)/bin
MADE    := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV     := $(VENV)/.dev

# The first of these that is new enough makes the environment; PYTHON=… names another.
PYTHONS := $(or $(PYTHON),python3.11 python3 python3.12 python3.13)

# Hashes and wheels only: a source package would fetch its build tools unpinned, past the hashes.
# -qq because the settings of a machine's own pip make it warn about things that are none of ours.
PIP     := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
INSTALL := $(PIP) install --require-hashes --only-binary :all:

STATE   := $(abspath $(or $(ECOLAKE_HOME),var))
UV      ?= uv

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test ui lint format bench requirements clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUNTIME) ## Simulate the feeds, run the whole job, publish a release
	@$(BIN)/ecolake run $(ARGS)

test: $(DEV) ## Run every test
	@$(BIN)/python -m pytest $(ARGS)

ui: $(RUNTIME) ## Open Dagster on the loopback address
	@$(BIN)/python -m orchestration.instance
	@PYTHONWARNINGS=ignore DAGSTER_HOME="$(STATE)/dagster" $(BIN)/dagster dev --workspace workspace.yaml

# dbt must know a build file to compile the models that sqlfluff reads; nothing is built.
lint: export ECOLAKE_BUILD_FILE = :memory:
lint: $(DEV) ## Check style, format, types, SQL and the standards
	@echo "ruff check"; $(BIN)/ruff check --quiet .
	@echo "ruff format"; $(BIN)/ruff format --quiet --check .
	@echo "mypy"; $(BIN)/mypy --no-error-summary
	@echo "sqlfluff"; $(BIN)/sqlfluff lint --nocolor --disable-progress-bar dbt_project/models
	@echo "standards"; $(BIN)/ecolake standards lint

format: $(DEV) ## Rewrite code in the house format
	@$(BIN)/ruff check --quiet --fix .; $(BIN)/ruff format --quiet .

bench: $(DEV) ## Measure what benchmarks/ measures
	@for module in bench_impact validation; do echo "== $$module"; $(BIN)/python -m "benchmarks.$$module" $(ARGS) || exit 1; done

# The runtime set is resolved within the development set, so that what is tested is what runs.
requirements: export UV_CUSTOM_COMPILE_COMMAND = make requirements
requirements: ## Resolve the pinned sets again (needs uv)
	@cd requirements && for set in "dev.in -o dev.txt" "runtime.in -c dev.txt -o runtime.txt" \
	    "race.in -c dev.txt -o race.txt"; do \
	  $(UV) pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --no-strip-extras \
	    --generate-hashes --no-emit-index-url --no-emit-find-links $$set || exit 1; \
	done

clean: ## Remove the environment and the caches; raw/ and var/ stay
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis \
	  dbt_project/target dbt_project/logs logs
	@find . -name __pycache__ -type d -not -path './var/*' -not -path './raw/*' -prune -exec rm -rf {} +

# A change of the pinned sets makes the environment anew, so that nothing stays behind that is no longer asked for.
$(MADE): requirements/runtime.txt requirements/dev.txt
	@set -e; found=; \
	for python in $(PYTHONS); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Ecolake needs Python 3.11 or newer; tried: $(PYTHONS)." >&2; \
	  echo "Install it (Debian, Ubuntu: apt-get install python3.11 python3.11-venv), or say where it is:" >&2; \
	  echo "  make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; \
	fi; \
	version=$$("$$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$found is Python $$version, but its venv module is missing." >&2; \
	  echo "Install it (Debian, Ubuntu: apt-get install python$$version-venv) and try again." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with Python $$version"; \
	rm -rf $(VENV); "$$found" -m venv $(VENV); touch $@

# The project itself is installed in place, without build isolation: its build backend is one of the pinned packages.
define install
	@echo "Installing $$(grep -c '^[a-z]' requirements/$(1).txt) packages (a minute or two the first time)"
	@$(INSTALL) -r requirements/$(1).txt || { \
	  echo "The packages could not be installed; pip's own message is above." >&2; \
	  echo "pip's settings (pip.conf, PIP_*) are used as they are: a mirror or proxy is set up there." >&2; exit 1; }
	@$(PIP) install --no-deps --no-build-isolation -e .
endef

$(RUNTIME): $(MADE) pyproject.toml
	$(call install,runtime)
	@touch $@

$(DEV): $(MADE) pyproject.toml
	$(call install,dev)
	@touch $(RUNTIME) $@
