# Credits and originals against the simulated sets. The scorers and the sets stand outside
# the repository; without them the recipe says so and does nothing.
EVAL_DIR   ?= ../shared/eval
CREDIT_SIM ?=

.PHONY: eval-credit
eval-credit: $(BUILD)/bench/bench_credit
	@if [ ! -f $(EVAL_DIR)/score_credit.py ] || [ -z "$(CREDIT_SIM)" ]; then \
	  echo "eval-credit: SKIPPED: no scorer in $(EVAL_DIR) or no CREDIT_SIM=DIR/corpus.jsonl" >&2; \
	else for f in $(CREDIT_SIM); do echo "== $$f"; \
	  $(BUILD)/bench/bench_credit $$f > $(BUILD)/credits.jsonl && \
	  python3 $(EVAL_DIR)/score_credit.py $$(dirname $$f)/truth.tsv $(BUILD)/credits.jsonl || exit 1; \
	done; fi

.PHONY: eval-origin
eval-origin: $(BUILD)/bench/bench_origin
	@if [ ! -f $(EVAL_DIR)/score_credit.py ] || [ -z "$(CREDIT_SIM)" ]; then \
	  echo "eval-origin: SKIPPED: no scorer in $(EVAL_DIR) or no CREDIT_SIM=DIR/corpus.jsonl" >&2; \
	else for f in $(CREDIT_SIM); do echo "== $$f"; t=$$(dirname $$f)/truth.tsv; \
	  $(BUILD)/bench/bench_origin $$f $$t > $(BUILD)/origins.jsonl && \
	  python3 $(EVAL_DIR)/score_credit.py $$t $(BUILD)/origins.jsonl | grep "original named" || exit 1; \
	done; fi

# What credits, originals and round-ups cost of an add, in processor time; over 15 % fails. The
# functions that do the work are called through wrappers that can leave it out.
PROVENANCE_WRAPPED = credits_find credits_from_meta decide_original heading_find batch_suspect \
                     composite_is_piece
$(BUILD)/bench/bench_provenance: ALL_LD += $(addprefix -Wl$(comma)--wrap=,$(PROVENANCE_WRAPPED))
comma := ,
.PHONY: bench-provenance eval-provenance
bench-provenance: $(BUILD)/bench/bench_provenance
	@if [ -z "$(CREDIT_SIM)" ]; then \
	  echo "bench-provenance: SKIPPED: no CREDIT_SIM=DIR/corpus.jsonl" >&2; \
	else for f in $(CREDIT_SIM); do echo "== $$f"; rm -rf $(BUILD)/provenance && mkdir -p $(BUILD)/provenance && \
	  $(BUILD)/bench/bench_provenance $$f $(BUILD)/provenance || exit 1; \
	done; rm -rf $(BUILD)/provenance; fi

# Versions, originals and round-ups of a whole index, against the simulation's truth.
eval-provenance: $(BUILD)/wirecopy
	@if [ -z "$(CREDIT_SIM)" ]; then \
	  echo "eval-provenance: SKIPPED: no CREDIT_SIM=DIR/corpus.jsonl" >&2; \
	else for f in $(CREDIT_SIM); do echo "== $$f"; o=$(BUILD)/provenance; rm -rf $$o && mkdir -p $$o && \
	  $(BUILD)/wirecopy add -q $$o/index $$f && $(BUILD)/wirecopy clusters --json $$o/index > $$o/clusters.jsonl && \
	  $(BUILD)/wirecopy clusters --roundups --json $$o/index > $$o/roundups.jsonl && \
	  python3 bench/score_provenance.py $$(dirname $$f)/truth.tsv $$o/clusters.jsonl $$o/roundups.jsonl || exit 1; \
	done; rm -rf $(BUILD)/provenance; fi

# Fixed phrases that credit a source, in all collections of real news; MISSES=20 prints what is missed,
# SAMPLE=200 credits for a person to read.
.PHONY: eval-phrases
eval-phrases: $(BUILD)/bench/bench_credit
	$(Q)python3 bench/phrase_recall.py --bench $< --shared $(SHARED) --out $(BUILD)/eval/phrases \
	  --misses $(or $(MISSES),0) --sample $(or $(SAMPLE),0) --seed $(or $(SEED),1)
