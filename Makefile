# Two commands: `make play` and `make test`. Each builds .venv the first time and is quick the second.
# They need Python 3.11 or later with its venv module, and nothing activated. PYTHON=/path/to/python3 names another
# Python, ARGS='--plain --seed 1' hands options to the game.

PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
ARGS ?=
VENV := .venv/bin/python
INSTALL := $(VENV) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: play test clean

play: .venv/installed-play
	@$(VENV) -m hengyang_tui play $(ARGS)

test: .venv/installed-test
	$(VENV) -m ruff check
	$(VENV) -m ruff format --check
	$(VENV) -m mypy --strict src
	$(VENV) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(VENV) -m pytest

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed-play: pyproject.toml constraints.txt | $(VENV)
	@echo 'Installing the game into .venv; this takes a minute, once.'
	@$(INSTALL) .
	@touch $@

.venv/installed-test: pyproject.toml constraints.txt | $(VENV)
	@echo 'Installing the game and its test tools into .venv; this takes a minute, once.'
	@$(INSTALL) '.[dev]'
	@touch .venv/installed-play $@

$(VENV):
	@for python in $(PYTHON); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
	        echo "$$python has no venv module. On Debian and Ubuntu: apt install python3-venv." >&2; exit 1; }; \
	    "$$python" -m venv --clear .venv && exit 0; \
	    rm -rf .venv; echo "$$python could not build .venv; what it said stands above." >&2; exit 1; \
	done; \
	echo 'Python 3.11 or later is needed, and none was found. Tried: $(PYTHON).' >&2; \
	for python in $(PYTHON); do version=$$("$$python" --version 2>/dev/null) && echo "  $$python is $$version." >&2; done; \
	echo 'make PYTHON=/path/to/python3 names one that is elsewhere.' >&2; exit 1
