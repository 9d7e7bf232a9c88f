/*
 * pager: long output on a terminal goes through $PAGER, else through less.
 *
 * Nothing is paged when standard output is no terminal. An empty PAGER, or "cat", switches it off.
 * less gets LESS=FRX unless LESS is set: it keeps colours and ends by itself when all fits.
 */
#ifndef CLI_PAGER_H
#define CLI_PAGER_H

#include <stdbool.h>
#include <sys/types.h>

struct pager {
    pid_t child;  /* 0: none */
    int terminal; /* what standard output was */
};

/* From now on standard output goes to the pager, if there is to be one. */
void pager_start(struct pager *p);

/* Sends what is left, gives standard output back and waits for the reader to leave the pager. One
   who left early has seen enough: that is no error. */
void pager_finish(struct pager *p);

#endif
