#include "story_out.h"

#include "number.h"

void story_json(struct json *j, const struct wcy_entry *e)
{
    json_open(j, "stories", '[');
    for (size_t i = 0; i < e->n_stories; i++) {
        const struct wcy_story *s = &e->stories[i];
        json_open(j, NULL, '{');
        json_slice(j, "id", s->id);
        json_cluster(j, "cluster", s->cluster);
        json_name(j, "title", s->title);
        json_number(j, "share", s->share);
        json_count(j, "shared", s->shared);
        json_close(j, '}');
    }
    json_close(j, ']');
}

void story_print(const struct term *t, const struct wcy_entry *e)
{
    char share[NUMBER_MAX];
    for (size_t i = 0; i < e->n_stories; i++) {
        const struct wcy_story *s = &e->stories[i];
        term_style(t, STYLE_DIM);
        fprintf(t->out, "  %-10s", "holds");
        term_style(t, STYLE_PLAIN);
        fprintf(t->out, " %5s of its text: ", number_percent(share, s->share));
        term_put_styled(t, STYLE_BOLD, s->id);
        fputs("  ", t->out);
        term_put(t, s->title);
        fputc('\n', t->out);
    }
}
