# Every recipe is what a person could type. `make help` lists them.
.POSIX:
.PHONY: ulp arm help setup plots test lint check bench bench-stripes bench-pictures side-by-side ci

help: ## show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1	\2/'

setup: ## install what is missing: libgd, libpng, pkg-config (quick when nothing is)
	./scripts/setup.sh

plots: setup ## train the programs and draw every picture into plots/
	swift build -c release --product swiftlet
	swift run -c release swiftlet plots --out plots

test: setup ## run all tests, with optimised kernels and live assertions
	swift test -Xcc -O3

lint: ## check the form of the Swift sources
	swift format lint --strict --recursive Package.swift Sources Tests

check: ## a dependent package, the scripts, the README, pictures without fonts, the machine code of a step, each tried
	./scripts/check-tree.sh
	./scripts/check-setup.sh
	./scripts/check-dependent.sh
	./scripts/check-fonts.sh
	./scripts/check-step-loop.sh

bench: setup ## measure speed beside other libraries; QUICK=1: in minutes; VENV=...: with a Python that has them
	./Benchmarks/run.sh

bench-stripes: setup ## who learns the stripes of sum_mod: CatBoost, forests, SIREN, ... beside Swiftlet (ten minutes)
	PART=stripes ./Benchmarks/run.sh

bench-pictures: setup ## measure pictures beside matplotlib, scikit-learn and mlxtend (two minutes after the build)
	PART=pictures ./Benchmarks/run.sh

side-by-side: setup ## the same data drawn by Swiftlet and by others: plots/side_by_side_1.png and _2.png
	./Benchmarks/side_by_side/run.sh

ulp: ## the error of exp, log, tanh, ... over every float32, on every instruction set (minutes)
	mkdir -p .build/c
	./scripts/build-c.sh Benchmarks/c/ulp.c .build/c/ulp
	.build/c/ulp

arm: ## the kernels without Swift: for this CPU, and for 64-bit Arm under emulation
	./scripts/check-arm.sh

ci: ## everything the build server runs
	./.ci/run
