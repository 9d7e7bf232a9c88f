# Fuzzing: every tests/fuzz/fuzz_NAME.c is a libFuzzer target with its seeds in tests/fuzz/corpus/NAME.
#
#   make fuzz FUZZ_SECONDS=20                  each target for so long
#   make fuzz FUZZ_SECONDS=3600 FUZZ_ONLY=json
#
# The library is built again with clang and the sanitizers, under $(BUILD)/fuzz. The corpus is copied
# there, so that finds do not end up in the tree; a find that shows a bug is made into a seed by hand.
FUZZ_SECONDS ?= 20
FUZZ_CC      ?= clang
FUZZ_C       := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_ONLY    ?= $(FUZZ_C:tests/fuzz/fuzz_%.c=%)
FUZZ_DIR     := $(BUILD)/fuzz
FUZZ_OBJ     := $(LIB_C:%.c=$(FUZZ_DIR)/%.o)
FUZZ_SAN     := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FUZZ_FLAGS    = $(ALL_CPP) -std=c11 -O1 -g -pthread $(FUZZ_SAN)

$(FUZZ_DIR)/%.o: %.c
	$(call say,FUZZ,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

$(FUZZ_DIR)/fuzz_%: tests/fuzz/fuzz_%.c $(FUZZ_OBJ)
	$(call say,FUZZ,$<)
	$(Q)$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer -MMD -MP -MF $@.d -o $@ $< $(FUZZ_OBJ) $(LIBS)

.SECONDARY: $(FUZZ_OBJ)
.PHONY: fuzz
fuzz: $(FUZZ_ONLY:%=$(FUZZ_DIR)/fuzz_%)
	$(Q)set -e; for t in $(FUZZ_ONLY); do \
	    echo "  fuzz $$t for $(FUZZ_SECONDS) s"; \
	    mkdir -p $(FUZZ_DIR)/corpus/$$t; \
	    cp -n tests/fuzz/corpus/$$t/* $(FUZZ_DIR)/corpus/$$t/; \
	    $(FUZZ_DIR)/fuzz_$$t -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 \
	        -artifact_prefix=$(FUZZ_DIR)/$$t- -print_final_stats=0 -verbosity=0 \
	        $(FUZZ_DIR)/corpus/$$t; \
	done

-include $(FUZZ_OBJ:.o=.d) $(FUZZ_C:tests/fuzz/%.c=$(FUZZ_DIR)/%.d)
