#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child does when the pager is not installed. */
static void copy_through(void)
{
    char block[4096];
    ssize_t n;
    while ((n = read(STDIN_FILENO, block, sizeof(block))) > 0) {
        for (ssize_t at = 0, sent; at < n; at += sent) {
            if ((sent = write(STDOUT_FILENO, block + at, (size_t)(n - at))) < 0)
                _exit(1);
        }
    }
    _exit(0);
}

static void run_pager(const char *command)
{
    signal(SIGPIPE, SIG_DFL);
    setenv("LESS", "FRX", 0);
    setenv("LV", "-c", 0);
    if (command)
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    else
        execlp("less", "less", (char *)NULL);
    copy_through();
}

void pager_start(struct pager *p)
{
    const char *command = getenv("PAGER");
    int ends[2];
    *p = (struct pager){0};
    if (command && (!*command || strcmp(command, "cat") == 0))
        return;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    p->terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    pid_t child = p->terminal < 0 ? -1 : fork();
    if (child == 0) {
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]); /* or the end would never come when nothing is executed */
        run_pager(command);
    }
    if (child > 0) {
        /* Ctrl-C is for the pager; leaving it early shows as EPIPE. */
        signal(SIGINT, SIG_IGN);
        signal(SIGPIPE, SIG_IGN);
        dup2(ends[1], STDOUT_FILENO);
        p->child = child;
    } else if (p->terminal >= 0) {
        close(p->terminal);
    }
    close(ends[0]);
    close(ends[1]);
}

void pager_finish(struct pager *p)
{
    if (p->child == 0)
        return;
    /* The only thing that goes wrong with a pipe is that nobody reads it. */
    fflush(stdout);
    clearerr(stdout);
    dup2(p->terminal, STDOUT_FILENO);
    close(p->terminal);
    while (waitpid(p->child, NULL, 0) < 0 && errno == EINTR)
        continue;
    p->child = 0;
}
