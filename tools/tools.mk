# deps, lint and format; see the scripts.

.PHONY: deps lint format
deps:
	$(Q)tools/deps

# The symbols are checked on the shared library, so that is built first.
lint: deps
	$(Q)+$(MAKE) --no-print-directory $(BUILD)/libwirecopy.so
	$(Q)CC="$(CC)" CXX="$(CXX)" tools/lint $(BUILD)

format:
	$(Q)clang-format -i $$(find src include tests bench -name '*.[ch]' -o -name '*.cc')
