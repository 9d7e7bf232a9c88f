#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

# Escape sequences, a direction override and broken UTF-8 in everything that is printed.
printf '{"id":"evil\\u001b[31m\\u0007-1","title":"red\\u001b]0;x\\u0007 \\u202egnp.exe","text":"one two three four five \\u001b[2J six seven eight nine ten eleven twelve"}\n' >evil.jsonl
"$WIRECOPY" add -q evil evil.jsonl
make_index

it "control characters of articles never reach the terminal"
for command in "extract evil.jsonl" "export evil" "extract --text evil.jsonl" "stat --batches -v evil"; do
    # shellcheck disable=SC2086 # words
    run 0 wirecopy $command
    ! grep -q "$(printf '[\033\007\302\202]')" out || bad "$command prints control characters"
    ! grep -q "$(printf '\342\200\256')" out || bad "$command prints a direction override"
done

it "JSON escapes them and stays valid"
run 0 wirecopy export --json evil
json 'rows[0]["id"] == "evil\x1b[31m\x07-1" and rows[0]["title"].endswith("\u202egnp.exe")'
! grep -q "$(printf '\033')" out || bad "an escape character in the JSON"

it "invalid UTF-8 in a file name becomes U+FFFD in JSON"
cp evil.jsonl "$(printf 'caf\351.jsonl')"
run 0 wirecopy extract --json "$(printf 'caf\351.jsonl')"
json 'rows[0]["file"] == "caf\ufffd.jsonl"'

it "no colour when it is no terminal; --color always; NO_COLOR is for auto only"
run 0 wirecopy clusters idx
! grep -q "$(printf '\033')" out || bad "colour in a file"
run 0 wirecopy clusters --color always idx
grep -q "$(printf '\033\\[')" out || bad "no colour with --color always"
NO_COLOR=1 run 0 wirecopy clusters --color always idx
grep -q "$(printf '\033\\[')" out || bad "no colour with --color always and NO_COLOR"

it "colour on a terminal, not with NO_COLOR, TERM=dumb or --color never"
export TERM=xterm PAGER=cat
on_terminal "" "$WIRECOPY" clusters idx || bad "exit code"
grep -q "$(printf '\033\\[')" out || bad "no colour on a terminal"
NO_COLOR=1 on_terminal "" "$WIRECOPY" clusters idx
! grep -q "$(printf '\033\\[')" out || bad "colour with NO_COLOR"
TERM=dumb on_terminal "" "$WIRECOPY" clusters idx
! grep -q "$(printf '\033\\[')" out || bad "colour with TERM=dumb"
on_terminal "" "$WIRECOPY" clusters --color never idx
! grep -q "$(printf '\033\\[')" out || bad "colour with --color never"

it "a terminal as input is announced"
on_terminal $'\004' "$WIRECOPY" extract - || bad "one Ctrl-D does not end it"
out_has "reading from the terminal"
on_terminal $'\004' "$WIRECOPY" extract -q -
out_lacks "reading from the terminal"

it "no progress without a terminal"
run 0 wirecopy add idx9 "$corpus"
lines 1 err

it "a full disk under standard output exits 74"
if [ -w /dev/full ]; then
    "$WIRECOPY" export --json idx >/dev/full 2>err
    [ $? -eq 74 ] || bad "exit code"
    err_has "cannot write to standard output"
else
    skip "there is no /dev/full"
fi

it "a device or a pipe is written to, never replaced by a file"
mkfifo pipe
timeout 5 cat pipe >got &
run 0 wirecopy report idx -o pipe
wait
[ -p pipe ] || bad "report replaced the pipe"
grep -q "^<!doctype html>" got || bad "the page did not go through the pipe"
for command in "dump idx" "dedup $corpus"; do
    timeout 5 cat pipe >got &
    # shellcheck disable=SC2086 # words
    run 0 wirecopy $command -o pipe
    wait
    [ -p pipe ] || bad "$command replaced the pipe"
    [ -s got ] || bad "nothing of $command went through the pipe"
done
if mknod full c 1 7 2>/dev/null && ! echo x 2>/dev/null >full; then
    for command in "report idx" "dump idx" "dedup $corpus"; do
        # shellcheck disable=SC2086 # words
        run 74 wirecopy $command -o full
        err_has "cannot write 'full': No space left on device"
        [ -c full ] || bad "$command replaced the device"
    done
fi

it "the name of an open file is that file, not another one in its place"
printf 'first\n' >got
run 0 wirecopy dedup -q -o /dev/fd/3 "$corpus" 3>>got
[ "$(head -1 got)" = first ] || bad "the file was begun again"
run 0 wirecopy dedup -q -o plain "$corpus"
sed 1d got >rest
same rest plain

it "a link is followed, and who may read the old file may read the new one"
mkdir far
echo old >far/old
chmod 640 far/old
ln -s far/old link
ln -s far/none dangling
for link in link dangling; do
    run 0 wirecopy dedup -q -o "$link" "$corpus"
    [ -L "$link" ] || bad "the link $link was replaced"
    same "$link" plain
done
[ "$(stat -c %a far/old)" = 640 ] || bad "mode $(stat -c %a far/old)"
run 0 wirecopy report -q idx -o link
[ -L link ] || bad "report replaced the link"
[ "$(ls far)" = "$(printf 'none\nold')" ] || bad "left in the folder: $(ls far)"
ln -s round round
run 74 wirecopy report -q idx -o round
err_has "cannot write 'round': Too many levels of symbolic links"

it "a closed standard output exits 74 and harms no index"
"$WIRECOPY" export --json idx >&- 2>err
[ $? -eq 74 ] || bad "exit code"
run 0 wirecopy stat idx

it "a reader that stops reading ends the program quietly"
{ "$WIRECOPY" help && "$WIRECOPY" export --json idx; echo $? >code; } 2>err | true
err_empty
# Ignored SIGPIPE, as under some supervisors: still no message.
(trap '' PIPE; "$WIRECOPY" export --json idx 2>err | true)
err_empty

it "numbers have at most six digits and a point in any locale"
LC_ALL=de_DE.UTF-8 run 0 wirecopy pairs --json idx
out_has '"jaccard":0.923077'
