/*
 * json_out: the values that the commands' JSON has in common.
 */
#ifndef CLI_JSON_OUT_H
#define CLI_JSON_OUT_H

#include "base/json_write.h"

/* A cluster number: null for 0, which means "in no cluster". */
void json_cluster(struct json *j, const char *key, uint64_t number);

/* [from,to] */
void json_range(struct json *j, const char *key, uint64_t from, uint64_t to);

/* "2024-03-01T12:00:00Z", or null for WCY_NO_TIME. */
void json_time(struct json *j, const char *key, int64_t time);

#endif
