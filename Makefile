# The commands of a day. `make` alone lists them.

# For pipefail.
SHELL := bash

# Nothing here names a file that make would build.
.PHONY: help run pages pictures test check drill fuzz loom crowd soak mutants bench lint fmt schema deny advisories

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Says at once what is to come: the first time it is minutes of silence otherwise.
run: ## Start the server on spark.db, with the demo's users and rooms
	@echo "Building the pages and Spark: a few minutes the first time, seconds after that. Then it serves"
	@echo "http://127.0.0.1:8080 (a chat) and http://127.0.0.1:8080/graphiql (the API) until Ctrl-C."
	@scripts/pages || echo "Spark is served without its pages, which say so; the API is all there."
	cargo run -- serve --demo --database-url sqlite://spark.db

pages: ## Build the pages that the binary embeds, if they changed
	@scripts/pages

pictures: ## Take the README's pictures from the real pages
	SPARK_PICTURES=1 playground/tests/browser/run

# Tests of other languages' clients join in through tests/clients/run. Stories wait as long as they work, so there are more of them
# than cores.
test check: export RUST_TEST_THREADS ?= $(shell expr $$(nproc) \* 3 / 2)
test: ## Everything that proves Spark, from a fresh Debian machine; minutes
	scripts/install-dependencies
	scripts/pages
	$(MAKE) lint
	$(MAKE) deny
	scripts/undisturbed scripts/with-postgres cargo test
	scripts/undisturbed tests/clients/run
	scripts/undisturbed playground/tests/run

# What is attacked, cut off, killed, made up or kept in a bucket takes most of the time, and is left to `make test`.
check: LEFT = postgres:: storms:: attacks:: certainty:: clocks:: history:: kills:: bucket survival:: silence:: drill::
check: lint ## The part to run all day: lints, unit tests, and the stories on SQLite of what Spark does; not those of attacks and faults
	cargo test --lib --bins
	cargo test --test it -- $(addprefix --skip ,$(LEFT))

drill: ## Ten rounds of load, backup, kill or stop, restore and load, with another seed each time; a minute
	SPARK_DRILL_ROUNDS=$${SPARK_DRILL_ROUNDS:-10} SPARK_DRILL_SEED=$${SPARK_DRILL_SEED:-$$RANDOM} cargo test --test it -- --nocapture drill::

fuzz: ## Look for inputs that break the doors: a minute, and what it takes to build
	scripts/install-dependencies
	scripts/fuzz

loom: ## Every order in which two threads can come at a mailbox and a rendering; what it takes to build Spark once more
	scripts/loom

crowd: ## Two hundred hostile connections of each kind beside fifty people who chat, alone on the machine; two minutes
	cargo test --test it -- --ignored --nocapture attacks::crowds

soak: ## The same for FUZZ_SECONDS, an hour; SPARK_DOCUMENTS against graphql-js, 100,000; SPARK_DEPARTURES, 2,000; COMMITs lost at random; SPARK_KILLS, 3,000; SPARK_FILE_KILLS, 500
	scripts/install-dependencies
	FUZZ_SECONDS=$${FUZZ_SECONDS:-3600} scripts/fuzz
	$(MAKE) crowd
	$(MAKE) loom
	SPARK_MODEL=large cargo test --lib -- --nocapture model::
	PROPTEST_CASES=$${SPARK_DEPARTURES:-2000} PROPTEST_RNG_SEED=$${PROPTEST_RNG_SEED:-$$RANDOM} \
		scripts/with-postgres cargo test --test it -- attacks::departed::random
	SPARK_CERTAINTY_SECONDS=$${SPARK_CERTAINTY_SECONDS:-120} SPARK_CERTAINTY_SEED=$${SPARK_CERTAINTY_SEED:-$$RANDOM} \
		scripts/with-postgres cargo test --test it -- --nocapture certainty::random
	SPARK_KILLS=$${SPARK_KILLS:-3000} SPARK_KILLS_SEED=$${SPARK_KILLS_SEED:-$$RANDOM} \
		cargo test --test it -- --nocapture certainty::kills
	SPARK_FILE_KILLS=$${SPARK_FILE_KILLS:-500} cargo test --test it -- --nocapture files::kills::sqlite
	SPARK_DOCUMENTS=$${SPARK_DOCUMENTS:-100000} tests/clients/run gate.test.mjs

mutants: ## Try small wrong lines, one at a time, and list those that no test notices; hours, in parts if need be
	scripts/mutants-at-once/run $(MINUTES)

# One after the other: each reads the CPU and memory of its server. 5,000 sockets need as many open files. Each prints the
# table's head; one is enough.
bench: ## What things cost, each against the least they can cost, in one table; minutes
	@set -o pipefail; ulimit -n 20000; cargo bench --no-run; \
	for bench in fanout reactions send idle login query search files doctor; do cargo bench --quiet --bench $$bench || exit 1; done | awk '!printed[$$0]++'

# Warnings are errors here and not through RUSTFLAGS, which would build every dependency anew.
lint: ## Formatting, clippy and the documentation, with warnings as errors
	cargo fmt --check
	cargo fmt --check --manifest-path fuzz/Cargo.toml
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items --lib --quiet

fmt: ## Format the code
	cargo fmt
	cargo fmt --manifest-path fuzz/Cargo.toml

# By way of another file: a schema cut short by a failure would look like a change.
schema: ## Write schema.graphql from the code, and from it the types of the pages
	cargo run --quiet -- schema > schema.graphql.new || { rm -f schema.graphql.new; exit 1; }
	mv schema.graphql.new schema.graphql
	scripts/pages
	npm --prefix playground run --silent codegen

deny: ## Check licences and sources of the dependencies
	scripts/deny

# Not in `make test`: it needs GitHub, and says something else tomorrow of what is the same today.
advisories: ## Ask what is known to be weak in the dependencies, and which have nobody any more
	scripts/deny advisories
