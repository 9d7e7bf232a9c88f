/*
 * output: a file that is made whole or not at all.
 *
 *   struct output o;
 *   int sys = output_open(&o, "report.html");
 *   ... write to o.fd ...
 *   sys = output_commit(&o);    (or output_abandon(&o))
 *
 * What is written goes beside the place and is moved there at the end. A symbolic link is followed:
 * what it leads to is replaced, not the link. What cannot be replaced is written as it stands:
 * devices, pipes, and the names of open files (/dev/stdout, /dev/fd/3).
 *
 * Results are 0 or an errno. The object is linked into the library and into the program.
 */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

struct output {
    int fd;
    char *path;      /* the place, links followed; NULL: written as it stands */
    char *temporary; /* beside it */
};

int output_open(struct output *o, const char *path);

/* Syncs, closes, and moves the file to its place. On an error it is as after output_abandon. */
int output_commit(struct output *o);

/* Closes, and removes what was written beside the place. */
void output_abandon(struct output *o);

#endif
