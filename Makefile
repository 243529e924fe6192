# Every recipe is a line that you could type yourself.
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help install demo test test-all bench screenshots clean libraries

BIN = .venv/bin
WORKERS = --numprocesses logical --maxprocesses 4 --dist worksteal
PIP = $(BIN)/python -m pip install --quiet --constraint .ci/constraints.txt --editable
PYTHON = $(shell for p in python3.11 python3.12 python3.13 python3; do $$p -c $(IN_RANGE) 2>/dev/null && echo $$p && break; done)
IN_RANGE = 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
QT = .venv/lib/python3*/site-packages/PySide6
LIBRARIES = libegl1 libgl1 libdrm2 libx11-xcb1 libxext6 libxrandr2 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 \
	libxcb-keysyms1 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libwayland-cursor0 libwayland-egl1 \
	libpulse0 libdbus-1-3 libglib2.0-0 libfontconfig1 libbrotli1 libbz2-1.0 libgssapi-krb5-2 fonts-dejavu-core

# Installs packages of the system for root on Debian; for anyone else, and without a network, it says which and goes on.
system = { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	apt-get install -qq --no-install-recommends $(1) >/dev/null; } || echo "Missing here: apt-get install $(1)"

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

install: .venv/installed libraries  ## make the environment in .venv
demo: install  ## render and export the sample film, and show it
	$(BIN)/storyreel demo
test: .venv/installed-dev libraries  ## the gate: behaviour, house rules, style, types
	$(BIN)/python -m pytest $(WORKERS)
test-all: .venv/installed-dev libraries  ## the gate and the slow tests
	$(BIN)/python -m pytest $(WORKERS) -m "not gpu"
bench: install  ## measure the speeds that Storyreel promises
	$(BIN)/storyreel bench
screenshots: install  ## photograph the window in both themes, at 1x and 2x
	$(BIN)/python resources/scripts/screenshots.py
clean:  ## remove what the others made
	rm -rf .venv build dist demo screenshots .ruff_cache .hypothesis
	find studio plugins resources tests -name __pycache__ -prune -exec rm -rf {} +

# The environment is made again when the dependencies change.
.venv/installed: pyproject.toml .ci/constraints.txt | $(BIN)/python
	$(PIP) .
	@touch $@
.venv/installed-dev: pyproject.toml .ci/constraints.txt | $(BIN)/python
	$(PIP) ".[dev]"
	@touch .venv/installed $@
$(BIN)/python:
	@[ "$(PYTHON)" ] || { echo "Storyreel needs Python 3.11, 3.12 or 3.13: apt-get install python3 python3-venv"; false; }
	@$(PYTHON) -c "import ensurepip" 2>/dev/null || $(call system,$(PYTHON)-venv)
	$(PYTHON) -m venv .venv
libraries:
	@! ldd $(QT)/QtMultimedia.*.so $(QT)/Qt/plugins/platforms/libq[wx]*.so $(QT)/Qt/plugins/multimedia/*.so | grep -q "not found" \
		&& ls /usr/share/fonts/*/* >/dev/null 2>&1 || $(call system,$(LIBRARIES))
