/*
 * interrupt: Ctrl-C and SIGTERM for the commands that write.
 *
 * The first signal asks the library to commit what it has and return; the second ends the program
 * at once, which the index survives.
 */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <signal.h>

/* Catches SIGINT and SIGTERM from now on, unless they were ignored at start (nohup). */
void interrupt_catch(void);

/* The same, with another note for whoever pressed the keys; `note` is kept. */
void interrupt_catch_saying(const char *note);

/* Non-zero once a signal has arrived; handed to the library as `stop`. */
const volatile sig_atomic_t *interrupt_flag(void);

/* 130 or 143, by the signal that arrived. */
int interrupt_exit_code(void);

#endif
