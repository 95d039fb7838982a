# Two commands: `make book` and `make test`. All work is done by the scripts in tools/.
PYTHON ?= python3
RUN := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help book test test-all serve offline pdf notebooks labs lint types unit nbval wasm hosted browser lower-bounds check-binder check-nbgrader check-pytorch lock datasets experiments bench bench-labs bench-site time-pages clean setup

help:  ## list all targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

setup:  ## make .venv from the lock files (all other targets do it first)
	@$(PYTHON) tools/setup.py

book: setup  ## build the website and say how to read it
	@$(RUN) -m tools.build

serve: book  ## build the website and serve it at http://127.0.0.1:8000/ (PORT=8001: there)
	@$(RUN) -m tools.serve $(PORT)

offline: book  ## pack the website into one zip that opens by a double click
	@$(RUN) -m tools.site.offline

pdf: book  ## print the whole book as one PDF
	@$(RUN) -m tools.site.pdf

test: setup  ## run every check: lint, types, unit, nbval, wasm, hosted, browser (FRESH=1: also when nothing changed)
	@$(RUN) -m tools.test

test-all: setup  ## run every check and the wide sweeps, each attack on each lab among them (two hours)
	@$(RUN) -m tools.test --all

lint types unit nbval hosted browser: setup  ## one part of `make test`
	@$(RUN) -m tools.test $@

wasm: setup  ## run the library's tests and all notebooks in Pyodide, as a reader's browser does
	@PYODIDE_REQUIRED=1 $(RUN) -m tools.test wasm --all

notebooks: setup  ## run all notebooks, store their text outputs, bring them to normal form
	@$(RUN) -m tools.notebooks

labs: setup  ## make the learners' labs, the solution pages and the catalogue of wrong answers
	@$(RUN) -m tools.labs.make
	@$(RUN) -m tools.labs.mutants

check-binder: setup  ## run all notebooks and labs as Binder does, without Docker
	@$(RUN) -m tools.hosts.binder

lower-bounds: setup  ## test layers and figures with the oldest packages allowed
	@$(RUN) -m tools.lower_bounds

check-nbgrader: setup  ## grade all labs with nbgrader (it gets an environment of its own)
	@$(RUN) -m tools.labs.nbgrader

check-pytorch: setup  ## run the pages' blocks "In PyTorch" against our layers (in the environment of `bench`)
	@$(RUN) -m tools.in_pytorch

lock: setup  ## choose package versions again and write the lock files
	@$(RUN) -m tools.lock

datasets: setup  ## make the shipped data again from their sources
	@$(RUN) -m tools.data.datasets.make

experiments: setup  ## run the experiments that take minutes, and record what is missing
	@$(RUN) -m tools.data.experiments

bench: setup  ## compare the speed with PyTorch (it gets an environment of its own)
	@$(RUN) -m tools.speed.layers

bench-labs: setup  ## compare the speed of `labs grade` with that of nbgrader
	@$(RUN) -m tools.speed.labs

bench-site: setup  ## compare a page with the same page of a stock Jupyter Book (PAGE=chapters/...)
	@$(RUN) -m tools.speed.site $(PAGE)

time-pages: book  ## hold each page to its 1.5 s on a slow phone (on a quiet machine)
	@TIME_PAGES=1 $(RUN) -m pytest -q -m "" tests/browser/test_pages.py -k slow_phone

clean:  ## remove the built site and the environment
	rm -rf _build .venv tools/npm/node_modules
