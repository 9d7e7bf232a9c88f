# make demo: the main job on real articles, see tools/demo.
.PHONY: demo
demo: deps
	$(Q)+$(MAKE) --no-print-directory all
	$(Q)tools/demo $(BUILD)
