/*
 * container: the files inside a tar or zip archive, one after the other.
 *
 * Nothing is written to disk: a member's path is only a label.
 */
#ifndef INPUT_CONTAINER_H
#define INPUT_CONTAINER_H

#include "base/slice.h"
#include "input/stream.h"

struct container;

/* Takes ownership of `below`, of which `head` was read already (it is copied). NULL: out of memory
   (then `below` is closed). */
struct container *container_open(struct stream *below, struct slice head);

/* Moves to the next regular file. 0: `*name` (valid until the next call) and `*member`, a stream
   that must be closed before the next call; WCY_END; WCY_EDATA: the archive is broken from here on
   and `*name` says how; WCY_ENOMEM. */
int container_next(struct container *c, const char **name, struct stream **member);

void container_close(struct container *c);

#endif
