#include "match/version.h"

#include "match/relation.h"

bool version_same_place(const struct row *a, const struct row *b)
{
    return (a->site.len && slice_eq(a->site, b->site)) || (a->url.len && slice_eq(a->url, b->url));
}

enum wcy_relation version_relation(enum wcy_same_site same_site, enum wcy_relation relation,
                                   const struct row *a, const struct row *b)
{
    bool revised = relation_is_copy(relation) && relation != WCY_IDENTICAL;
    return revised && same_site != WCY_SAME_SITE_MERGE && version_same_place(a, b) ? WCY_VERSION_OF
                                                                                   : relation;
}
