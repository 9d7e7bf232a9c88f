# Benchmarks and evaluation; bench/README.md says what each figure means.
#
#   make eval         accuracy on real and simulated news, PASS or FAIL a line (bench/eval.mk)
#   make bench        end-to-end times as ratios       N=100000 articles; N=1000000 for the real figure
#   make bench-growth does the cost of an article grow with the index?    GROWTH_N=5000000
#   make bench-floods cost of texts that repeat fifty thousand times       FLOOD_N=50000
#   make bench-corpus is the generated text as varied as real news?
#   make bench-peers  the same job by other programs (installs them under build/)  PEERS_N=20000
#   make bench-serve  serve under load, with wrk      N=100000, or SERVE_INDEX=INDEX
#   make soak-serve   its memory over a long time      SOAK_SECONDS=1800
#   make bench-extract  pages to articles, next to peers from PyPI (bench/extract.mk)
#   make bench-crawl  add of a .warc.gz of pages against gzip -dc (bench/extract.mk)
#
# The base of the generated corpora and the evaluation sets are not part of the project: they are
# expected in $(SHARED)/data and $(SHARED)/eval. Without them a target says so and is skipped.
SHARED  ?= ../shared
N       ?= 100000
RUNS    ?= 5
FLOOD_N ?= 50000
GROWTH_N ?= 5000000
PEERS_N ?= 20000
BASE    ?= $(SHARED)/data/speed/allsides-half.jsonl.zst

BENCH_OUT   := $(BUILD)/bench
BENCH_FLAGS  = --program $(BUILD)/wirecopy --tools $(BENCH_OUT) --base $(BASE) --shared $(SHARED)
BENCH_RUN    = python3 bench/bench_run.py

# bench_query sees only wirecopy.h and the library; the others use the project's internals.
BENCH_BIN := $(addprefix $(BENCH_OUT)/,gen_corpus exact_pairs shingle_stats bench_query bench_text)
$(BENCH_OUT)/gen_corpus: bench/gen_chain.c bench/gen_copy.c bench/gen_plan.c
$(BENCH_OUT)/exact_pairs $(BENCH_OUT)/shingle_stats: bench/shingle_sets.c
$(BENCH_OUT)/%: BENCH_LIB = $(LIB_OBJ)
$(BENCH_OUT)/bench_query: BENCH_LIB = $(BUILD)/libwirecopy.a

$(BENCH_OUT)/%: bench/%.c $(wildcard bench/*.h) $(LIB_OBJ) $(BUILD)/libwirecopy.a
	$(call say,BENCH,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPP) -I. -Ibench $(ALL_C) $(ALL_LD) -o $@ $(filter %.c,$^) $(BENCH_LIB) $(LIBS)

.PHONY: bench bench-growth bench-floods bench-corpus bench-peers bench-serve soak-serve
bench bench-growth bench-floods bench-corpus bench-peers bench-serve soak-serve: $(BUILD)/wirecopy $(BENCH_BIN)
bench:
	$(Q)$(BENCH_RUN) ends $(BENCH_FLAGS) --articles $(N) --runs $(RUNS)
bench-growth:
	$(Q)$(BENCH_RUN) growth $(BENCH_FLAGS) --articles $(GROWTH_N)
bench-floods:
	$(Q)$(BENCH_RUN) floods $(BENCH_FLAGS) --articles $(FLOOD_N)
bench-corpus:
	$(Q)$(BENCH_RUN) corpus $(BENCH_FLAGS)
bench-peers: $(BUILD)/peers/installed
	$(Q)$(BENCH_RUN) peers $(BENCH_FLAGS) --articles $(PEERS_N) --peers $(BUILD)/peers

SERVE_RUN    = python3 bench/serve_run.py
SERVE_FLAGS  = --program $(BUILD)/wirecopy --tools $(BENCH_OUT) --base $(BASE) --articles $(N) $(if $(SERVE_INDEX),--index $(SERVE_INDEX))
SOAK_SECONDS ?= 1800
bench-serve:
	$(Q)$(SERVE_RUN) load $(SERVE_FLAGS)
soak-serve:
	$(Q)$(SERVE_RUN) soak $(SERVE_FLAGS) --seconds $(SOAK_SECONDS)

include bench/peers.mk
include bench/eval.mk
include bench/credit.mk
include bench/extract.mk
