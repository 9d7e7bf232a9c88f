# The report is part of the program, not of the library: it sees only wirecopy.h. Its page's parts
# are compiled in.
REPORT_C   := $(sort $(wildcard src/report/*.c))
PAGE_PARTS := $(wildcard src/report/page/* src/report/page/js/*)
REPORT_OBJ := $(REPORT_C:%.c=$(BUILD)/%.o) $(BUILD)/page/assets.o

$(BUILD)/page/assets.c: tools/embed-page $(PAGE_PARTS)
	$(call say,EMBED,$@)
	$(Q)mkdir -p $(@D)
	$(Q)tools/embed-page src/report/page > $@.new && mv $@.new $@

$(BUILD)/page/assets.o: $(BUILD)/page/assets.c src/report/assets.h
	$(Q)$(CC) $(ALL_CPP) $(ALL_C) -c -o $@ $<
