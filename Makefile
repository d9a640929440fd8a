# Tongzhou: `make help` lists what can be done. Needs Go >= 1.26, Node.js >= 20 with npm, and make.
# Nothing here needs more than an empty module cache, an empty npm cache and this clone.

SHELL        := /bin/bash
.SHELLFLAGS  := -eu -o pipefail -c
.DEFAULT_GOAL := help

GO           ?= go
NPM          ?= npm
SCENARIO     ?= songhua-2005
SPEED        ?=
DATA         ?=
BENCH        ?= .
FUZZTIME     ?= 30s
TESTFLAGS    ?=
CHROMIUM     ?= $(or $(shell command -v chromium || command -v chromium-browser || command -v google-chrome),/usr/bin/chromium)

APP   := console/app
MADE  := .build
BIN   := $(MADE)/tongzhou
MAKE_MADE = mkdir -p $(MADE) && echo '*' > $(MADE)/.gitignore
export CGO_ENABLED := 0
export TONGZHOU_BIN := $(CURDIR)/$(BIN)
export CHROMIUM

# With what is embedded: laws, words, cases.
GO_SOURCES  = $(shell find . \( -name '*.go' -o -name '*.json' -o -name '*.csv' -o -name '*.csv.gz' \) -not -path './$(APP)/*' -not -path '*/testdata/*' -not -path './doc/*' -not -path './.build/*') go.mod go.sum
APP_SOURCES = $(shell find console -type f -not -name '*.go' -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '$(APP)/test/*' 2>/dev/null)

.NOTPARALLEL:
.PHONY: help run test go-test validate bench fuzz race build console e2e check api fmt fmt-check lint tools clean

help: ## what can be done
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: build ## the demonstration: several cities in one process, a case in progress, the address printed
	./$(BIN) demo --scenario $(SCENARIO) $(if $(SPEED),--speed $(SPEED)) $(if $(DATA),--data $(DATA))

build: $(BIN) ## the one static binary with the console inside: .build/tongzhou

$(BIN): $(GO_SOURCES) $(MADE)/console.stamp
	@$(MAKE_MADE)
	$(GO) build -trimpath -o $@ ./cmd/tongzhou

console: $(MADE)/console.stamp ## the web console only

# npm ci runs only when the lock file is newer than the last installation.
$(MADE)/npm.stamp: $(APP)/package.json $(APP)/package-lock.json
	@$(MAKE_MADE)
	cd $(APP) && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(MADE)/console.stamp: $(MADE)/npm.stamp $(APP_SOURCES)
	cd $(APP) && $(NPM) run --silent build
	@touch $@

test: tools fmt-check check build e2e go-test ## everything: format, vet, console, browser, go test with fuzz seeds, drills and house rules

# The Go tests come last, so that the run ends with their summary.
go-test: ## go vet and go test ./...
	$(GO) vet ./...
	$(GO) test -timeout 15m $(TESTFLAGS) ./...

check: $(MADE)/npm.stamp ## console: types, lint and unit tests
	cd $(APP) && $(NPM) run --silent check
	cd $(APP) && $(NPM) run --silent test

e2e: build tools ## console: end-to-end in headless Chromium
	cd $(APP) && $(NPM) run --silent e2e

api: $(MADE)/npm.stamp ## what is generated from the API: doc/openapi.json and the types of the console
	$(GO) run ./cmd/tongzhou api --openapi > doc/openapi.json.new && mv doc/openapi.json.new doc/openapi.json
	cd $(APP) && $(NPM) run --silent api

validate: ## models and codecs against reference data; needs TONGZHOU_DATA
	@if [ -z "$${TONGZHOU_DATA:-}" ]; then \
	  echo "make validate: set TONGZHOU_DATA to the directory of the reference data" >&2; \
	  echo "  it holds facts/ (CSV tables: songhua_*.csv and others), data/ (river, geo) and corpora/xsd/ (CAP-v1.2.xsd, atom.xsd);" >&2; \
	  echo "  e.g.  make validate TONGZHOU_DATA=/path/to/data" >&2; exit 2; fi
	@if [ ! -d "$$TONGZHOU_DATA/facts" ]; then \
	  echo "make validate: $$TONGZHOU_DATA has no facts/ directory" >&2; exit 2; fi
	TONGZHOU_DATA="$$(cd "$$TONGZHOU_DATA" && pwd)" $(GO) test -count=1 -timeout 60m -v -run '^TestValid' ./... | grep -vE 'no tests? (files|to run)|^PASS$$'

bench: ## every benchmark behind doc/performance.md (BENCH=regexp narrows)
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 30m ./...

fuzz: ## each fuzz target for FUZZTIME (30s)
	@grep -rlE '^func Fuzz' --include='*_test.go' . | grep -v node_modules | while read -r f; do \
	  for name in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' "$$f"); do \
	    echo "$$(dirname $$f) $$name"; \
	    $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$(dirname $$f)"; done; done

race: ## go test under the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -timeout 30m ./...

fmt: ## gofmt in place
	gofmt -w $(shell git ls-files -co --exclude-standard '*.go' 2>/dev/null || find . -name '*.go')

fmt-check:
	@bad="$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go' 2>/dev/null || find . -name '*.go' -not -path '*/node_modules/*'))"; \
	if [ -n "$$bad" ]; then echo "gofmt would change (make fmt):" >&2; echo "$$bad" >&2; exit 1; fi

lint: ## staticcheck, pinned in its own module under tools/
	$(GO) tool -modfile=tools/go.mod staticcheck ./...

# What the tests need beside Go and Node.js: a browser, a Chinese font for it, and xmllint as an oracle.
DEBIAN := chromium fonts-noto-cjk libxml2-utils
tools:
	@missing=; \
	[ -x "$(CHROMIUM)" ] || missing="$$missing chromium"; \
	command -v xmllint >/dev/null || missing="$$missing libxml2-utils"; \
	ls /usr/share/fonts/opentype/noto/NotoSansCJK* >/dev/null 2>&1 || fc-list :lang=zh 2>/dev/null | grep -q . || missing="$$missing fonts-noto-cjk"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
	  echo "the tests need:$$missing; run this once:" >&2; \
	  echo "  sudo apt-get install -y --no-install-recommends $(DEBIAN)" >&2; exit 1; fi

clean: ## remove what make made
	rm -rf $(MADE) $(APP)/node_modules $(APP)/test-results
	find $(APP)/dist -mindepth 1 ! -name .gitkeep -delete 2>/dev/null || true
