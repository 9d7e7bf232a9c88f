/*
 * ingest: inputs into the index, batch after batch.
 */
#ifndef MATCH_INGEST_H
#define MATCH_INGEST_H

#include "index/meta.h"
#include "match/gone.h"
#include "match/pipeline.h"

/* Indexes the inputs; `meta` is the index's current state and is kept up to date. The report is
   filled on errors too. See wcy_add. */
int ingest(struct store *store, struct meta *meta, const char *const *inputs, size_t n_inputs,
           const struct wcy_add_options *options, struct wcy_report *report, struct wcy_error *err);

/* Merges the segments of every table that has too many, without the postings of the articles that
   are gone; no transaction may be open. */
int merge_due(struct store *store, const struct meta *meta, const struct gone *gone,
              struct wcy_error *err);

#endif
