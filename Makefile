# Every target makes its own environment first, so one command is enough on a fresh machine with Python 3.11+.
PYTHON ?= python3
# How many processes share the tests. Each has a PostgreSQL server, the models and the gazetteer of its own, 1.7 GB;
# with WORKERS=0 the tests run in the one process that a debugger needs.
WORKERS ?= 2
# The package index that offers PyTorch for processors alone (README.md, Try it); empty, whatever pip is set up with.
TORCH_INDEX ?=
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo test test-slow test-both test-page lint check serve bench format lock messages translate vectors clean

# Q reaches the program through the environment and never through a shell line, and keeps $ as it was typed.
ifneq ($(origin Q),undefined)
override Q := $(value Q)
export Q
endif

demo: $(READY)
	@$(BIN)/counterpart demo

# One heap for all threads, so that what one freed serves the others: 890 MB in place of 970 in tests/bot/console.
test: $(READY)
	@MALLOC_ARENA_MAX=1 $(BIN)/pytest -rs -n $(WORKERS) --dist worksteal -m "not slow" $(ARGS)

# Processes that are killed, and simulated years; .ci/run has them too.
test-slow: $(READY)
	@MALLOC_ARENA_MAX=1 $(BIN)/pytest -rs -n $(WORKERS) --dist worksteal -m slow $(ARGS)

# The use cases too on both databases; `make test` plays each on one of them (tests/one_database.py).
test-both: $(READY)
	@MALLOC_ARENA_MAX=1 $(BIN)/pytest -rs -n $(WORKERS) --dist worksteal -m "not slow" --both-databases $(ARGS)

# The pages in a real Chromium, which also belong to `make test`; skipped, and both say so, where there is none.
test-page: $(READY)
	@$(BIN)/pytest -q -rs tests/browser $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check: lint
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_architecture.py

serve: $(READY)
	@$(BIN)/counterpart serve

bench: $(READY)
	$(BIN)/python -m benchmarks.all

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Collects the sentences of bot/ and brings every translation up to them; then translate what is new or fuzzy.
messages: $(READY)
	$(BIN)/pybabel --quiet extract --omit-header --no-location --sort-output -k _n:1,2 -o bot/locale/counterpart.pot bot
	$(BIN)/pybabel --quiet update --ignore-obsolete --no-fuzzy-matching -D counterpart -i bot/locale/counterpart.pot -d bot/locale

# Fills the catalogue of a locale from JSON and says what is still wrong with it; docs/glossary.md has more.
translate: $(READY)
	@$(BIN)/python -m bot.operator.fill_catalogue "$(L)" "$(FILE)"

vectors: $(READY)
	$(BIN)/python -m demo.build vectors

# torch is left out of the hashed lock, because a machine may provide its own CPU build of the pinned version.
lock: $(READY)
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-package torch --no-annotate --custom-compile-command "make lock" --quiet -o requirements.lock

NEW_ENOUGH := import sys; sys.exit("Counterpart needs Python 3.11 or newer; try: make PYTHON=python3.11 ..." if sys.version_info < (3, 11) else 0)

# Only here does pip take libraries for graphics cards by itself.
CUDA_TOO := $(if $(TORCH_INDEX),,$(filter Linux,$(shell uname -s)))

# The first call downloads and installs; it says so, shows pip's progress, and later calls do nothing here.
$(READY): requirements.lock requirements-torch.txt pyproject.toml
	@if test -e .venv && ! $(BIN)/python -c 'import pip; $(NEW_ENOUGH)' 2>/dev/null; then \
		echo "Removing .venv: it is not whole, or of an older Python."; rm -rf .venv; fi
	@test -e .venv || $(PYTHON) -c '$(NEW_ENOUGH)'
	@echo "Preparing .venv (once): about 0.6 GB to download, two to five minutes ..."
	@test -z "$(CUDA_TOO)" || echo "If pip is offered no CPU build of PyTorch, several GB more: see TORCH_INDEX in README.md."
	@test -e .venv || $(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "$(PYTHON) cannot make .venv. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "1/3 libraries, exactly as locked" && $(BIN)/pip install --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@echo "2/3 torch, the pinned version" && $(BIN)/pip install --disable-pip-version-check -r requirements-torch.txt \
		$(if $(TORCH_INDEX),--index-url "$(TORCH_INDEX)")
	@echo "3/3 Counterpart itself" && $(BIN)/pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps -e .
	@touch $(READY)

# Not var/: whoever followed the README has a database there.
clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
