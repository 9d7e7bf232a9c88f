# Helpers of the command-line tests. A test script is
#
#   . "$(dirname "$0")/lib.sh"
#   it "exits 64 for an unknown command"
#   run 64 wirecopy quer
#   err_has "did you mean 'query'"
#
# Each `it` is one test; it passes when all its checks do. Scripts run in an empty folder of their
# own; the last run's output is in the files out and err. Prints TAP.
# shellcheck shell=bash
set -u
export LC_ALL=C
unset NO_COLOR TESTS
cli_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2034 # for the scripts
root=$(cd "$cli_dir/../.." && pwd)
: "${WIRECOPY:=$root/build/wirecopy}" "${BUILD:=$root/build}"
work=$(mktemp -d "${TMPDIR:-/tmp}/wirecopy-test.XXXXXX")
cd "$work" || exit 99

case_number=0 case_name="" case_bad=0 any_bad=0

end_case() {
    [ -n "$case_name" ] || return 0
    if [ "$case_bad" -eq 0 ]; then
        echo "ok $case_number - $case_name"
    else
        echo "not ok $case_number - $case_name"
        any_bad=1
    fi
    case_name=""
}

it() {
    end_case
    case_number=$((case_number + 1)) case_name=$1 case_bad=0
}

# Ends the running case as skipped.
skip() {
    echo "ok $case_number # SKIP $case_name: $1"
    case_name=""
}

finish() {
    local code=$?
    trap - EXIT
    end_case
    echo "1..$case_number"
    cd / && rm -rf "$work"
    [ "$code" -eq 0 ] || exit "$code"
    exit "$any_bad"
}
trap finish EXIT

# A failed check: the reason, and the last output for whoever looks.
bad() {
    case_bad=1
    printf '# %s\n' "$@"
    [ ! -s err ] || sed 's/^/#   stderr: /' err | head -20
}

wirecopy() {
    "$WIRECOPY" "$@"
}

# run CODE COMMAND...: runs it with its output in out and err, and checks its exit code.
run() {
    local expected=$1 code
    shift
    "$@" >out 2>err
    code=$?
    [ "$code" -eq "$expected" ] || bad "exit code $code instead of $expected: $*"
}

# out_is < TEXT, err_is < TEXT: exactly this was printed.
out_is() {
    cat >expected
    diff -u expected out >difference || bad "standard output differs:" "$(cat difference)"
}
err_is() {
    cat >expected
    diff -u expected err >difference || bad "standard error differs:" "$(cat difference)"
}

# Fixed strings that a file holds, or not.
has() {
    grep -qF -- "$2" "$1" || bad "no '$2' in $1" "$(head -c 600 "$1")"
}
lacks() {
    ! grep -qF -- "$2" "$1" || bad "'$2' in $1" "$(grep -F -- "$2" "$1" | head -3)"
}
out_has() { has out "$1"; }
err_has() { has err "$1"; }
out_lacks() { lacks out "$1"; }
err_lacks() { lacks err "$1"; }
out_empty() { [ ! -s out ] || bad "standard output is not empty:" "$(head -5 out)"; }
err_empty() { [ ! -s err ] || bad "standard error is not empty"; }

# same A B: the files are equal.
same() {
    cmp -s "$1" "$2" || bad "$1 and $2 differ" "$(diff "$1" "$2" | head -5)"
}

# lines N FILE
lines() {
    local n
    n=$(wc -l <"$2")
    [ "$n" -eq "$1" ] || bad "$2 has $n lines instead of $1"
}

# json 'EXPRESSION': a Python expression over `rows`, the parsed lines of out, that is to be true.
json() {
    python3 - "$1" <<'PY' || bad "not true of the output: $1" "$(head -c 600 out)"
import json, sys
rows = [json.loads(line) for line in open("out", encoding="utf-8")]
sys.exit(0 if eval(sys.argv[1]) else 1)
PY
}

# on_terminal INPUT COMMAND...: runs it on a terminal of $terminal_columns, with its output in out;
# INPUT is typed.
terminal_columns=80
on_terminal() {
    timeout 20 python3 - "$terminal_columns" "$@" >out 2>err <<'PY'
import fcntl, os, pty, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 25, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[3], sys.argv[3:])
os.write(fd, sys.argv[2].encode())
try:
    while chunk := os.read(fd, 4096):
        sys.stdout.buffer.write(chunk)
except OSError:  # Linux ends a terminal's output like that
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
}

# The corpus that most tests use: one agency story with five copies, a report of the same event by
# another newsroom, and an unrelated one. Shared 5-word shingles, counted by hand-written set
# arithmetic: see the numbers in t_pairs.sh.
# shellcheck disable=SC2034 # for the scripts
corpus=$cli_dir/data/corpus.jsonl

# Makes the index idx of the corpus.
make_index() {
    "$WIRECOPY" add -q idx "$corpus" || bad "cannot make the index"
}
