#include "exit_code.h"

#include "interrupt.h"
#include "term.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int exit_code_of(int status)
{
    switch (status) {
    case WCY_OK:
        return EXIT_DONE;
    case WCY_END:
        return EXIT_NOTHING;
    case WCY_EUSAGE:
        return EXIT_BAD_USAGE;
    case WCY_EDATA:
        return EXIT_BAD_DATA;
    case WCY_ENOINPUT:
        return EXIT_NO_INPUT;
    case WCY_EIO:
        return EXIT_IO;
    case WCY_ELOCKED:
        return EXIT_LOCKED;
    case WCY_ENOINDEX:
        return EXIT_NO_INDEX;
    case WCY_EFORMAT:
        return EXIT_FORMAT;
    case WCY_ECORRUPT:
        return EXIT_CORRUPT;
    case WCY_EINTERRUPTED:
        return interrupt_exit_code();
    default:
        return EXIT_INTERNAL;
    }
}

void complain(const char *format, ...)
{
    char line[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    /* Names of files and articles come from outside, so the line is printed as untrusted text. */
    fputs("wirecopy: ", stderr);
    term_put_safe(stderr, (struct wcy_slice){line, strlen(line)});
    fputc('\n', stderr);
}

int complain_error(const struct wcy_error *err)
{
    complain("%s", err->message[0] ? err->message : "something failed without a reason");
    return exit_code_of(err->code);
}
