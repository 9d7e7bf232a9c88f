/* One line of JSON Lines to an article. */

#include "input/json.h"
#include "input/parse.h"
#include "input/problem.h"

#include <string.h>

/* The best value found for a field so far. */
struct found {
    struct json_value value;
    struct slice name;
    unsigned rank;
    bool present;
};

static bool is_blank(const struct json_value *value)
{
    return value->type == JSON_STRING && !value->escaped && slice_trim(value->raw).len == 0;
}

/* Only text is worth a field; ids and dates may be numbers too. */
static bool is_right_type(enum field field, const struct json_value *value)
{
    bool number_too = field == FIELD_ID || field == FIELD_PUBLISHED;
    return value->type == JSON_STRING || (value->type == JSON_NUMBER && number_too);
}

/* Does `value`, found under a name of rank `rank`, stand in for what was found before? A blank
   string gives way to a name further down the list; of the same name the last one counts, as in
   most JSON readers. */
static bool is_better(enum field field, const struct found *old, const struct json_value *value,
                      unsigned rank)
{
    if (!old->present)
        return true;
    bool old_good = is_right_type(field, &old->value) && !is_blank(&old->value);
    bool good = is_right_type(field, value) && !is_blank(value);
    if (good != old_good)
        return good || rank == old->rank;
    return rank <= old->rank;
}

static void keep_member(struct parse *p, const struct json_member *member, struct found *found)
{
    const struct field_name *name = fields_find(&p->parser->fields, member->key);
    if (!name || member->value.type == JSON_NULL)
        return;
    struct found *slot = &found[name->field];
    if (is_better(name->field, slot, &member->value, name->rank))
        *slot = (struct found){member->value, name->name, name->rank, true};
}

static int collect(struct parse *p, struct slice line, struct found *found)
{
    struct json_object object;
    struct json_member member;
    int got;
    json_begin(&object, line);
    while ((got = json_next(&object, &member)) > 0)
        keep_member(p, &member, found);
    if (got == 0)
        return 0;
    size_t at = (size_t)(object.at - line.ptr) + 1;
    struct slice trimmed = slice_trim(line);
    if (trimmed.len && *trimmed.ptr != '{' && strchr("[\"0123456789-", *trimmed.ptr))
        return parse_skip(p, PROBLEM_TYPE, "the line is not a JSON object");
    return parse_skip(p, PROBLEM_JSON, "%s, at byte %zu of the line", object.problem, at);
}

static const char *type_name(enum json_type type)
{
    static const char *const names[] = {"null",     "false",    "true",     "a number",
                                        "a string", "an array", "an object"};
    return names[type];
}

/* The value as text; values of other types count as absent, except where an article cannot do
   without: the id and the text. */
static int take(struct parse *p, const struct found *found, enum field field, struct slice *to)
{
    const struct found *f = &found[field];
    size_t lone = 0;
    *to = slice_make("", 0);
    if (!f->present)
        return 0;
    if (!is_right_type(field, &f->value)) {
        if (field == FIELD_ID || field == FIELD_TEXT || field == FIELD_HTML)
            return parse_skip(p, PROBLEM_TYPE, "'%.*s' is %s; it must be a string",
                              SLICE_ARG(slice_sub(f->name, 0, 60)), type_name(f->value.type));
        return 0;
    }
    *to = f->value.type == JSON_STRING ? json_decode(&f->value, p->arena, &lone) : f->value.raw;
    if (!to->ptr)
        return WCY_ENOMEM;
    if (lone)
        parse_repaired(p, PROBLEM_SURROGATE, "%zu lone surrogates became U+FFFD", lone);
    return 0;
}

static int take_all(struct parse *p, const struct found *found)
{
    struct article *a = p->article;
    struct slice *const to[] = {&a->id,        &a->url,  &a->site, &a->title, &a->author,
                                &a->published, &a->lang, &a->text, &a->html};
    for (int field = 0; field < FIELD_COUNT; field++) {
        if (field == FIELD_HTML && slice_trim(a->text).len > 0)
            continue; /* who has the text needs no page */
        int code = take(p, found, (enum field)field, to[field]);
        if (code != 0)
            return code;
    }
    return 0;
}

int parse_json(struct parse *p)
{
    struct found found[FIELD_COUNT] = {{.present = false}};
    struct slice line = parse_utf8(p, p->record->bytes);
    if (!line.ptr)
        return WCY_ENOMEM;
    int code = collect(p, line, found);
    if (code == 0)
        code = take_all(p, found);
    if (code != 0)
        return code;
    if (slice_trim(p->article->text).len > 0)
        return 0;
    if (!found[FIELD_TEXT].present && !found[FIELD_HTML].present)
        return parse_skip(
            p, PROBLEM_NO_TEXT,
            "no text, content, body, maintext or html; name it with --field text=NAME");
    if (slice_trim(p->article->html).len == 0)
        return parse_skip(p, PROBLEM_EMPTY_TEXT, "the text holds only white space");
    static const struct slice utf8 = SLICE("utf-8");
    p->article->charset = utf8; /* JSON is UTF-8, whatever the page says of itself */
    return 0;
}
