# Two commands do everything on a Debian 12 with Go and Node:
#
#   make run                 install what is missing, build, and start Tryggled on exercise data
#   make test                install what is missing, and run the whole test suite
#
# Arguments of the program go in ARGS:  make run ARGS="--addr 127.0.0.1:9090 --data /srv/tryggled"

GO   ?= go
ARGS ?=

# Real data, where it lies beside the checkout. Without it the tests that need it say so.
ifndef TRYGGLED_REAL_DATA
ifneq ($(wildcard ../shared/data/README.md),)
export TRYGGLED_REAL_DATA := $(abspath ../shared/data)
endif
endif

# Instances of team orienteering and their best known scores, where they lie beside the data.
INSTANCES := $(wildcard $(TRYGGLED_REAL_DATA)/../bench/orienteering/top/*.txt $(TRYGGLED_REAL_DATA)/../bench/orienteering/patrol/*.json)
BEST      := $(wildcard $(TRYGGLED_REAL_DATA)/../bench/orienteering/top/*.csv $(TRYGGLED_REAL_DATA)/../bench/orienteering/patrol/*.csv)

.PHONY: run test build setup setup-test generate lint bench benchmarks clean help

run: build ## set up, build, start the program
	bin/tryggled up $(ARGS)

test: setup-test ## set up, run every test, print a summary
	@GO="$(GO)" .ci/test

build: setup ## set up, build bin/tryggled
	$(GO) build -o bin/tryggled ./cmd/tryggled

setup: ## install the system packages that the program needs, if any is missing
	@GO="$(GO)" .ci/setup run

setup-test: ## the same, and what the tests read our files with
	@GO="$(GO)" .ci/setup test

generate: ## write the generated code again
	$(GO) generate ./...

lint: setup ## format, linters, generated code, modules
	@GO="$(GO)" .ci/lint

bench: setup-test ## Go benchmarks; BENCH chooses which
	$(GO) test -run '^$$' -bench '$(or $(BENCH),.)' -benchmem ./...

benchmarks: build ## measure beside other programs into internal/docs/BENCHMARKS*.md; beside PostGIS these where installed: apt-get install python3-sklearn r-cran-dbscan r-cran-spdep r-cran-spatstat.explore
	bin/tryggled bench cluster --anchors all --markdown -o internal/docs/BENCHMARKS.md
	bin/tryggled bench overlay $(if $(TRYGGLED_REAL_DATA),--real "$(TRYGGLED_REAL_DATA)") --markdown -o internal/docs/BENCHMARKS-overlays.md
	bin/tryggled bench orienteering $(INSTANCES) $(BEST:%=--best "%") --made city,evening --markdown --report internal/docs/BENCHMARKS-patrols.md

clean: ## remove what was built; the data folder stays
	rm -rf bin

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'
