#include "article_out.h"

#include "command.h"
#include "number.h"

void article_json_head(struct json *j, const struct wcy_article *a)
{
    json_slice(j, "id", a->id);
    json_slice(j, "file", a->file);
    json_count(j, "offset", a->offset);
    json_name(j, "url", a->url);
    json_name(j, "site", a->site);
    json_name(j, "title", a->title);
    json_name(j, "author", a->author);
    json_name(j, "published", a->published);
    json_name(j, "lang", a->lang);
}

void article_json_credits(struct json *j, const struct wcy_article *a)
{
    json_open(j, "credits", '[');
    for (size_t i = 0; i < a->n_credits; i++) {
        const struct wcy_credit *c = &a->credits[i];
        json_open(j, NULL, '{');
        json_slice(j, "source", c->source);
        json_slice(j, "kind", c->kind);
        json_slice(j, "evidence", c->evidence);
        json_count(j, "offset", c->offset);
        json_number(j, "weight", c->weight);
        json_close(j, '}');
    }
    json_close(j, ']');
}

void article_print_field(const struct term *t, const char *name, struct wcy_slice value)
{
    if (value.len == 0)
        return;
    term_style(t, STYLE_DIM);
    fprintf(t->out, "  %-10s", name);
    term_style(t, STYLE_PLAIN);
    fputc(' ', t->out);
    term_put(t, value);
    fputc('\n', t->out);
}

static void print_origin(const struct term *t, const struct wcy_article *a)
{
    char offset[NUMBER_MAX];
    if (a->file.len == 0)
        return;
    term_style(t, STYLE_DIM);
    fprintf(t->out, "  %-10s", "read from");
    term_style(t, STYLE_PLAIN);
    fputc(' ', t->out);
    term_put(t, a->file);
    fprintf(t->out, ", byte %s\n", number_count(offset, a->offset));
}

static void print_credit(const struct term *t, const struct wcy_credit *c)
{
    term_style(t, STYLE_DIM);
    fprintf(t->out, "  %-10s", "credit");
    term_style(t, STYLE_PLAIN);
    fputc(' ', t->out);
    term_put_styled(t, STYLE_NAME, c->source);
    fputs("  ", t->out);
    term_put(t, c->kind);
    fputs("  \"", t->out);
    term_put(t, c->evidence);
    fputs("\"\n", t->out);
}

void article_print(const struct term *t, const struct wcy_article *a)
{
    term_put_styled(t, STYLE_BOLD, a->id);
    fputc('\n', t->out);
    article_print_field(t, "title", a->title);
    article_print_field(t, "site", a->site);
    article_print_field(t, "url", a->url);
    article_print_field(t, "author", a->author);
    article_print_field(t, "published", a->published);
    article_print_field(t, "language", a->lang);
    print_origin(t, a);
    for (size_t i = 0; i < a->n_credits; i++)
        print_credit(t, &a->credits[i]);
}
