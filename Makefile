# Each verb installs what it needs into .venv and does one thing. `make` alone lists them.
PYTHON ?= python3
VENV ?= .venv
CHAPTER ?=
OUT ?= graded
JOBS ?= 2
# Where pip puts the interpreter: bin/ everywhere but on Windows.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PY := $(BIN)/python
# Where an old NumPy, matplotlib or JupyterLab could show: numbers, what check says of them, each figure moved and drawn,
# the hidden tests on the solutions, each chapter run once.
LOWEST := $(addprefix tests/unit/,nnlib workbook/test_check.py workbook/test_mistakes.py workbook/test_progress.py) \
	$(addprefix tests/unit/figures/,test_base.py test_canvas.py test_every_figure.py::test_the_same_values_give_the_same_bytes) \
	tests/hidden chapters
# Some machines ask Python not to cache bytecode; that doubles the time of every import.
unexport PYTHONDONTWRITEBYTECODE
# The course's networks are small: on two cores a second thread makes them slower.
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: help learn test compare lowest test-lowest test-browser lint notebooks grade release nbgrader gradescope department lite site digits bench results first-minutes bench-figures bench-grader mutants lock clean

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 — /p' Makefile

learn: $(VENV)/learner ## open the course in JupyterLab
	$(PY) -m workbook

test: $(VENV)/teacher ## run all tests
	$(PY) -m instructor doctor
	$(PY) -m pytest -n auto --dist loadscope --no-loadscope-reorder

compare: $(VENV)/teacher ## install PyTorch, JAX and scikit-learn, which nnlib is compared with
	$(PY) -m pip install --quiet $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -r requirements/compare.txt

lowest: ## install the oldest versions that requirements.txt allows into an environment of its own, .venv-lowest
	mkdir -p build && sed 's/>=/==/' requirements.txt requirements/dev.txt | grep '==' > build/lowest.txt
	PIP_NO_COMPILE=off $(MAKE) $(VENV)-lowest/teacher VENV=$(VENV)-lowest CONSTRAINTS=build/lowest.txt

test-lowest: lowest ## run the tests with the oldest versions
	REQUIRE_COMPARISON= $(VENV)-lowest/bin/python -m pytest -n auto --dist loadscope --other-versions -m "not slow" -W ignore::DeprecationWarning $(LOWEST)

test-browser: $(VENV)/teacher lite site ## drive JupyterLab in a real Chromium
	$(PY) -m pytest tests/browser --browser-tests -n 2 --dist loadscope

lint: $(VENV)/teacher ## check style and the direction of imports
	$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(BIN)/lint-imports

notebooks: $(VENV)/teacher ## write chapters/, exercises/ and solutions/ from source/
	$(PY) -m instructor build $(CHAPTER)

grade: $(VENV)/teacher ## grade a folder of notebooks: make grade SUBMISSIONS=folder
	$(PY) -m instructor grade "$(SUBMISSIONS)" --out "$(OUT)" --jobs $(JOBS)

release: $(VENV)/teacher ## write the learners' zip to dist/
	$(PY) -m instructor release

nbgrader: $(VENV)-nbgrader/hub ## install nbgrader into an environment of its own, .venv-nbgrader

gradescope: $(VENV)/teacher ## write the autograder zips to dist/gradescope; CHAPTER=01_neuron for one
	$(PY) -m instructor gradescope $(CHAPTER) $(if $(ISOLATION),--isolation $(ISOLATION))

department: $(VENV)/teacher ## install Dask and PostgreSQL's driver, to grade on several machines into one gradebook
	$(PY) -m pip install --quiet $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -r requirements/department.txt

lite: $(VENV)-lite/builder ## build build/lite, a website on which the course runs in the browser (1 minute the first time)
	$(VENV)-lite/$(notdir $(BIN))/python -m instructor.lite

site: $(VENV)/site ## build build/site, the course to read without installing (1 minute the first time)
	$(PY) -m instructor site $(if $(REPOSITORY),--repository $(REPOSITORY)) $(if $(LITE),--lite $(LITE))

