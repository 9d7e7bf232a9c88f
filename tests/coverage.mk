# Coverage by all tests: lines of src, branches of src/index and src/match.
#
#   make coverage       builds with gcov under $(COVERAGE), runs the tests, writes $(COVERAGE)/coverage.txt
#                       (a line a file) and $(COVERAGE)/html
COVERAGE ?= build-coverage
COVERAGE_FLAGS := -O0 -g --coverage -fprofile-update=atomic
LCOV := lcov --quiet --rc lcov_branch_coverage=1

.PHONY: coverage
coverage:
	$(Q)+$(MAKE) --no-print-directory BUILD=$(COVERAGE) CC=gcc CFLAGS="$(COVERAGE_FLAGS)" LDFLAGS=--coverage tests
	$(Q)find $(COVERAGE) -name '*.gcda' -delete
	$(Q)FAULTS=$${FAULTS:-1000} KILLS=$${KILLS:-30} IMAGES=$${IMAGES:-50} OPERATIONS=$${OPERATIONS:-3000} READER_SECONDS=3 \
	    CRASH_LIMIT=1200 tests/run $(COVERAGE) unit cli crash || \
	    echo "coverage: some tests failed; gcov's own files may be to blame where calls are made to fail" >&2
	$(Q)+$(MAKE) --no-print-directory coverage-report

# The report of what has run so far.
.PHONY: coverage-report
coverage-report:
	$(Q)$(LCOV) --capture --directory $(COVERAGE)/src --base-directory . --no-external \
	    --output-file $(COVERAGE)/all.info
	$(Q)$(LCOV) --extract $(COVERAGE)/all.info '*/src/*' --output-file $(COVERAGE)/src.info
	$(Q)tests/coverage-table $(COVERAGE)/src.info | tee $(COVERAGE)/coverage.txt
	$(Q)genhtml --quiet --rc lcov_branch_coverage=1 --output-directory $(COVERAGE)/html $(COVERAGE)/src.info
