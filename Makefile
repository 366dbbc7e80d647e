# Every target makes what it needs: a virtual environment in .venv with the pins of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed

# compiled modules are kept, whatever the shell says: the tests start the program some hundred times
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test lint types check soak compiled clean

demo: $(INSTALLED)
	$(BIN)/variorum demo

test: $(INSTALLED)
	$(BIN)/python -m slipcover --json --out .coverage.json -m pytest -n 3 --dist worksteal
	$(BIN)/python tests/reached.py .coverage.json

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(INSTALLED)
	$(BIN)/mypy

check: lint types test

soak: $(INSTALLED)
	$(BIN)/python -m pytest -m soak

# dist/*.whl with reading, comparing and cadence compiled, laid out in build/compiled and tested there;
# built from a copy, since mypyc leaves what it made beside the sources
compiled: $(INSTALLED)
	@command -v cc >/dev/null || \
		{ echo "no C compiler: install the packages gcc and python3-dev and try again" >&2; exit 1; }
	rm -rf build dist && mkdir -p build/source
	git ls-files -z | tar --create --null --files-from - | tar --extract --directory build/source
	HATCH_BUILD_HOOKS_ENABLE=true $(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist build/source
	$(BIN)/python -m pip install --quiet --no-deps --target build/compiled dist/*.whl
	PYTHONPATH=build/compiled $(BIN)/pytest -q -n 2 -o pythonpath=tests tests/test_crawler_*.py tests/test_monitor_*.py
	@PYTHONPATH=build/compiled $(BIN)/python -P -c 'import monitor.compare as one; print("compiled:", one.__file__)'

$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq python3-venv && $(PYTHON) -m venv $(VENV); } || \
		{ echo "no virtual environment: install the package python3-venv and try again" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25" --constraint constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
