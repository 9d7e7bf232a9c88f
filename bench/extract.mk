# Extraction of articles from pages: accuracy and speed, next to peers from PyPI in the same run.
#
#   make bench-extract [PAGES=pages.jsonl.zst] [EXTRACT_PEERS=trafilatura,resiliparse,readability]
#
# PAGES has {"id","url","html","text","title","published"} a line. The peers are installed under
# $(BUILD)/peers.
SHARED        ?= ../shared
PAGES         ?= $(SHARED)/data/extraction/wcxb-dev.jsonl.zst
EXTRACT_PEERS ?= trafilatura,resiliparse,readability
EXTRACT_OUT   := $(BUILD)/bench
EXTRACT_VENV  := $(BUILD)/peers

$(EXTRACT_OUT)/bench_extract: bench/bench_extract.c $(LIB_OBJ)
	$(call say,BENCH,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPP) $(ALL_C) $(ALL_LD) -o $@ $< $(LIB_OBJ) $(LIBS)

$(EXTRACT_VENV)/bin/python:
	$(Q)python3 -m venv $(EXTRACT_VENV)
	$(Q)$(EXTRACT_VENV)/bin/pip install -q -U pip
	$(Q)$(EXTRACT_VENV)/bin/pip install -q trafilatura resiliparse readability-lxml

.PHONY: bench-extract
bench-extract: $(EXTRACT_OUT)/bench_extract $(EXTRACT_VENV)/bin/python
	$(Q)$(EXTRACT_VENV)/bin/python bench/extract_run.py --program $< --pages $(PAGES) \
	    --scorer $(SHARED)/eval/score_extraction.py --out $(EXTRACT_OUT) --peers $(EXTRACT_PEERS)
