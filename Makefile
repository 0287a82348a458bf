# Everything a newcomer needs: `make demo` to try it, `make test` to test it.

PYTHON ?= python3
# The pair of releases this was tested with; the two must always match.
TORCH_PAIR ?= torch==2.14.1 torchvision==0.29.1
# `make setup TORCH=cpu` takes PyTorch's small CPU build instead of the CUDA build on PyPI.
TORCH ?= default
TORCH_INDEX_cpu = --index-url https://download.pytorch.org/whl/cpu

BIN = .venv/bin
CONFIG ?= config.toml
PORT ?= 8080
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help setup demo run test check bench chaos

help:
	@echo "make demo    try it: a web chat on http://127.0.0.1:$(PORT), no Telegram needed"
	@echo "make run     the service, with the settings in $(CONFIG)"
	@echo "make setup   only prepare .venv and the models (TORCH=cpu for the small build)"
	@echo "make test    all tests      make check   lint, types, imports"
	@echo "make bench   speed, beside the stock pipeline"
	@echo "make chaos   1,000 selfies through a service that is killed all the time"

setup: .venv/.installed
	@$(BIN)/rollcall models

.venv/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make setup PYTHON=...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q $(TORCH_PAIR) $(TORCH_INDEX_$(TORCH))
	$(BIN)/pip install -q -e '.[torch,dev]'
	@$(BIN)/python -m compileall -q attendance bot recognition simulator storage  # half a second of the first start
	@touch $@

demo: setup
	@$(BIN)/rollcall demo --port $(PORT)

run: setup
	@$(BIN)/rollcall run --config $(CONFIG)

test: setup
	$(BIN)/pytest -rfEs -n auto --dist loadfile

check: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/unit/test_imports.py

bench: setup
	$(BIN)/python -m benchmarks

chaos: setup
	$(BIN)/python -m benchmarks.chaos
