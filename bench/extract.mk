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
