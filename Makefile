# Two commands matter: `make run` and `make test`. Neither needs root, Docker, Node, PostgreSQL or Redis.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test lint fmt clauses bench soak week lock clean

run: $(RUNTIME)
	@DEMO=1 $(BIN)/python manage.py up

# `make test TESTS=tests/posts` for a part: TESTS is told to pytest.
test: $(DEV)
	@$(BIN)/python -m tests.run $(TESTS)

lint: $(DEV)
	@$(BIN)/python -m tests.run --lint-only

fmt: $(DEV)
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

clauses: $(DEV)
	@$(BIN)/python -m tests.clauses

# Needs PostgreSQL (DATABASE_URL, may create databases) and Redis (REDIS_URL). One part: make bench NAME=pages
bench: $(DEV)
	@$(BIN)/python -m bench $(NAME)

# Whether each post goes live once, whatever dies: on PostgreSQL and Redis where DATABASE_URL and REDIS_URL (is emptied!)
# are set, else on SQLite. make soak ARGS="--posts 500 --seed 1 --minutes 30"
soak: $(DEV)
	@$(BIN)/python -m bench.soak $(ARGS)

# A week of the office in fast time on SQLite: the letters of the six people, by person.
# make week ARGS="--troubled --days 2"
week: $(DEV)
	@$(BIN)/python -m bench.week --to var/week $(ARGS)

# After a change of the dependencies in pyproject.toml. The files pin every version with hashes and name no address.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q \
		pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q \
		pyproject.toml --extra sentry -c requirements.txt -o requirements-sentry.txt
	for group in demo dev; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header -q pyproject.toml --group $$group -c requirements.txt -o requirements-$$group.txt; done

clean:
	rm -rf $(VENV) var

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 以上が必要です (いまは %s)。例: make run PYTHON=python3.11" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements-demo.txt | $(BIN)/python
	@echo "必要なライブラリを .venv に入れています(初回だけ 1 分ほどかかります)…"
	@$(PIP) -r requirements-demo.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "検査に使うライブラリを .venv に入れています…"
	@$(PIP) -r requirements-dev.txt
	@touch $@