digits: $(VENV)/learner ## train the articles' 784-16-10 network; NNLIB_DATA=folder for the real MNIST
	$(PY) benchmarks/digits.py $(if $(NNLIB_DATA),--data mnist)

bench: compare ## time and weigh a training step beside PyTorch, JAX and scikit-learn (a quarter of an hour)
	$(PY) benchmarks/speed.py
	$(PY) benchmarks/memory.py

results: $(VENV)/learner ## train three networks on MNIST, three seeds each: the README's table
	$(PY) benchmarks/results.py

first-minutes: $(VENV)/teacher ## do what the README tells a new user, from git clone to the first green, and time it
	$(PY) benchmarks/first_minutes.py

bench-figures: $(VENV)/teacher ## time every moving figure in a real browser
	$(PY) benchmarks/figures.py

bench-grader: $(VENV)/teacher $(VENV)-nbgrader/hub $(VENV)-otter/grader ## time the grader beside nbgrader and otter-grader, and weigh it over 2,000 submissions (15 minutes)
	$(PY) benchmarks/graders.py --nbgrader $(VENV)-nbgrader/bin/nbgrader --otter $(VENV)-otter/bin/otter

mutants: $(VENV)/teacher ## change the solutions in one place at a time: do the hidden tests notice? (4 minutes)
	$(PY) benchmarks/mutants.py --jobs $(JOBS) $(if $(CHAPTER),--chapter $(CHAPTER))

lock: compare department nbgrader $(VENV)/site ## write down the versions that CI uses
	$(PY) -m instructor lock

clean: ## delete what the verbs made, but no notebook and no grade
	rm -rf "$(VENV)" "$(VENV)-lowest" "$(VENV)-lite" "$(VENV)-nbgrader" "$(VENV)-otter" build dist artefacts *.egg-info

# One stamp a kind of user: present means installed, older than its list means install again.
$(VENV)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'This course needs Python 3.11 or newer; this is ' + sys.version.split()[0] + '. Try: make PYTHON=python3.12 …')"
	$(PYTHON) -m venv "$(VENV)"
	touch $@

$(VENV)/learner: $(VENV)/python requirements.txt pyproject.toml
	@echo "Installing JupyterLab, NumPy and matplotlib into $(VENV): a minute or two, the first time only."
	$(PY) -m pip install --quiet --no-compile $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -r requirements.txt -e .
	touch $@

$(VENV)/teacher: $(VENV)/python requirements.txt requirements/dev.txt pyproject.toml
	$(PY) -m pip install --quiet $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -r requirements/dev.txt -e .
	touch $@ $(VENV)/learner

$(VENV)/site: $(VENV)/teacher requirements/site.txt
	$(PY) -m pip install --quiet $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -r requirements/site.txt
	touch $@

# nbgrader adds its pages to every JupyterLab of its environment, so it gets one that learners and authors do not open.
$(VENV)-nbgrader/hub: requirements.txt requirements/nbgrader.txt pyproject.toml
	$(MAKE) --no-print-directory $(VENV)-nbgrader/python VENV="$(VENV)-nbgrader"
	$(VENV)-nbgrader/$(notdir $(BIN))/python -m pip install --quiet --no-compile $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -r requirements/nbgrader.txt -e .
	touch $@

# For comparison only: otter-grader asks for other versions of what the course has.
$(VENV)-otter/grader: requirements/otter.txt
	$(MAKE) --no-print-directory $(VENV)-otter/python VENV="$(VENV)-otter"
	$(VENV)-otter/bin/python -m pip install --quiet --no-compile -r requirements/otter.txt
	touch $@

# The browser's kernel would be offered in every JupyterLab of its environment, where it cannot run.
$(VENV)-lite/builder: requirements/lite.txt
	$(MAKE) --no-print-directory $(VENV)-lite/python VENV="$(VENV)-lite"
	$(VENV)-lite/$(notdir $(BIN))/python -m pip install --quiet --no-compile $(if $(CONSTRAINTS),-c $(CONSTRAINTS)) -r requirements/lite.txt
	touch $@
