# walktest: every command a fresh Debian 12 with Swift 6.3 needs. `make help` lists them.
SHELL := /bin/bash
SWIFT ?= swift
FUZZ_SECONDS ?= 60
DESTDIR ?=
PREFIX ?= /usr
BUILD_DIR ?= .build/release

.PHONY: help setup build install uninstall demo test lint hil hil-long faults bench sanitize fuzz clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## install what is missing (Debian packages, Python tools); does nothing when all is there
	@scripts/setup

build: setup ## build daemon and command line for use
	@scripts/build-release walktest walktestd walktest-clock

install: ## put what was built into DESTDIR/PREFIX (/usr): programs, units, rules; starts nothing
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" BUILD_DIR="$(BUILD_DIR)" scripts/install

uninstall: ## take it away again; records, keys and configuration stay
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" scripts/install uninstall

demo: build ## walk a virtual patient end to end and show the result
	.build/release/walktest demo

lint: setup ## formatting, import directions, house rules
	@scripts/lint

test: setup ## every test
	@scripts/test

hil: setup ## simulated USB devices on a real kernel, in an emulated machine
	$(SWIFT) build --product walktest
	@Tests/hil/run.sh

faults: setup ## break the daemon in every way we know of; writes docs/faults.md
	$(SWIFT) build --product walktestd
	$(SWIFT) build --product walktest
	Tests/faults/run.py --write docs/faults.md

hil-long: setup ## the shipped unit, and the daemon in it, under systemd; then 200 power cuts of an emulated machine
	$(SWIFT) build --product walktestd
	$(SWIFT) build --product walktest
	$(SWIFT) build --product walktest-clock
	@Tests/hil/run.sh unit daemon
	Tests/faults/run.py --only power-cuts --power-cuts 200

bench: setup ## benchmarks against their thresholds
	@scripts/bench

sanitize: setup ## tests of the daemon under ThreadSanitizer and AddressSanitizer
	@scripts/sanitize

fuzz: setup ## each fuzz target for FUZZ_SECONDS (60)
	@scripts/fuzz $(FUZZ_SECONDS)

clean: ## remove what was built
	rm -rf .build .build-* .venv
