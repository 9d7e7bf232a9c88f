#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

# usage MESSAGE COMMAND...: exits 64 with this message and prints nothing on standard output
usage() {
    local message=$1
    shift
    it "usage error: $*"
    run 64 "$@"
    out_empty
    err_has "wirecopy: $message"
}

usage "unknown command 'quer'; did you mean 'query'?" wirecopy quer
usage "unknown command 'cluster'; did you mean 'clusters'?" wirecopy cluster idx
usage "unknown command 'xyzzy'" wirecopy xyzzy
usage "unknown option '--json'; options of a command go after its name" wirecopy --json stat idx
usage "unknown option '--jsno'; did you mean '--json'?" wirecopy stat --jsno idx
usage "unknown option '-x'" wirecopy stat -x idx
usage "unknown option '-x'" wirecopy add -qx idx a
usage "'--json' takes no value" wirecopy stat --json=yes idx
usage "'--threads' needs a value: N" wirecopy add idx a --threads
usage "'-j' needs a value: N" wirecopy add idx a -j
usage "'--threads' is a whole number, not 'two'" wirecopy add -j two idx a
usage "'--threads' is a whole number, not '-1'" wirecopy add --threads=-1 idx a
usage "'--threads' is a whole number, not '4294967296'" wirecopy add -j 4294967296 idx a
usage "'--memory' is a size such as 4096, 64K, 512M or 2G, not 'much'" wirecopy add --memory much idx a
usage "'--memory' is a size such as 4096, 64K, 512M or 2G, not '99999999999G'" \
    wirecopy add --memory 99999999999G idx a
usage "'--near' is a number from 0 to 1, not '1.5'" wirecopy add --near 1.5 idx a
usage "'--near' is a number from 0 to 1, not 'nan'" wirecopy add --near nan idx a
usage "'--format' is one of auto, jsonl, text, html, warc; did you mean 'jsonl'?" \
    wirecopy add --format json idx a
usage "'--color' is one of auto, always, never" wirecopy stat --color purple idx
usage "'add' needs INDEX INPUT..." wirecopy add idx
usage "'show' needs INDEX ID" wirecopy show idx
usage "'extra' is too many: 'show' takes INDEX ID" wirecopy show idx id extra
usage "'diff' takes INDEX, A and B" wirecopy diff idx a
usage "'diff --files' takes A and B" wirecopy diff --files a b c
usage "'dedup' needs -o OUT" wirecopy dedup in.jsonl
usage "'--json' and '-o -' both want standard output" wirecopy dedup --json -o - in.jsonl
usage "-o, --removed and --clusters need different files" wirecopy dedup -o a --removed a in.jsonl
usage "'remove' needs an ID or --from FILE" wirecopy remove idx
usage "give either INPUT, --id, --url or --text" wirecopy query idx --id a --text b
usage "give either INPUT, --id, --url or --text" wirecopy query idx --id a file
usage "'--limit' is at least 1" wirecopy query idx --limit 0 --id a
usage "'--min-size' is at least 2" wirecopy clusters idx --min-size 1
usage "'--with-text' needs --json" wirecopy export idx --with-text
usage "no completion for 'ksh', only for bash, zsh and fish" wirecopy completion ksh

it "a usage error says how to get help"
run 64 wirecopy show idx
err_has "Usage: wirecopy show [options] INDEX ID; try 'wirecopy show --help'"

it "control characters of an argument do not reach the terminal"
run 64 wirecopy $'quer\033[31my'
! grep -q $'\033' err || bad "an escape character was printed"

it "'--' ends the options"
run 76 wirecopy show -- --json -q
err_has "--json"

it "options and operands may be mixed"
run 76 wirecopy show nowhere --json ID -q
err_has "nowhere"
