# Everything here works in a fresh clone: the first target that needs it makes .venv, with the pinned packages.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
LOWEST := build/venv-lowest
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet
# pyright's package brings its npm part and a Node; without this it still asks a registry for a newer one.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
export PYTHONUNBUFFERED := 1

.PHONY: help demo test check generate captures wiki lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(INSTALLED) ## start a real MediaWiki, generate a package from it, check a bot against it and run it
	@$(PYTHON) -m examples.demo

test: check $(LOWEST)/.installed ## static checks and all tests, on real wikis of two versions
	@echo "pytest: the runtime on the oldest packages that it allows"
	@PYTHONPATH=src $(LOWEST)/bin/python -m pytest -q tests/runtime tests/budgets
	@echo "pytest: all tests"
	@$(PYTHON) -m pytest

check: $(INSTALLED) ## static checks: generated and derived files, format, lint, mypy, pyright
	@echo "generated code is what its sources give"
	@$(VENV)/bin/mwtyped check
	@$(PYTHON) codegen/twin.py --check
	@echo "the demonstration's package, from the committed capture"
	@$(VENV)/bin/mwtyped generate schemas/captures/mediawiki-1.43.json --package demowiki -o build/demo
	@echo "ruff: format"
	@$(PYTHON) -m ruff format --check --quiet .
	@echo "ruff: lint"
	@$(PYTHON) -m ruff check --quiet .
	@echo "mypy --strict"
	@$(PYTHON) -m mypy
	@echo "pyright"
	@$(PYTHON) -m pyright

generate: $(INSTALLED) ## write what is generated or derived anew: the stock binding, the sync twins
	@$(VENV)/bin/mwtyped generate schemas/captures/mediawiki-1.43.json --package mediawiki -o src/mwtyped
	@$(PYTHON) codegen/twin.py

captures: $(INSTALLED) ## write schemas/captures anew, from the real wikis
	@$(PYTHON) -m tests.wiki.captures

wiki: $(INSTALLED) ## start a wiki to look at in a browser, until Ctrl-C
	@$(PYTHON) -m tests.wiki

# The oldest Python needs the most packages, so that its lock serves the newer ones too.
PIP_COMPILE := PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= build/lock/bin/pip-compile --quiet --upgrade \
  --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-options --no-emit-index-url \
  --no-emit-find-links --no-emit-trusted-host --output-file -

lock: build/lock/bin/pip-compile ## write both constraints files anew: the newest versions and the oldest allowed
	@echo "Resolving and hashing; a few minutes the first time"
	@{ echo '# The versions that mwtyped is developed and tested with, with hashes. `make lock` writes this file.'; echo; \
	  $(PIP_COMPILE) --extra codegen --extra dev pyproject.toml; } > build/constraints.txt
	@{ echo '# The oldest versions of what mwtyped needs, with hashes. `make lock` writes this file.'; echo; \
	  sed -n '/^dependencies/,/^]/ s/^ *"\([a-z-]*\)>=\([0-9.]*\).*/\1==\2.0/p' pyproject.toml | { cat; echo pytest; } \
	  | $(PIP_COMPILE) -; } > build/constraints-lowest.txt
	@mv build/constraints.txt build/constraints-lowest.txt .

build/lock/bin/pip-compile:
	@command -v python3.11 >/dev/null || { echo "make lock needs python3.11, the oldest that mwtyped supports" >&2; exit 1; }
	@python3.11 -m venv build/lock
	@build/lock/bin/pip --disable-pip-version-check --quiet install 'pip-tools==7.6.2'

clean: ## remove what was built here (not the cached wikis)
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(LOWEST)/.installed: constraints-lowest.txt .ci/venv
	@mkdir -p build
	@.ci/venv $(LOWEST)
	@$(LOWEST)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r constraints-lowest.txt
	@touch $@

$(INSTALLED): constraints.txt pyproject.toml .ci/venv
	@.ci/venv $(VENV)
	@echo "Installing the pinned packages (the first time some 100 MB, about a minute)"
	@$(PIP) install --require-hashes -r constraints.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
