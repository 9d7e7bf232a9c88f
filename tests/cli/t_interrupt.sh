#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
mkfifo pipe

# interrupted SIGNAL CODE: an add that is interrupted while its input goes on
interrupted() {
    it "SIG$1 ends an add with $2 and keeps a usable index"
    rm -rf idx
    "$WIRECOPY" add idx - <pipe 2>err &
    local pid=$! i=0
    {
        cat "$corpus"
        while [ $i -lt 50 ] && kill -0 $pid 2>/dev/null; do
            echo "{\"id\":\"i$i\",\"text\":\"one two three four five six seven $i\"}"
            i=$((i + 1))
            sleep 0.1
        done
    } >pipe 2>/dev/null &
    local producer=$!
    sleep 0.7
    kill -"$1" $pid
    wait $pid
    local code=$?
    [ $code -eq "$2" ] || bad "exit code $code"
    wait $producer
    run 0 wirecopy add -q idx "$corpus"
    run 0 wirecopy clusters --json idx
    json 'rows[0]["size"] == 6'
}
# A shell starts background jobs with SIGINT ignored, and the program respects that; so SIGINT is
# sent to one that was started with the default action.
interrupted TERM 143

it "SIGINT ends an add with 130"
run 0 python3 - "$WIRECOPY" <<'PY'
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
p = subprocess.Popen([sys.argv[1], "add", "-q", "idx3", "-"], stdin=subprocess.PIPE,
                     stderr=subprocess.DEVNULL)
line = b'{"id":"x%d","text":"one two three four five six seven"}\n'
p.stdin.write(line % 0)
p.stdin.flush()
time.sleep(0.5)
p.send_signal(signal.SIGINT)
try:
    for i in range(50):
        p.stdin.write(line % i)
        p.stdin.flush()
        time.sleep(0.05)
    p.stdin.close()
except BrokenPipeError:
    pass
sys.exit(0 if p.wait() == 130 else 1)
PY

it "an ignored SIGINT stays ignored, as under nohup"
"$WIRECOPY" add -q idx4 - <pipe 2>err &
pid=$!
exec 9>pipe
sleep 0.3
kill -INT $pid
cat "$corpus" >&9
exec 9>&-
wait $pid || bad "exit code $?"
run 0 wirecopy stat --json idx4
json 'rows[0]["articles"] == 8'

it "a second signal ends it at once"
"$WIRECOPY" add idx2 - <pipe 2>err &
pid=$!
exec 9>pipe
sleep 0.5
kill -TERM $pid
sleep 0.2
kill -TERM $pid 2>/dev/null
wait $pid
[ $? -eq 143 ] || bad "exit code"
exec 9>&-
