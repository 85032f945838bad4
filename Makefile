# Two commands: `make demo` shows the kit at work on a class, `make test` proves it.
# The virtual environment is made once, and again when what it is made from changes.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export COURSE_MAKE := 1

.PHONY: help demo test soak lint audit security release clean

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

$(READY): pyproject.toml constraints.txt scripts/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/setup.sh
	@touch $@

demo: $(READY) ## release `risk`, grade a demo class, show the marks
	@PATH="$(abspath $(BIN)):$$PATH" sh scripts/demo.sh

test: $(READY) ## prove everything that CI proves; FAST=1: what to run while working
	@PATH="$(abspath $(BIN)):$$PATH" FAST="$(FAST)" sh scripts/test.sh

soak: $(READY) ## the same with every long series whole; for the night
	@PATH="$(abspath $(BIN)):$$PATH" COURSE_SOAK=1 sh scripts/test.sh

lint: $(READY) ## ruff, mypy
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

release: $(READY) ## make the students' notebooks from solutions/
	@$(BIN)/course release

audit: $(READY) ## measure how often the grader itself is wrong
	@$(BIN)/course audit

security: $(READY) ## run every attack at every level of the sandbox, write the table
	@$(BIN)/python scripts/system_calls.py
	@$(BIN)/python tests/hostile/levels.py --write docs/security.md

clean: ## remove the virtual environment; course data in work/ stays
	rm -rf $(VENV)
