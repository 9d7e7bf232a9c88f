# Helpers of the tests that talk to `wirecopy serve`; comes after lib.sh.
# shellcheck shell=bash
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy

index=idx server="" url=""

# Starts a server of the index $index with these options and waits until it listens.
start() {
    : >server.err
    # A shell starts background jobs with SIGINT ignored, and the program respects that.
    env --default-signal=INT "$WIRECOPY" serve "$index" --port 0 "$@" >log 2>server.err &
    server=$!
    for _ in $(seq 200); do
        url=$(sed -n 's|.*on \(http://[^ ]*\)/;.*|\1|p' server.err)
        [ -z "$url" ] || return 0
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    bad "the server does not start: $(cat server.err)"
}

# Stops it. Its exit code must be 0.
stop() {
    kill -TERM "$server"
    wait "$server" || bad "the server ended with code $?"
    server=""
}
trap '[ -z "$server" ] || kill -9 "$server"; finish' EXIT

# get STATUS PATH [curl options]: the answer's body in out, its headers in headers.
get() {
    local expected=$1 path=$2 code
    shift 2
    : >out
    code=$(curl -s -m 60 -D headers -o out -w '%{http_code}' "$@" "$url$path" 2>err)
    [ "$code" = "$expected" ] || bad "status $code instead of $expected: $path $*" "$(head -c 300 out)"
}
post() {
    local expected=$1 path=$2 type=$3 file=$4
    shift 4
    get "$expected" "$path" -H "Content-Type: $type" --data-binary "@$file" "$@"
}
header_has() { tr -d '\r' <headers | grep -qi "^$1" || bad "no header '$1'" "$(cat headers)"; }
