# Every target sets up what it needs by itself; a second run skips what is already there.
#   PORT=8000  LINLI_HOME=.linli   where the demo runs and keeps its data
#   ARGS="tests/cases -k overdue"  passed on to pytest or to the benches

PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help demo test test-sqlite test-postgres check format bench screenshots quality messages wheel lock clean

help: ## show this list
	@echo "Linli. In this folder you can say:"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

demo: ## build a made-up city and open it on http://localhost:8000 (PORT, LINLI_HOME)
	@$(PYTHON) -m tools.prepare demo
	@export LINLI_DEMO=1 LINLI_HOME="$${LINLI_HOME:-.linli}" PORT="$${PORT:-8000}"; \
	  $(BIN)/linli migrate --noinput --verbosity 0 && $(BIN)/linli demo && exec $(BIN)/linli serve

test: ## run every test on SQLite, then all that touch the database on PostgreSQL
	@$(PYTHON) -m tools.prepare test
	@$(PYTEST) $(ARGS); sqlite=$$?; \
	  LINLI_TEST_DATABASE=postgres $(PYTEST) -m "touches_db and not e2e" $(ARGS); postgres=$$?; \
	  [ $$sqlite = 0 ] && [ $$postgres = 0 ]

test-sqlite: ## run the tests on SQLite only (ARGS)
	@$(PYTHON) -m tools.prepare test
	@$(PYTEST) $(ARGS)

test-postgres: ## run the tests that touch the database on PostgreSQL only (ARGS)
	@$(PYTHON) -m tools.prepare test
	@LINLI_TEST_DATABASE=postgres $(PYTEST) -m "touches_db and not e2e" $(ARGS)

check: ## format, lint, types, import contracts, migrations, guards
	@$(PYTHON) -m tools.prepare check
	@$(BIN)/python -m tools.check

format: ## rewrite the code in the house's format
	@$(PYTHON) -m tools.prepare check
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: ## measure speed beside the bare database and write docs/benchmarks.md (QUICK=1, ARGS)
	@$(PYTHON) -m tools.prepare test
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(ARGS)

screenshots: ## take pictures of every page of the running demo into docs/screenshots (PORT, ARGS)
	@$(PYTHON) -m tools.prepare test
	@$(BIN)/python -m tools.screenshots $(ARGS)

quality: ## measure every page of the running demo and write docs/quality.md (PORT, LINLI_HOME, ARGS)
	@$(PYTHON) -m tools.prepare test
	@$(BIN)/python -m tools.quality $(ARGS)

messages: ## add new Chinese texts to the English catalogues and compile them
	@$(PYTHON) -m tools.prepare check
	@$(BIN)/python -m tools.messages update

wheel: ## build an installable wheel with texts and front-end libraries into dist/
	@$(PYTHON) -m tools.prepare wheel
	@$(BIN)/python -m pip wheel --disable-pip-version-check -qq --no-deps --no-build-isolation -w dist . && ls dist

lock: ## resolve the dependencies anew into requirements/*.lock and package-lock.json
	@$(PYTHON) -m tools.prepare lock
	@$(BIN)/python -m tools.lock

clean: ## remove what set-up made (not the data in LINLI_HOME)
	rm -rf .venv node_modules dist src/linli/web/shell/static/vendor
	find src -name '*.mo' -delete
