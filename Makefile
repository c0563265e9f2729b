# Two commands on a machine with Python >= 3.11 and make: `make run`, `make test`.
# Everything is installed into .venv, with uv when it is on the PATH and with pip otherwise.
#   make test PY=/usr/bin/python3.12    another Python       make test UV=    pip although uv is there
#   make run DEMO="notebook what_if"    another demo         make test WORKERS=4

PY ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
UV ?= $(shell command -v uv 2>/dev/null)
WORKERS ?= 2
# Neighbours go to one process, so that what a module lives once is not lived by each.
DIST := --dist worksteal
DEMO ?= notebook what_if

BIN := .venv/bin
ifeq ($(strip $(UV)),)
VENV = $(PY) -m venv .venv
PIP = $(BIN)/python -m pip install -q --disable-pip-version-check
else
VENV = $(UV) venv -q --allow-existing --python "$$(command -v $(PY))" .venv
PIP = $(UV) pip install -q --python $(BIN)/python
endif
NO_PYTHON = Python 3.11 or newer is needed, found $(or $(PY),none): install one, or name it with PY=/path/to/python3.11
NO_VENV = no virtual environment could be made: on Debian or Ubuntu, apt-get install python3-venv; then again
NO_INSTALL = the packages could not be installed (see above): check the network connection, then again

unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-all lint bench mutants mission sizes months published docs validate lock clean

help:  ## say what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

run: .venv/.stamp  ## answer the example question; pictures and tables in results/
	$(BIN)/cssim $(DEMO)

test: .venv/.stamp  ## run every quick test
	$(BIN)/python -m pytest -n $(WORKERS) $(DIST) -m "not slow"

test-all: .venv/.stamp  ## run every test, the slow ones too, with more and fresh random examples
	$(BIN)/python -m pytest -n $(WORKERS) $(DIST) --hypothesis-profile=thorough

lint: .venv/.stamp-dev  ## check style and types
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: .venv/.stamp-dev  ## measure speed and memory beside plain SimPy and Ciw
	$(BIN)/python benchmarks/speed.py --markdown docs/speed.md
	$(BIN)/python benchmarks/week.py --profile --markdown docs/speed_week.md
	$(BIN)/python benchmarks/year.py --profile --markdown docs/speed_year.md

mutants: .venv/.stamp  ## break the engine on purpose and see each break caught
	$(BIN)/python tests/mutants/run.py

mission: .venv/.stamp  ## turn every lever of the mission and print what it does
	$(BIN)/python tests/mission/run.py

sizes: .venv/.stamp  ## how much staffing does to a center in a closed loop; writes docs/behaviour.md
	$(BIN)/python tests/mission/sizes.py --markdown docs/behaviour.md

months: .venv/.stamp  ## answer five questions about people over a year; writes docs/months.md
	$(BIN)/python experiments/months/decide.py

published: .venv/.stamp  ## reproduce what others have published; writes docs/published.md
	$(BIN)/python experiments/published/reproduce.py

docs: .venv/.stamp  ## write the generated pages and the README's picture anew
	$(BIN)/python docs/make.py
	$(BIN)/cssim notebook what_if && cp results/what_if/what_changes.png docs/images/what_if.png

LOG ?= ../shared/data/bank_calls_1999-02-01_to_20.tsv.gz
validate: .venv/.stamp  ## the bank desk against its own log (LOG=…); writes docs/validation.md
	$(BIN)/python experiments/bank/validate.py $(LOG) && $(BIN)/python experiments/bank/variance.py

lock: .venv/.stamp  ## choose the exact versions in constraints.txt anew
	$(PIP) uv && $(BIN)/python -m uv pip compile --upgrade --universal --python-version 3.11 --all-extras --no-header --no-annotate --no-emit-index-url -q pyproject.toml -o constraints.txt

clean:  ## remove .venv and every cache; results/ stays
	rm -rf .venv build dist cssim.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.stamp: pyproject.toml constraints.txt
	@$(or $(PY),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(NO_PYTHON)" >&2; exit 1; }
	$(VENV) || { echo "$(NO_VENV)" >&2; exit 1; }
	$(PIP) -c constraints.txt -e ".[notebooks,test]" || { echo "$(NO_INSTALL)" >&2; exit 1; }
	@touch $@

.venv/.stamp-dev: .venv/.stamp
	$(PIP) -c constraints.txt -e ".[dev,bench]" || { echo "$(NO_INSTALL)" >&2; exit 1; }
	@touch $@
