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

# What was read is indexed, although the pipe stays open and half a record is in it
it "once: it commits what was read and ends, whatever its input does"
run 0 python3 - "$WIRECOPY" <<'PY'
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
p = subprocess.Popen([sys.argv[1], "add", "-q", "idx3", "-"], stdin=subprocess.PIPE,
                     stderr=subprocess.PIPE)
for i in range(40):
    p.stdin.write(b'{"id":"x%d","text":"one two three four five six seven"}\n' % i)
p.stdin.write(b'{"id":"half')
p.stdin.flush()
time.sleep(1)
p.send_signal(signal.SIGINT)
code = p.wait(60)
message = p.stderr.read().decode()
sys.exit(0 if code == 130 and "what was read so far is indexed" in message else 1)
PY
run 0 wirecopy export --json idx3
lines 40 out

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
# Interrupted twice inside a commit: tests/crash/t_sites.py.
