#include "serve/access.h"

#include "cli/exit_code.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define TOKEN_LEAST 16
#define TOKEN_MOST  512

bool access_is_loopback(const char *address)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, address, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, address, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

/* Takes as long for any two strings of these lengths. */
static bool equal_secret(const char *a, size_t n_a, const char *b, size_t n_b)
{
    unsigned char difference = n_a != n_b;
    for (size_t i = 0; i < n_a; i++)
        difference |= (unsigned char)(a[i] ^ b[n_b ? i % n_b : 0]);
    return difference == 0;
}

static int base64_value(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Decodes as far as it is base64; returns the length. */
static size_t decode_base64(const char *from, char *to, size_t room)
{
    size_t n = 0;
    uint32_t bits = 0;
    int have = 0;
    for (int v; n < room && (v = base64_value(*from)) >= 0; from++) {
        bits = bits << 6 | (uint32_t)v;
        have += 6;
        if (have >= 8) {
            have -= 8;
            to[n++] = (char)(bits >> have & 0xff);
        }
    }
    return n;
}

static bool has_token(const char *token, const char *authorization)
{
    size_t len = strlen(token);
    char credentials[TOKEN_MOST + 256];
    if (!authorization)
        return false;
    if (strncasecmp(authorization, "Bearer ", 7) == 0)
        return equal_secret(authorization + 7, strlen(authorization + 7), token, len);
    if (strncasecmp(authorization, "Basic ", 6) != 0)
        return false;
    size_t n = decode_base64(authorization + 6, credentials, sizeof credentials);
    const char *colon = memchr(credentials, ':', n);
    if (!colon)
        return false;
    return equal_secret(colon + 1, n - (size_t)(colon + 1 - credentials), token, len);
}

/* The name in "name:port" or "[address]:port". */
static size_t host_name(const char *host, const char **name)
{
    *name = host;
    if (*host != '[')
        return strcspn(host, ":");
    *name = host + 1;
    return strcspn(host + 1, "]");
}

static bool is_name(const char *name, size_t len, const char *other)
{
    return strlen(other) == len && strncasecmp(name, other, len) == 0;
}

static bool is_known_host(const struct access_rules *rules, const char *host)
{
    const char *name;
    if (!host)
        return false;
    size_t len = host_name(host, &name);
    for (size_t i = 0; i < rules->n_hosts; i++)
        if (is_name(name, len, rules->hosts[i]))
            return true;
    return is_name(name, len, "localhost") || is_name(name, len, "127.0.0.1") ||
           is_name(name, len, "::1") || is_name(name, len, rules->address);
}

/* An Origin that is not ours: a form or a script of another site sent this. */
static bool is_other_site(const struct access_headers *h)
{
    if (h->fetch_site && strcasecmp(h->fetch_site, "cross-site") == 0)
        return true;
    if (!h->origin)
        return false;
    const char *host = strstr(h->origin, "://");
    return !host || !h->host || strcasecmp(host + 3, h->host) != 0;
}

enum access access_check(const struct access_rules *rules, const struct access_headers *h,
                         bool open)
{
    if (rules->token) {
        if (!open && !has_token(rules->token, h->authorization))
            return ACCESS_NO_TOKEN;
    } else if (!is_known_host(rules, h->host)) {
        return ACCESS_WRONG_HOST;
    }
    return is_other_site(h) ? ACCESS_OTHER_SITE : ACCESS_GRANTED;
}

static bool is_token(const char *token, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (token[i] <= ' ' || token[i] > '~')
            return false;
    return len >= TOKEN_LEAST && len <= TOKEN_MOST;
}

char *access_read_token(const char *path)
{
    char line[TOKEN_MOST + 3];
    struct stat st;
    FILE *file = fopen(path, "re");
    if (!file) {
        complain("cannot open the token file '%s': %s", path, strerror(errno));
        return NULL;
    }
    size_t len = fread(line, 1, sizeof line - 1, file);
    if (fstat(fileno(file), &st) == 0 && (st.st_mode & S_IROTH))
        complain("everybody on this machine can read the token in '%s'; chmod 600 it", path);
    fclose(file);
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
        len--;
    if (is_token(line, len))
        return strndup(line, len);
    complain("'%s' holds no token: one line of %d to %d printable characters without spaces; "
             "make one with 'openssl rand -hex 32'",
             path, TOKEN_LEAST, TOKEN_MOST);
    return NULL;
}
