/*
 * coverage_exit: processes that end by _Exit, like that of `check`, write down what they have run.
 * Linked into what `make coverage` builds, with -Wl,--wrap=_Exit.
 */
#include <stdlib.h>
#include <unistd.h>

void __gcov_dump(void);
_Noreturn void __wrap__Exit(int code);

_Noreturn void __wrap__Exit(int code)
{
    __gcov_dump();
    _exit(code);
}
