#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

# A writer that waits for input holds the index.
mkfifo pipe
"$WIRECOPY" add -q idx - <pipe 2>writer.err &
writer=$!
exec 9>pipe
printf '{"id":"w1","text":"one two three four five six seven"}\n' >&9
# It is the writer once it has a file of the index open.
for _ in $(seq 50); do
    [ -n "$(find "/proc/$writer/fd" -lname "$work/idx/*" 2>/dev/null)" ] && break
    sleep 0.1
done
sleep 0.2

it "a second writer exits 75 and names the first"
run 75 timeout 20 "$WIRECOPY" add idx "$corpus"
err_has "$writer"
run 75 wirecopy remove idx reuters-1

it "readers go on while a writer writes"
run 0 wirecopy stat --json idx
json 'rows[0]["articles"] == 8'
run 0 wirecopy query --json idx --id reuters-1

it "when the writer is done, the next one may"
exec 9>&-
wait $writer || bad "the writer failed: $(cat writer.err)"
run 0 wirecopy add -q idx "$corpus"
run 0 wirecopy stat --json idx
json 'rows[0]["articles"] == 9'

it "a killed writer leaves no lock"
"$WIRECOPY" add -q idx - <pipe 2>/dev/null &
writer=$!
exec 9>pipe
sleep 0.3
kill -9 $writer
wait $writer 2>/dev/null
exec 9>&-
run 0 wirecopy add -q idx "$corpus"
