#include "article/site.h"

#include <libpsl.h>
#include <stdbool.h>

/* The longest host name of DNS (RFC 1035, 2.3.4); longer ones are not worth asking about. */
#define HOST_MAX 253

static bool is_host_byte(unsigned char c)
{
    return c > ' ' && c != '/' && c != '?' && c != '#' && c != '\\' && c != 0x7f;
}

/* A name with a dot, perhaps with a port: "mailto:a@b.org" and "dns:b.org" are none. */
static bool is_bare_host(struct slice part)
{
    bool dot = false;
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        dot |= c == '.';
        if (c == '@' ||
            (c == ':' && i + 1 < part.len && (part.ptr[i + 1] < '0' || part.ptr[i + 1] > '9')))
            return false;
    }
    return dot;
}

/* The part between "//" and the path. What has no "//" may be a bare host name. */
static struct slice authority(struct slice url)
{
    size_t from = 0, to;
    bool bare = true;
    for (size_t i = 0; i + 1 < url.len && is_host_byte((unsigned char)url.ptr[i]); i++) {
        if (url.ptr[i] == ':' && i + 2 < url.len && url.ptr[i + 1] == '/' &&
            url.ptr[i + 2] == '/') {
            from = i + 3;
            bare = false;
            break;
        }
    }
    if (bare && url.len >= 2 && url.ptr[0] == '/' && url.ptr[1] == '/') {
        from = 2;
        bare = false;
    }
    to = from;
    while (to < url.len && is_host_byte((unsigned char)url.ptr[to]))
        to++;
    struct slice part = slice_sub(url, from, to);
    return bare && !is_bare_host(part) ? slice_make(NULL, 0) : part;
}

/* Cuts "user:password@", the port, and a final dot. */
static struct slice host_part(struct slice part)
{
    for (size_t i = part.len; i > 0; i--) {
        if (part.ptr[i - 1] == '@') {
            part = slice_sub(part, i, part.len);
            break;
        }
    }
    if (part.len && part.ptr[0] == '[') { /* IPv6 */
        const char *close = memchr(part.ptr, ']', part.len);
        return close ? slice_sub(part, 1, (size_t)(close - part.ptr)) : slice_make(NULL, 0);
    }
    const char *colon = part.len ? memchr(part.ptr, ':', part.len) : NULL;
    if (colon)
        part.len = (size_t)(colon - part.ptr);
    while (part.len && part.ptr[part.len - 1] == '.')
        part.len--;
    return part;
}

struct slice site_host(struct slice url, struct arena *arena)
{
    struct slice host = host_part(authority(slice_trim(url)));
    if (host.len == 0 || host.len > HOST_MAX)
        return slice_make(NULL, 0);
    char *lower = arena_alloc(arena, host.len + 1);
    if (!lower)
        return slice_make(NULL, 0);
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    lower[host.len] = '\0'; /* libpsl wants a C string */
    host.ptr = lower;
    static const struct slice www = SLICE("www.");
    if (slice_starts(host, www) && memchr(host.ptr + www.len, '.', host.len - www.len))
        host = slice_sub(host, www.len, host.len);
    return host;
}

/* IPv4 or IPv6: no letters beyond the hexadecimal digits of IPv6. */
static bool is_address(struct slice host)
{
    bool colon = memchr(host.ptr, ':', host.len) != NULL;
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool hex = colon && ((c >= 'a' && c <= 'f') || c == ':' || c == '%');
        if (!(c >= '0' && c <= '9') && c != '.' && !hex)
            return false;
    }
    return true;
}

struct slice site_of_url(struct slice url, struct arena *arena)
{
    struct slice host = site_host(url, arena);
    if (host.len == 0 || is_address(host) || memchr(host.ptr, '\0', host.len))
        return host;
    const psl_ctx_t *psl = psl_builtin();
    const char *domain = psl ? psl_registrable_domain(psl, host.ptr) : NULL;
    return domain ? slice_str(domain) : host;
}

bool site_is_tld(struct slice label)
{
    char name[64]; /* a label of DNS has at most 63 bytes */
    const psl_ctx_t *psl = psl_builtin();
    if (slice_eq_str(label, "example"))
        return true;
    if (!psl || label.len == 0 || label.len >= sizeof name)
        return false;
    memcpy(name, label.ptr, label.len);
    name[label.len] = '\0';
    return psl_is_public_suffix2(psl, name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}
