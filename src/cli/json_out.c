#include "json_out.h"

#include "number.h"

void json_cluster(struct json *j, const char *key, uint64_t number)
{
    if (number == 0)
        json_null(j, key);
    else
        json_count(j, key, number);
}

void json_range(struct json *j, const char *key, uint64_t from, uint64_t to)
{
    json_open(j, key, '[');
    json_count(j, NULL, from);
    json_count(j, NULL, to);
    json_close(j, ']');
}

void json_time(struct json *j, const char *key, int64_t time)
{
    char text[NUMBER_MAX];
    if (time == WCY_NO_TIME)
        json_null(j, key);
    else
        json_string(j, key, number_time(text, time));
}
