# Crashes, faults and power cuts: the tests behind doc/reliability.md. A short run is part of
# `make check`; everything is drawn from SEED.
#
#   make crash         the long run: KILLS=5000 IMAGES=10000 OPERATIONS=500000 READER_SECONDS=600
#   make crash-check   the short run
CRASH_DIR  := $(BUILD)/crash
CRASH_BIN  := $(addprefix $(CRASH_DIR)/,faults.so wirecopy-alloc model readers)
KILLS          ?= 5000
IMAGES         ?= 10000
OPERATIONS     ?= 500000
READER_SECONDS ?= 600

$(CRASH_DIR)/faults.so: tests/crash/faults.c
	$(call say,CRASH,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -D_GNU_SOURCE -std=c11 $(CWARN) -Wno-missing-prototypes -O1 -g -fPIC -shared -pthread \
	    -o $@ $< -ldl

ALLOC_WRAP := malloc calloc realloc reallocarray strdup
$(CRASH_DIR)/wirecopy-alloc: tests/crash/alloc_faults.c $(CLI_OBJ) $(BUILD)/libwirecopy.a
	$(call say,CRASH,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPP) $(ALL_C) -Wno-missing-prototypes $(ALL_LD) $(ALLOC_WRAP:%=-Wl,--wrap=%) \
	    -o $@ $^ $(LIBS)

.PHONY: crash crash-check
crash-check: all $(CRASH_BIN)
	$(Q)tests/run $(BUILD) crash
crash: all $(CRASH_BIN)
	$(Q)KILLS=$(KILLS) IMAGES=$(IMAGES) OPERATIONS=$(OPERATIONS) READER_SECONDS=$(READER_SECONDS) \
	    FAULTS=all CRASH_LIMIT=36000 tests/run $(BUILD) crash

# C programs that use the library as others do, but for its helpers.
$(CRASH_DIR)/%: tests/crash/%.c $(LIB_OBJ)
	$(call say,CRASH,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPP) $(ALL_C) -MMD -MP -MF $@.d $(ALL_LD) -o $@ $< $(LIB_OBJ) $(LIBS)
-include $(CRASH_DIR)/model.d $(CRASH_DIR)/readers.d
