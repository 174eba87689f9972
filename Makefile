# Each target goes to deploy/local, which sees to everything it needs first.
PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check bench manage lock messages set-up

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: ## Start Balcony with a demonstration programme (Ctrl-C stops it)
	@$(PYTHON) -m deploy.local run

test: ## Run every test, browser journeys included (ARGS="tests/people -x" chooses)
	@$(PYTHON) -m deploy.local test $(ARGS)

check: ## Lint, format, types, templates, migrations, import directions, deployment settings
	@$(PYTHON) -m deploy.local check

bench: ## Build 5,000 fellows and measure the main pages
	@$(PYTHON) -m deploy.local bench $(ARGS)

manage: ## A command of manage.py on the data of a running `make run` (ARGS="import_organisations FILE")
	@$(PYTHON) -m deploy.local manage $(ARGS)

lock: ## Renew the exact versions of everything that gets installed
	@$(PYTHON) -m deploy.local lock

messages: ## Bring every sentence of the source into the catalogues of other languages
	@$(PYTHON) -m deploy.local messages $(ARGS)

set-up: ## Only make the environment and the built assets (run and test do it too)
	@$(PYTHON) -m deploy.local set-up
