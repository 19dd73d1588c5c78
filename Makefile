# The commands of the project; each makes what it needs first. `make` alone lists them.

PYTHON ?= python3
VENV ?= .venv
INDEX ?= indexes/default
HOST ?= $(or $(CCHC_HOST),127.0.0.1)
PORT ?= $(or $(CCHC_PORT),7860)
PIP_ARGS ?=
PYTEST_ARGS ?=
# Where `make lock` finds torch without CUDA.
LOCK_ARGS ?= --torch-backend cpu

# Debian packages: what reads scanned plans, and what the tests use besides (browser, office, page images, a proxy).
RUN_PACKAGES ?= tesseract-ocr tesseract-ocr-vie
TEST_PACKAGES ?= chromium fonts-liberation2 libreoffice-calc libreoffice-writer nginx-light poppler-utils

BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-to-run
DEV_READY := $(VENV)/.ready-to-develop
EVAL_READY := $(VENV)/.ready-to-evaluate

.DEFAULT_GOAL := help
.PHONY: help chat index eval test test-offline check format models-sums lock sbom run-packages test-packages clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

chat: $(RUN_READY) run-packages ## index the plans of corpus/ and open the page for the browser
	$(BIN)/cchc index corpus --index $(INDEX) || [ $$? -eq 1 ]
	$(BIN)/cchc chat --index $(INDEX) --host $(HOST) --port $(PORT)

index: $(RUN_READY) run-packages ## read the plans of corpus/ into an index
	$(BIN)/cchc index corpus --index $(INDEX)

eval: $(EVAL_READY) ## ask all evaluation questions, of the baselines too; writes eval/reports/latest
	$(BIN)/python eval/run_all.py
	$(BIN)/python eval/readme_figures.py

test: $(DEV_READY) test-packages ## run the tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-offline: $(DEV_READY) test-packages ## run the commands and the tests with no network but loopback
	tests/offline.sh $(BIN)/python $(PYTEST_ARGS)

check: $(DEV_READY) ## look at style, types, and what is depended on
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python deploy/supply_chain.py lock weaknesses licences

format: $(DEV_READY) ## put the code into the project's style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

models-sums: ## note the SHA-256 of the shipped models, which cchc doctor checks
	cd cchc_assistant/models && find . -type f ! -name '*.md' ! -name SHA256SUMS | sed 's#^\./##' | LC_ALL=C sort \
		| xargs sha256sum > SHA256SUMS

# The lock is for Debian 12: its Python, 64-bit x86, every file a wheel, torch without CUDA.
UV_COMPILE = $(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-build \
	--python-version 3.11 --python-platform x86_64-manylinux_2_28 --custom-compile-command "make lock" $(LOCK_ARGS)

lock: $(DEV_READY) ## settle the versions and hashes that deploy/ installs, from the ranges in pyproject.toml
	$(UV_COMPILE) pyproject.toml --extra cluster --extra llm --extra milvus --output-file deploy/requirements.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' | \
		$(UV_COMPILE) - --output-file deploy/build.lock

sbom: $(DEV_READY) ## write what a deployment consists of to build/sbom.cdx.json (CycloneDX)
	$(BIN)/python deploy/supply_chain.py sbom

clean: ## remove the environment and the caches, not the indexes
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv is missing; on Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

$(RUN_READY): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -e .
	@touch $@

$(DEV_READY): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -e '.[dev]'
	@touch $(RUN_READY) $@

$(EVAL_READY): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_ARGS) -e '.[eval]'
	@touch $(RUN_READY) $@

# Installs what is missing where that is possible (root, apt-get), and says what to install where it is not.
run-packages: PACKAGES := $(RUN_PACKAGES)
test-packages: PACKAGES := $(RUN_PACKAGES) $(TEST_PACKAGES)
run-packages test-packages: | $(BIN)/python
	@missing=""; \
	for package in $(PACKAGES); do \
		command -v $$package > /dev/null 2>&1 || dpkg -s $$package > /dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	[ -z "$$missing" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then \
		echo "installing$$missing"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } \
			> $(VENV)/apt.log 2>&1 || { tail -n 5 $(VENV)/apt.log; echo "could not install$$missing" >&2; }; \
	else \
		echo "Not everything will work before these are installed (Debian's names):$$missing" >&2; \
	fi
