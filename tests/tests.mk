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
# The command line: tests/cli/t_*.sh, see tests/cli/lib.sh. `make check` prints every failure and
# ends with one line of counts. TESTS="add json" runs only those with such a name.
.PHONY: tests check check-unit check-cli
tests: all $(UNIT_BIN)

check: deps
	$(Q)+$(MAKE) --no-print-directory tests
	$(Q)tests/run $(BUILD) unit cli

check-unit: $(UNIT_BIN)
	$(Q)tests/run $(BUILD) unit

check-cli: all
	$(Q)tests/run $(BUILD) cli

# The long run of tests/unit/test_flips.c: single-bit damage that `wirecopy check` has to find.
FLIPS ?= 20000
.PHONY: check-flips
check-flips: $(BUILD)/tests/test_flips
	$(Q)FLIPS=$(FLIPS) WIRECOPY_ROOT=. $(BUILD)/tests/test_flips
