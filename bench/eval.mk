# Accuracy on real and simulated news: `make eval`, or one of its parts (bench/eval_run.py).
EVAL_CHECKS := pairs labels clusters stable size exact templates
EVAL_RUN     = python3 bench/eval_run.py --program $(BUILD)/wirecopy --tools $(BENCH_OUT) \
               --shared $(SHARED) --out $(BUILD)/eval

.PHONY: eval $(EVAL_CHECKS:%=eval-%)
eval $(EVAL_CHECKS:%=eval-%): $(BUILD)/wirecopy $(BENCH_OUT)/exact_pairs
eval:
	$(Q)$(EVAL_RUN) all
$(EVAL_CHECKS:%=eval-%): eval-%:
	$(Q)$(EVAL_RUN) $*
