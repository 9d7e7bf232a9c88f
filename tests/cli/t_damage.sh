#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

# Whatever happened to the file, commands end with one of the documented codes and say something:
# no crash, no success.
refused() {
    local code
    for command in "stat hurt" "clusters hurt" "export --json hurt" "query hurt --id post-1" \
        "remove hurt post-1" "add -q hurt $corpus"; do
        # shellcheck disable=SC2086 # words
        wirecopy $command >out 2>err
        code=$?
        case $code in
        74 | 76 | 77 | 78) ;;
        *) bad "exit code $code: wirecopy $command" ;;
        esac
        err_has hurt
    done
}

size=$(wc -c <idx/data.mdb)
for keep in 4096 100; do
    it "an index file cut to $keep bytes is refused"
    rm -rf hurt
    cp -r idx hurt
    truncate -s "$keep" hurt/data.mdb
    refused
done

it "a file of noise is refused"
rm -rf hurt
cp -r idx hurt
head -c "$size" /dev/urandom >hurt/data.mdb
refused

it "another program's text file in its place is refused"
rm -rf hurt
cp -r idx hurt
seq 10000 >hurt/data.mdb
refused

it "an index file that lost its last pages is refused, and says what to do"
for cut in 1 2 3 5 10; do
    rm -rf hurt
    cp -r idx hurt
    truncate -s $((size - cut * 4096)) hurt/data.mdb
    for command in "stat hurt" "clusters hurt" "export --json hurt" "query hurt --id post-1" \
        "remove hurt post-1" "add -q hurt $corpus"; do
        # shellcheck disable=SC2086 # words
        run 78 wirecopy $command
        err_has "index 'hurt' is damaged: data.mdb is shorter than the"
        err_has "restore a backup or run 'wirecopy repair'"
    done
done

it "half a page less is found, too"
rm -rf hurt
cp -r idx hurt
truncate -s $((size - 2000)) hurt/data.mdb
run 78 wirecopy stat hurt
