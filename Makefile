# Everything a person types. `make run` and `make test` work on a machine with python3, make and git only.
V := .venv/bin
ifneq ($(shell command -v npm 2>/dev/null),)
NPM := npm
NPX := npx
else
NPM := $(CURDIR)/$(V)/npm
NPX := $(CURDIR)/$(V)/npx
endif
BUILT := footprint/web/static/built/site.css

.PHONY: setup run test try check fix bench

setup: .venv/.ok $(BUILT)

.venv/.ok: requirements/dev.txt requirements/uv.txt pyproject.toml
	python3 -m venv .venv
	$(V)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(V)/uv pip sync -q --require-hashes --compile-bytecode --python $(V)/python requirements/dev.txt
	$(V)/uv pip install -q --no-deps --no-build-isolation --python $(V)/python -e .
	touch $@

node_modules/.ok: package-lock.json .venv/.ok
	PATH="$(CURDIR)/$(V):$$PATH" $(NPM) ci --silent --no-audit --no-fund
	touch $@

$(BUILT): assets/site.scss node_modules/.ok
	mkdir -p $(dir $@)
	PATH="$(CURDIR)/$(V):$$PATH" $(NPX) sass --style=compressed --no-source-map --load-path=node_modules --quiet-deps assets/site.scss $@

run: setup
	$(V)/footprint serve --demo

test: setup
	$(V)/python tests/run.py

try: setup
	$(V)/python tests/try.py

check: setup
	$(V)/ruff check .
	$(V)/ruff format --check .
	$(V)/lint-imports
	$(V)/mypy footprint
	$(V)/djlint --lint footprint/web/templates
	$(V)/footprint makemigrations --check --dry-run
	$(V)/footprint print-docs --check
	! grep -nE 'https?://|index-url|find-links' requirements/*.txt
	! grep -n '"resolved"' package-lock.json

fix: setup
	$(V)/ruff check --fix .
	$(V)/ruff format .
	$(V)/footprint print-docs

bench: setup
	$(V)/footprint bench --size all
