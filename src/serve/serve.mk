# The server is part of the program, too. Its page's parts and the description of its interface are
# compiled in.
SERVE_C    := $(sort $(wildcard src/serve/*.c))
LIVE_PARTS := src/serve/page/provider.js src/serve/page/ask.js src/serve/page/ask.css doc/openapi.json
SERVE_OBJ  := $(SERVE_C:%.c=$(BUILD)/%.o) $(BUILD)/page/live_assets.o

$(BUILD)/page/live_assets.c: tools/embed-page $(LIVE_PARTS)
	$(call say,EMBED,$@)
	$(Q)mkdir -p $(@D)
	$(Q)tools/embed-page --files serve/live_assets.h \
	    asset_provider provider.js text/javascript src/serve/page/provider.js \
	    asset_ask ask.js text/javascript src/serve/page/ask.js \
	    asset_ask_style ask.css text/css src/serve/page/ask.css \
	    asset_openapi openapi.json application/json doc/openapi.json > $@.new && mv $@.new $@

$(BUILD)/page/live_assets.o: $(BUILD)/page/live_assets.c src/serve/live_assets.h src/report/assets.h
	$(Q)$(CC) $(ALL_CPP) $(ALL_C) -c -o $@ $<
