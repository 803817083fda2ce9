# make setup | run | test | check, and what they stand on: messages | lock | assets | pictures. Needs Python 3.11+ and make.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
PY := $(VENV)/bin/python
BUILD := src/taizhang/web/static/build
SOURCES := $(wildcard src/taizhang/*/static-src/*) package-lock.json tools/build_assets.py
TEMPLATES := $(shell find src/taizhang -name '*.html' -o -name apps.py -o -name status.py)
CATALOGUES := $(wildcard src/taizhang/*/locale/*/LC_MESSAGES/django.po)

.PHONY: setup run test test-sqlite test-postgres test-browser check check-code check-figures messages pictures lock assets clean-tests
.DELETE_ON_ERROR:

## run: the address and the demo sign-ins are printed; stop with Ctrl-C
run: $(VENV)/.run assets messages
	$(VENV)/bin/taizhang run --demo --port $(PORT)

## setup: everything to develop with
setup: $(VENV)/.dev assets messages

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Taizhang needs Python 3.11 or newer; say which: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The locks pin every package by hash; the project itself is linked in without asking for more.
$(VENV)/.run: requirements.lock pyproject.toml | $(PY)
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(PY)
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.run

assets: $(BUILD)/manifest.json
$(BUILD)/manifest.json: $(SOURCES) $(TEMPLATES) | $(VENV)/.run
	$(PY) tools/build_assets.py
	@touch $@

messages: $(VENV)/.messages
$(VENV)/.messages: $(CATALOGUES) tools/messages.py | $(VENV)/.run
	$(PY) tools/messages.py
	@touch $@

## check: style, types, layers, languages, and how much of the figure checker's corpus is judged right
check: $(VENV)/.dev messages
	$(MAKE) -j 2 check-code check-figures

check-code:
	$(PY) -m ruff check src tests tools benchmarks
	$(PY) -m ruff format --check src tests tools benchmarks
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) tools/messages.py --check

check-figures:
	$(PY) -m tests.engine.checker.corpus.score --half develop --half held

## test: everything on SQLite, then what touches a database on PostgreSQL, then the browser and the wheel
test: test-sqlite test-postgres test-browser

# Every worker would otherwise make a secret of its own in the data folder, at the same time.
test-sqlite test-postgres test-browser: export TAIZHANG_SECRET_KEY := only-for-tests

test-sqlite: setup
	$(PY) -m pytest -n 2 --dist worksteal -m "not browser and not blackbox"

test-postgres: setup
	$(PY) -m pytest -n 2 --dist worksteal --database postgres -m "not browser and not blackbox"

# In the order of their names: the load that is killed comes first, and the other worker loads the county of all.
test-browser: setup
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "browser or blackbox"

## pictures: draw the pictures of the help pages anew, from the present version
pictures: setup
	KEEP_PICTURES=1 TAIZHANG_SECRET_KEY=only-for-tests $(PY) -m pytest tests/browser/test_help.py -k picture

## lock: write both locks anew from pyproject.toml; hashes only, no address of anybody's package index
lock: | $(VENV)/.dev
	$(PY) tools/lock.py

clean-tests:
	rm -rf tests/browser/out
