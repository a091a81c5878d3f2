# HOV Donate. `make help` lists what can be done. Needs Python 3.11 or newer, git and make; all else is fetched.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
STEP := $(PYTHON) tools/progress.py
PIP := $(BIN)/python -m pip --disable-pip-version-check install --no-compile --no-build-isolation
JOBS ?= auto
ARGS ?=

LANGUAGES := $(wildcard hov_donate/translations/*/LC_MESSAGES/messages.po)
CATALOGS := $(LANGUAGES:.po=.mo)
# Spanish has every text, the office's too; the other languages have what the public reads.
TEMPLATES_OF_CATALOGS := .cache/all.pot .cache/public.pot
template_for = .cache/$(if $(filter es,$(1)),all,public).pot
SPOKEN := $(foreach catalog,$(LANGUAGES),$(word 3,$(subst /, ,$(catalog))))
updated = $(BIN)/pybabel --quiet update $(2) --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete \
  -i $(call template_for,$(1)) -o hov_donate/translations/$(1)/LC_MESSAGES/messages.po -l $(1)

# An environment does not survive its folder being moved or copied: its scripts name the folder.
ifneq ($(wildcard .venv/checkout),)
ifneq ($(shell cat .venv/checkout),$(CURDIR))
$(shell rm -f .venv/checkout .venv/packages .venv/project .venv/compiled .venv/dev-packages)
endif
endif

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: setup
setup: .venv/packages .venv/project .venv/compiled $(CATALOGS) ## make .venv with the pinned packages; does nothing when it is up to date
	@:

.PHONY: run
run: setup ## a complete demo on this machine: site, worker and Stripe simulator; Ctrl-C stops it
	@exec $(BIN)/hov-donate demo run

# Compiled tests are kept, whatever the environment says: a process needs seconds to make them.
.PHONY: test
test: setup .venv/dev-packages browser journals ## everything, on SQLite and PostgreSQL and in Chromium (ARGS="-k refund" for some of it)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --maxprocesses=4 $(ARGS)

.PHONY: lint
lint: setup .venv/dev-packages ## ruff, mypy, the import rules and the templates
	@echo "ruff"; $(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "mypy"; $(BIN)/mypy
	@echo "import-linter"; $(BIN)/lint-imports
	@if [ -d templates ]; then echo "djlint"; $(BIN)/djlint templates hov_donate/simulator/templates --lint --quiet; fi
	@$(MAKE) translations-check

.PHONY: format
format: setup .venv/dev-packages ## put the code into the agreed form
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format .

.PHONY: bench
bench: setup .venv/dev-packages ## measure speed: one JSON line per figure
	@$(BIN)/python -m bench $(ARGS)

.PHONY: attack
attack: setup .venv/dev-packages ## card testers against a site on this machine: what donors wait meanwhile
	@$(BIN)/python -m bench --only attack

.PHONY: flood
flood: setup .venv/dev-packages ## 9,000 fake signatures against a site on this machine, and the 1,000 people who sign meanwhile
	@$(BIN)/python -m bench --only flood

.PHONY: chaos
chaos: setup .venv/dev-packages ## two bad years and one sweep: do the books agree? (ARGS="--gifts 500" for a short one)
	@$(BIN)/python -m bench.chaos $(ARGS)

.PHONY: migrate
migrate: setup ## bring the database of DATABASE_URL to the newest schema
	@$(BIN)/hov-donate migrate

.PHONY: reset-demo
reset-demo: setup ## throw the demo's data away and seed it again
	@$(BIN)/hov-donate demo reset

.PHONY: translations
translations: setup $(TEMPLATES_OF_CATALOGS) ## collect new texts into the catalogs and compile them
	@$(foreach language,$(SPOKEN),$(call updated,$(language),) || exit 1;)
	@$(MAKE) $(CATALOGS)

.PHONY: translations-check
translations-check: setup $(TEMPLATES_OF_CATALOGS)
	@$(foreach language,$(SPOKEN),$(call updated,$(language),--check) 2>/dev/null \
	  || { echo "The catalogue of $(language) lacks texts of the source: run 'make translations' and translate them."; exit 1; };)

.PHONY: lock
lock: .cache/uv/made ## pin every package again, with hashes, from requirements*.in
	@for name in requirements-build requirements requirements-dev requirements-node; do \
	  $(STEP) "Pinning $$name.in" .cache/uv/bin/uv pip compile --universal --generate-hashes --no-emit-index-url \
	    --python-version 3.11 --quiet --custom-compile-command "make lock" $(UPGRADE) $$name.in -o $$name.txt || exit 1; \
	done

.PHONY: upgrade
upgrade: ## like lock, to the newest releases that requirements*.in allow
	@$(MAKE) lock UPGRADE=--upgrade

.PHONY: clean
clean: ## remove everything make has made, but not instance/
	rm -rf .venv .cache node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# What the commands above stand on.

.venv/checkout:
	@command -v $(PYTHON) >/dev/null || { echo "HOV Donate needs Python 3.11 or newer and finds no '$(PYTHON)': install it, or name yours with make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "HOV Donate needs Python 3.11 or newer, and '$(PYTHON)' is `$(PYTHON) -V 2>&1`: name a newer one with make PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python lacks its 'venv' module: on Debian and Ubuntu install it with 'apt install python3-venv', then run make again."; exit 1; }
	@$(STEP) "Making the environment .venv" $(PYTHON) -m venv --clear .venv
	@pwd > $@

.venv/packages: .venv/checkout requirements-build.txt requirements.txt
	@$(STEP) "Preparing to install" $(PIP) --require-hashes -r requirements-build.txt
	@$(STEP) "Installing the pinned packages (once; about half a minute)" $(PIP) --require-hashes -r requirements.txt
	@touch $@

.venv/project: .venv/packages pyproject.toml
	@$(STEP) "Installing the command hov-donate" $(PIP) --no-deps --editable .
	@touch $@

# Also where PYTHONDONTWRITEBYTECODE is set: without this, every start would compile everything.
.venv/compiled: .venv/project
	@$(STEP) "Compiling for quick starts (once; some seconds)" $(BIN)/python -m compileall -q -j 0 .venv/lib hov_donate
	@touch $@

.venv/dev-packages: .venv/packages requirements-dev.txt
	@$(STEP) "Installing what tests and linters need (once; about half a minute)" $(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: browser
browser: .venv/dev-packages
	@$(BIN)/python -m tests.support.chromium

# hledger, by which the journals of exports are checked; beancount is among the packages.
.PHONY: journals
journals: .venv/dev-packages
	@$(BIN)/python -m tests.support.journals

%.mo: %.po | .venv/packages
	@$(BIN)/pybabel --quiet compile -i $< -o $@

.cache/all.pot: MAPPING = babel.cfg
.cache/public.pot: MAPPING = babel-public.cfg
$(TEMPLATES_OF_CATALOGS): FORCE | .venv/packages
	@mkdir -p .cache
	@$(BIN)/pybabel --quiet extract -F $(MAPPING) --no-location --sort-output --omit-header -k N_ -k ngettext:1,2 -o $@ hov_donate templates

.PHONY: FORCE
FORCE:

.cache/uv/made:
	@mkdir -p .cache
	@$(PYTHON) -m venv .cache/uv
	@$(STEP) "Installing uv (once)" .cache/uv/bin/python -m pip --disable-pip-version-check install uv
	@touch $@
