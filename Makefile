# Two commands: `make book` and `make test`. All work is done by the scripts in tools/.
PYTHON ?= python3
RUN := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help book test serve offline pdf notebooks labs lint types unit nbval hosted browser check-binder check-nbgrader lock datasets experiments bench bench-labs bench-site time-pages attack-labs clean setup

help:  ## list all targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

setup:  ## make .venv from the lock files (all other targets do it first)
	@$(PYTHON) tools/setup.py

book: setup  ## build the website and say how to read it
	@$(RUN) tools/build.py

serve: book  ## build the website and serve it at http://localhost:8000
	@$(RUN) tools/serve.py

offline: book  ## pack the website into one zip that opens by a double click
	@$(RUN) tools/offline.py

pdf: book  ## print the whole book as one PDF
	@$(RUN) tools/pdf.py

test: setup  ## run every check: lint, types, unit, nbval, hosted, browser (FRESH=1: also when nothing changed)
	@$(RUN) tools/test.py

lint types unit nbval hosted browser: setup  ## one part of `make test`
	@$(RUN) tools/test.py $@

notebooks: setup  ## run all notebooks, store their text outputs, bring them to normal form
	@$(RUN) tools/notebooks.py

labs: setup  ## make the learners' labs and the solution pages from labs/source
	@$(RUN) tools/labs.py

check-binder: setup  ## run all notebooks and labs as Binder does, without Docker
	@$(RUN) tools/binder.py

check-nbgrader: setup  ## grade all labs with nbgrader (it gets an environment of its own)
	@$(RUN) tools/nbgrader.py

lock: setup  ## choose package versions again and write the lock files
	@$(RUN) tools/lock.py

datasets: setup  ## make the shipped data again from their sources
	@$(RUN) tools/datasets/make.py

experiments: setup  ## run the experiments that take minutes, and record what is missing
	@$(RUN) tools/experiments.py

attack-labs: setup  ## try every attack on the labs' grader on every exercise (an hour)
	@$(RUN) tools/attack_labs.py

bench: setup  ## compare the speed with PyTorch (it gets an environment of its own)
	@$(RUN) tools/bench.py

bench-labs: setup  ## compare the speed of `labs grade` with that of nbgrader
	@$(RUN) tools/bench_labs.py

bench-site: setup  ## compare a page with the same page of a stock Jupyter Book (PAGE=chapters/...)
	@$(RUN) tools/bench_site.py $(PAGE)

time-pages: book  ## hold each page to its 1.5 s on a slow phone (on a quiet machine)
	@TIME_PAGES=1 $(RUN) -m pytest -q tests/browser/test_pages.py -k slow_phone

clean:  ## remove the built site and the environment
	rm -rf _build .venv tools/npm/node_modules
