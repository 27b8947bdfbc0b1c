# Two commands are all a newcomer needs: `make run` and `make test`. The others: docs/development.md.

PYTHON ?= python3
UV_VERSION = 0.13.9
LOCK = .venv/bin/uv pip compile pyproject.toml --group dev --group bench --python-version 3.11 \
	--universal --generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock
# One more than there are cores: these tests wait as well as work. Those of the core only work.
WORKERS = $(shell echo $$(($$(nproc) + 1)))
# A test's database is as careful as any; where there is room it lies in memory, and no test waits for a disk.
MEMORY = $(shell [ "$$(df --output=avail /dev/shm 2>&1 | tail -1)" -gt 2000000 ] 2>/dev/null && echo TMPDIR=/dev/shm)
# In the order of tests/conftest.py: the modules with the fewest tests are among the longest.
PYTEST = .venv/bin/python -m pytest --dist loadscope --no-loadscope-reorder --numprocesses
CORE = tests/sessions

# Several workers load the same thousand modules: kept compiled for the next, also where the surroundings forbid it.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test faults quick check format services setup lock upgrade vendor bench simulate soak clean
.DEFAULT_GOAL := run

run: .venv/.ready
	@.venv/bin/python -m server run

test: .venv/.ready services
	$(PYTEST) $$(nproc) $(CORE) --cov --cov-fail-under=100
	$(PYTEST) $(WORKERS) --ignore=$(CORE) -m "not faults"

# One after the other: what is killed or cut off here must be alone with its clock.
faults: .venv/.ready services
	.venv/bin/python -m pytest tests/faults

# These work and hardly wait, so a worker more than there are cores would only load everything once more.
quick: .venv/.ready
	$(MEMORY) $(PYTEST) $$(nproc) $(CORE) tests/server $(wildcard tests/test_*.py) -m "not browser and not slow"

check: .venv/.ready
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/python tooling/vendor.py

format: .venv/.ready
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

services:
	@tooling/services.sh

setup: .venv/.ready

# The stamp makes a second `make run` reinstall nothing; a new lock makes the stamp old.
.venv/.ready: requirements.lock
	@PYTHON="$(PYTHON)" UV_VERSION="$(UV_VERSION)" tooling/setup.sh
	@touch $@

lock: .venv/.ready
	$(LOCK)

upgrade: .venv/.ready
	$(LOCK) --upgrade

vendor: .venv/.ready
	.venv/bin/python tooling/vendor.py --fetch

bench: .venv/.ready services
	.venv/bin/python -m tests.bench $(ARGS)

simulate: .venv/.ready
	.venv/bin/python -m tests.simulation

soak: .venv/.ready
	.venv/bin/python -m tests.soak $(ARGS)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
