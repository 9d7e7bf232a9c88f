#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

it "make install puts everything under DESTDIR"
run 0 make -C "$root" BUILD="$BUILD" install DESTDIR="$work/dest" PREFIX=/usr
cd dest/usr || exit 1
for file in bin/wirecopy include/wirecopy.h lib/libwirecopy.a lib/libwirecopy.so \
    lib/libwirecopy.so.0 lib/pkgconfig/wirecopy.pc share/man/man1/wirecopy.1 \
    share/man/man1/wirecopy-query.1 share/man/man5/wirecopy-schema.5 \
    share/bash-completion/completions/wirecopy share/zsh/site-functions/_wirecopy \
    share/fish/vendor_completions.d/wirecopy.fish; do
    [ -s "$file" ] || bad "no $file"
done
cd "$work" || exit 1
grep -qx "prefix=/usr" dest/usr/lib/pkgconfig/wirecopy.pc || bad "the pkg-config file is of another prefix"
[ -L dest/usr/lib/libwirecopy.so.0 ] || bad "libwirecopy.so.0 is no link"
sed 's|^prefix=.*|prefix='"$work"'/dest/usr|' dest/usr/lib/pkgconfig/wirecopy.pc >wirecopy.pc
run 0 dest/usr/bin/wirecopy --version

it "a program builds against the installed header and library with pkg-config"
cat >user.c <<'C'
#include <stdio.h>
#include <wirecopy.h>
int main(void) { puts(wcy_version()); return 0; }
C
if nm -D "$BUILD/libwirecopy.so" | grep -qE ' U __(asan|tsan)_init'; then
    skip "this library needs a sanitizer's program"
else
    # shellcheck disable=SC2046 # words
    run 0 cc -o user user.c $(PKG_CONFIG_PATH="$work" pkg-config --cflags --libs wirecopy)
    LD_LIBRARY_PATH="$work/dest/usr/lib" run 0 ./user
    out_has "0."
fi

it "make uninstall takes every file away again"
run 0 make -C "$root" BUILD="$BUILD" uninstall DESTDIR="$work/dest" PREFIX=/usr
left=$(find dest -type f -o -type l)
[ -z "$left" ] || bad "left: $left"
