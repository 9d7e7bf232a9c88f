#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int fail(struct wcy_error *err, int code, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        err->code = code;
        err->sys = 0;
        vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
    }
    return code;
}

int fail_errno(struct wcy_error *err, int code, int sys, const char *format, ...)
{
    if (err) {
        va_list args;
        va_start(args, format);
        err->code = code;
        err->sys = sys;
        vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
        size_t used = strlen(err->message);
        char text[128];
        /* GNU strerror_r: the result may or may not be `text`. */
        const char *cause = strerror_r(sys, text, sizeof text);
        snprintf(err->message + used, sizeof err->message - used, ": %s", cause);
    }
    return code;
}

int fail_nomem(struct wcy_error *err)
{
    return fail(err, WCY_ENOMEM, "out of memory; try a smaller --memory or fewer threads");
}
