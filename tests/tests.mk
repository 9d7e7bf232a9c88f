# Unit tests: every tests/unit/test_*.c is a cmocka program, linked with the library's objects, so
# that internal functions can be tested.
UNIT_C   := $(sort $(wildcard tests/unit/test_*.c))
UNIT_BIN := $(UNIT_C:tests/unit/%.c=$(BUILD)/tests/%)

$(BUILD)/tests/%: tests/unit/%.c $(LIB_OBJ)
	$(call say,TEST,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPP) $(ALL_C) -MMD -MP -MF $@.d $(ALL_LD) -o $@ $< $(LIB_OBJ) -lcmocka $(LIBS)

-include $(UNIT_BIN:=.d)

include tests/fuzz/fuzz.mk
include tests/crash/crash.mk
# The command line: tests/cli/t_*.sh, see tests/cli/lib.sh. `make check` prints every failure and
# ends with one line of counts. TESTS="add json" runs only those with such a name.
.PHONY: tests check check-unit check-cli
tests: all $(UNIT_BIN) $(CRASH_BIN)

check: deps
	$(Q)+$(MAKE) --no-print-directory tests
	$(Q)tests/run $(BUILD) unit cli crash

check-unit: $(UNIT_BIN)
	$(Q)tests/run $(BUILD) unit

check-cli: all
	$(Q)tests/run $(BUILD) cli
