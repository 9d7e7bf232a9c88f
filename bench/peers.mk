# Other programs that find near-duplicate texts, for `make bench-peers`. They are installed under the
# build folder, with fixed versions; one that cannot be installed is named and left out.
PEERS := $(BUILD)/peers

$(PEERS)/installed: bench/peers/requirements.txt bench/peers/requirements-text-dedup.txt
	$(call say,PEERS,$@)
	$(Q)mkdir -p $(@D)
	$(Q)python3 -m venv $(PEERS)/venv
	$(Q)while read -r peer; do \
	    $(PEERS)/venv/bin/pip install -q "$$peer" || echo "cannot be installed: $$peer"; \
	done < bench/peers/requirements.txt
	$(Q)python3 -m venv $(PEERS)/venv-text-dedup
	@# Without its dependencies on Spark and on neural models, which its MinHash does not use.
	$(Q){ $(PEERS)/venv-text-dedup/bin/pip install -q --no-deps text-dedup==0.4.0 && \
	    $(PEERS)/venv-text-dedup/bin/pip install -q -r bench/peers/requirements-text-dedup.txt; } || \
	    echo "cannot be installed: text-dedup"
	$(Q)cargo install -q incrededup --version 0.3.1 --locked --root $(PEERS)/incrededup || \
	    echo "cannot be installed: incrededup (it needs Rust 1.89 or newer)"
	$(Q)touch $@
