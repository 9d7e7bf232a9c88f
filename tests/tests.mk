# Unit tests: every tests/unit/test_*.c is a cmocka program, linked with the library's objects, so
# that internal functions can be tested.
UNIT_C   := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BIN := $(UNIT_C:tests/unit/%.c=$(BUILD)/tests/%)

$(BUILD)/tests/%: tests/unit/%.c $(LIB_OBJ) $(REPORT_OBJ)
	$(call say,TEST,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPP) $(ALL_C) -MMD -MP -MF $@.d $(ALL_LD) -o $@ $(filter %.c %.o,$^) -lcmocka $(LIBS)

$(BUILD)/tests/test_gate: $(filter %/serve/gate.o,$(SERVE_OBJ))

# The calls that test_faults makes fail.
FAULTY := malloc calloc realloc strdup mdb_env_create mdb_env_open mdb_env_set_mapsize mdb_env_sync mdb_txn_begin \
    mdb_txn_commit mdb_dbi_open mdb_get mdb_put mdb_del mdb_cursor_open mdb_cursor_get mdb_cursor_del mdb_stat \
    mdb_reader_check fsync mkdir rename renameat2 flock fstat pipe2 fork read pread write pwrite mmap pthread_create open
$(BUILD)/tests/test_faults: ALL_LD += $(FAULTY:%=-Wl,--wrap=%)

-include $(UNIT_BIN:=.d)

include tests/fuzz/fuzz.mk
include tests/crash/crash.mk
include tests/coverage.mk
# The command line: tests/cli/t_*.sh, see tests/cli/lib.sh. `make check` prints every failure and
# ends with one line of counts. TESTS="add json" runs only those with such a name.
.PHONY: tests check check-unit check-cli check-browser browser-deps screenshot
tests: all $(UNIT_BIN) $(CRASH_BIN)

check: deps
	$(Q)+$(MAKE) --no-print-directory tests
	$(Q)tests/run $(BUILD) unit cli crash

check-unit: $(UNIT_BIN)
	$(Q)tests/run $(BUILD) unit

check-cli: all
	$(Q)tests/run $(BUILD) cli

# The report in Debian's chromium: tests/browser, see doc/report.md. What they need is about 100 MB,
# so `make deps` leaves it out.
check-browser: all
	$(Q)tests/run $(BUILD) browser

# The picture of the README.
screenshot: all
	$(Q)mkdir -p $(BUILD)/screenshots
	$(Q)NODE_PATH=$(abspath $(BUILD))/browser/node_modules WIRECOPY=$(abspath $(BUILD))/wirecopy \
	    WIRECOPY_SCREENSHOTS=$(abspath $(BUILD))/screenshots WIRECOPY_TESTS=screenshots node tests/browser/t_report.js
	$(Q)cp $(BUILD)/screenshots/readme.png doc/report.png

browser-deps:
	$(Q)tools/deps --browser
	$(Q)mkdir -p $(BUILD)/browser && cp tests/browser/package.json $(BUILD)/browser/
	$(Q)cd $(BUILD)/browser && npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts

# The long run of tests/unit/test_flips.c: single-bit damage that `wirecopy check` has to find.
FLIPS ?= 20000
SEED  ?= 1
.PHONY: check-flips
check-flips: $(BUILD)/tests/test_flips
	$(Q)FLIPS=$(FLIPS) SEED=$(SEED) WIRECOPY_ROOT=. $(BUILD)/tests/test_flips

# The old index of tests/cli/t_old_index.sh, written anew: only when WCY_FORMAT or TOKEN_RULE was raised.
.PHONY: old-index
old-index: all
	$(Q)tests/data/make-index $(BUILD)/wirecopy
