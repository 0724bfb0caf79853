# Mostrador. `make run` opens the window, `make test` runs everything CI runs.

GO        ?= go
BIN       := bin
TAGS      := no_animations
PKGS      := ./shop/... ./instance/... ./system/... ./store/... ./sync/... ./ui/... ./assets/... ./tables/... ./past/... ./bring/... ./export/... ./backup/... ./orderlist/... ./backend/... ./cmd/... ./internal/... ./e2e/...
VERSION   := $(shell git describe --always --dirty 2>/dev/null || echo dev)
LDFLAGS   := -s -w -X main.version=$(VERSION)

.PHONY: run generate test unit lint vuln bench e2e tour soak e2e-full package build programs setup setup-test clean format

run: setup build
	@scripts/run.sh

build:
	@echo "Building Mostrador (the first time takes some minutes)…"
	@$(GO) build -tags $(TAGS) -ldflags "$(LDFLAGS)" -o $(BIN)/mostrador .

# A shop with a million messages to look at: make generate DATA=/tmp/busy MESSAGES=1000000
generate:
	@$(GO) run ./cmd/mostrador-generate -data $(or $(DATA),$(BIN)/busy) -messages $(or $(MESSAGES),1000000)

programs:
	@CGO_ENABLED=0 $(GO) build -ldflags "$(LDFLAGS)" -o $(BIN)/ ./cmd/mostrador-relay ./cmd/mostrador-sandbox

setup:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

test: setup-test lint unit programs build e2e vuln
	@echo "All checks passed."

unit:
	$(GO) test -race -timeout 12m $(PKGS)
	$(GO) test -count=1 -v ./e2e/simulation
	CGO_ENABLED=0 $(GO) vet ./ui/... ./cmd/...

lint: $(BIN)/golangci-lint
	@scripts/format.sh check
	$(BIN)/golangci-lint run --timeout 10m $(PKGS) ./bench/... .

format:
	@scripts/format.sh fix

$(BIN)/golangci-lint: tools/go.mod tools/go.sum
	@echo "Building the linter (once)…"
	@cd tools && $(GO) build -o ../$(BIN)/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint

$(BIN)/govulncheck: tools/go.mod tools/go.sum
	@cd tools && $(GO) build -o ../$(BIN)/govulncheck golang.org/x/vuln/cmd/govulncheck

vuln: $(BIN)/govulncheck
	@scripts/vuln.sh $(BIN)/govulncheck

bench: setup-test build programs
	@scripts/bench.sh

e2e: setup-test build programs
	@scripts/e2e.sh short

e2e-full: setup-test build programs
	@scripts/e2e.sh full
	MOSTRADOR_CLUSTER=short $(GO) test -count=1 -run '^TestACluster' ./backend/relay

tour: setup-test build programs
	@scripts/e2e.sh tour

soak: setup-test build programs
	@scripts/soak.sh

package: setup-test
	@scripts/package.sh

clean:
	rm -rf $(BIN) dist tour
