#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

# A lint that cannot fail is no lint: each check is shown something wrong.
fresh() {
    rm -rf tree
    mkdir -p tree/src/base tree/src/sketch tree/src/cli tree/include tree/tools
    printf '#include "base/a.h"\n' >tree/src/base/a.c
    : >tree/src/base/a.h
    : >tree/src/sketch/s.h
}

it "check-modules accepts an include to the left"
fresh
printf '#include "sketch/t.h"\n\n#include "base/a.h"\n' >tree/src/sketch/t.c
run 0 "$root/tools/check-modules" tree

it "check-modules finds an include to the right"
printf '#include "base/a.h"\n\n#include "sketch/s.h"\n' >tree/src/base/a.c
run 1 "$root/tools/check-modules" tree
out_has "base must not include sketch/s.h"

it "check-modules lets cli see wirecopy.h and its own headers only"
fresh
printf '#include "m.h"\n#include "wirecopy.h"\n' >tree/src/cli/m.c
run 0 "$root/tools/check-modules" tree
printf '#include "base/a.h"\n' >tree/src/cli/m.c
run 1 "$root/tools/check-modules" tree

it "check-modules finds a name that is taken and an own header that is not first"
fresh
echo '#include "base/a.h"' >tree/src/sketch/a.c
run 1 "$root/tools/check-modules" tree
out_has "the name a is taken"
fresh
printf '#include "base/b.h"\n#include "base/a.h"\n' >tree/src/base/a.c
run 1 "$root/tools/check-modules" tree
out_has "include base/a.h first"

it "check-banned finds a banned call, not talk about one"
fresh
printf '/* strcpy(a, b) is bad */\nconst char *s = "sprintf(";\nint f(void) { return my_gets(1) + x->index(2); }\n' >tree/src/base/a.c
run 0 "$root/tools/check-banned" tree
printf 'void f(char *a) { strcpy(a, "x"); }\n' >tree/src/base/a.c
run 1 "$root/tools/check-banned" tree
out_has "src/base/a.c:1: banned function"

it "check-banned lets cli print and exit, but not the library"
fresh
printf 'void f(void) { printf("x"); exit(1); }\n' >tree/src/cli/m.c
run 0 "$root/tools/check-banned" tree
mv tree/src/cli/m.c tree/src/base/m.c
run 1 "$root/tools/check-banned" tree

long() {
    printf 'int f(int a)\n{\n'
    for _ in $(seq "$1"); do echo '    a++;'; done
    printf '    return a;\n}\n'
}

it "check-sizes finds a long function and a long file"
fresh
long 79 >tree/src/base/a.c
run 0 "$root/tools/check-sizes" tree
long 80 >tree/src/base/a.c
run 1 "$root/tools/check-sizes" tree
out_has "src/base/a.c:f: 81 lines"
seq -f '/* %g */' 801 >tree/src/base/a.c
run 1 "$root/tools/check-sizes" tree
out_has "src/base/a.c: 801 lines"

it "check-sizes excuses what is listed, and only that"
long 90 >tree/src/base/a.c
echo "src/base/a.c:f  # a table" >tree/tools/size-exceptions
run 0 "$root/tools/check-sizes" tree
long 9 >tree/src/base/a.c
run 1 "$root/tools/check-sizes" tree
out_has "is not needed any more"

it "check-exports finds a symbol that the header lacks"
cd "$root" || exit 1
run_in_root() { "$@" >"$work/out" 2>"$work/err"; }
echo 'int wcy_secret(void); int wcy_secret(void) { return 1; }' >"$work/x.c"
cc -shared -fPIC -o "$work/x.so" "$work/x.c"
! run_in_root tools/check-exports "$work/x.so" || bad "it was accepted"
cd "$work" || exit 1
out_has "> wcy_secret"
out_has "< wcy_add"

it "tests/run counts failures, skips and crashes"
mkdir -p b/tests
printf '#!/bin/sh\necho "ok 1 - a"; echo "not ok 2 - b"; echo "not ok 3 # SKIP c"; exit 1\n' >b/tests/test_a
printf '#!/bin/sh\necho "ok 1 - a"; kill -SEGV $$\n' >b/tests/test_b
chmod +x b/tests/test_a b/tests/test_b
run 1 "$root/tests/run" b unit
tail -1 out >last
has last "2 passed, 2 failed, 1 skipped"
printf '#!/bin/sh\necho "ok 1 - a"\n' >b/tests/test_b
rm b/tests/test_a
run 0 "$root/tests/run" b unit
tail -1 out >last
[ "$(cat last)" = "1 passed, 0 failed" ] || bad "last line: $(cat last)"

it "tools/deps has nothing to do here"
run 0 "$root/tools/deps" --list
