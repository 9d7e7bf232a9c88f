/*
 * coverage_exit: processes that end by _Exit, like that of `check`, write down what they have run.
 * Linked into what `make coverage` builds, with -Wl,--wrap=_Exit.
 */
#include <stdlib.h>
#include <unistd.h>

void __gcov_dump(void);
void faults_off(void) __attribute__((weak)); /* of test_faults: gcov needs memory and files */
_Noreturn void __wrap__Exit(int code);

_Noreturn void __wrap__Exit(int code)
{
    if (faults_off)
        faults_off();
    __gcov_dump();
    _exit(code);
}
