#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

commands="add dedup query show clusters flows pairs diff extract export report serve remove stat completion help"

it "without a command prints the list on standard error and exits 64"
run 64 wirecopy
out_empty
err_has "Usage:"

for words in help --help -h; do
    it "'wirecopy $words' lists every command on standard output"
    run 0 wirecopy $words
    err_empty
    for command in $commands; do
        grep -qE "^  $command +[a-z]" out || bad "no line for $command"
    done
done

it "--version names the program, the format and the libraries"
run 0 wirecopy --version
out_has "wirecopy 0."
out_has "format"
out_has "LMDB"

for command in $commands; do
    it "help of $command has examples first, then usage, then options"
    run 0 wirecopy help "$command"
    mv out by-help
    run 0 wirecopy "$command" --help
    same out by-help
    run 0 wirecopy "$command" -h
    same out by-help
    order=$(grep -nE '^(Examples|Usage):|^  -h, --help' out | cut -d: -f2 | tr '\n' ' ')
    case $order in
    'Examples Usage   -h, --help'*) ;;
    *) bad "order: $order" ;;
    esac
    grep -qE "^  (.*\| )?(source <\()?wirecopy $command" out || bad "no example of $command"
done

it "no line of help is longer than 80 columns"
for command in $commands; do
    wirecopy help "$command" | awk 'length > 80 { print "too long: " $0; exit 1 }' >long ||
        bad "$command: $(cat long)"
done

it "help of an unknown command suggests one"
run 64 wirecopy help clutsers
err_has "did you mean 'clusters'?"

it "--help wins over missing operands"
run 0 wirecopy query --help
