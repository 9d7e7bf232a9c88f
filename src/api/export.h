/*
 * export: what the library itself needs of the public iterator.
 */
#ifndef API_EXPORT_H
#define API_EXPORT_H

#include "wirecopy.h"

/* Loads the text of the article that wcy_export_iter_next gave last into `decision`; it lives until
   the next call of that. */
int export_text(struct wcy_export_iter *iter, struct wcy_decision *decision, struct wcy_error *err);

#endif
