#include "interrupt.h"

#include "exit_code.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The mutable globals of the program: a signal handler has nowhere else to write and read. */
static volatile sig_atomic_t arrived;
static const char *said = "\nwirecopy: finishing this batch; interrupt again to stop at once\n";

static void on_signal(int number)
{
    int kept = errno; /* the interrupted code may be about to look at it */
    if (arrived)
        _exit(128 + number);
    arrived = number;
    if (isatty(STDERR_FILENO) && write(STDERR_FILENO, said, strlen(said)) < 0)
        arrived = number; /* nothing else can be done */
    errno = kept;
}

static void catch_unless_ignored(int number)
{
    struct sigaction old, action;
    if (sigaction(number, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
        return;
    memset(&action, 0, sizeof(action));
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

void interrupt_catch(void)
{
    catch_unless_ignored(SIGINT);
    catch_unless_ignored(SIGTERM);
}

void interrupt_catch_saying(const char *note)
{
    said = note;
    interrupt_catch();
}

const volatile sig_atomic_t *interrupt_flag(void)
{
    return &arrived;
}

int interrupt_exit_code(void)
{
    return arrived == SIGTERM ? EXIT_TERMINATED : EXIT_INTERRUPTED;
}
