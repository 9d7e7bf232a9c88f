# Coverage by the unit and command-line tests: lines of src, branches of src/index and src/match. The tests
# of tests/crash are left out: what they kill leaves no counts.
#
#   make coverage       builds with gcov under $(COVERAGE), runs the tests, writes $(COVERAGE)/coverage.txt
#                       (a line a file), uncovered.md (what no test ran, and why) and html
COVERAGE ?= build-coverage
COVERAGE_FLAGS := -O0 -g --coverage -fprofile-update=atomic
LCOV := lcov --quiet --rc lcov_branch_coverage=1

# coverage_exit.c says why.
COVERAGE_LD = --coverage -Wl,--wrap=_Exit $(abspath $(COVERAGE))/exit.o

.PHONY: coverage
coverage:
	$(Q)mkdir -p $(COVERAGE) && gcc -c -O1 -o $(COVERAGE)/exit.o tests/coverage_exit.c
	$(Q)+$(MAKE) --no-print-directory BUILD=$(COVERAGE) CC=gcc CFLAGS="$(COVERAGE_FLAGS)" LDFLAGS="$(COVERAGE_LD)" tests
	$(Q)find $(COVERAGE) -name '*.gcda' -delete
	$(Q)FAULT_POINTS=0 tests/run $(COVERAGE) unit cli || echo "coverage: some tests failed" >&2
	$(Q)+$(MAKE) --no-print-directory coverage-report

# The report of what has run so far.
.PHONY: coverage-report
coverage-report:
	$(Q)$(LCOV) --capture --directory $(COVERAGE)/src --base-directory . --no-external \
	    --output-file $(COVERAGE)/all.info
	$(Q)$(LCOV) --extract $(COVERAGE)/all.info '*/src/*' --output-file $(COVERAGE)/src.info
	$(Q)tests/coverage-table $(COVERAGE)/src.info | tee $(COVERAGE)/coverage.txt
	$(Q)genhtml --quiet --rc lcov_branch_coverage=1 --output-directory $(COVERAGE)/html $(COVERAGE)/src.info
	$(Q)tools/uncovered $(COVERAGE)/src.info > $(COVERAGE)/uncovered.md || echo "coverage: see tests/coverage-reasons" >&2
