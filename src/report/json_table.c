#include "report/json_table.h"

void json_table_begin(struct json *j, const char *key, const char *const *fields)
{
    json_open(j, key, '{');
    json_open(j, "fields", '[');
    for (size_t i = 0; fields[i]; i++)
        json_string(j, NULL, fields[i]);
    json_close(j, ']');
    json_open(j, "rows", '[');
}

void json_table_end(struct json *j)
{
    json_close(j, ']');
    json_close(j, '}');
}
