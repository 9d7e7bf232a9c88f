#!/usr/bin/env bash
# Indexes that may be read but not written: a read-only file system, somebody else's folder.
. "$(dirname "$0")/lib.sh"
if [ "$(id -u)" -ne 0 ]; then
    it "read-only file systems and folders"
    skip "only root can mount and change users"
    exit 0
fi

readers() {
    run 0 "$@" "$WIRECOPY" stat --json idx/idx
    json 'rows[0]["articles"] == 8'
    run 0 "$@" "$WIRECOPY" export --json idx/idx
    run 0 "$@" "$WIRECOPY" clusters --json idx/idx
    run 0 "$@" "$WIRECOPY" pairs --json idx/idx
    run 0 "$@" "$WIRECOPY" show --json idx/idx post-1
    run 0 "$@" "$WIRECOPY" query --json idx/idx --id post-1
}

# writers CODE SAYS COMMAND...: add and remove are refused
writers() {
    local code=$1 says=$2
    shift 2
    run "$code" "$@" "$WIRECOPY" add -q idx/idx "$corpus"
    err_has idx/idx
    err_has "$says"
    run "$code" "$@" "$WIRECOPY" remove -q idx/idx post-1
    err_has idx/idx
    run "$code" "$@" "$WIRECOPY" add -q idx/new "$corpus"
    err_has idx/new
    err_has "$says"
}

mkdir idx
if mount -t tmpfs -o size=16m tmpfs idx 2>/dev/null; then
    trap 'umount idx; finish' EXIT
    wirecopy add -q idx/idx "$corpus"
    for lock in "with" "without"; do
        [ $lock = with ] || rm -f idx/idx/lock.mdb idx/idx/writer.lock
        mount -o remount,ro idx
        it "an index on a read-only file system can be read, $lock its lock files"
        readers env
        it "and not written, $lock its lock files"
        writers 74 "Read-only file system" env
        mount -o remount,rw idx
    done
    umount idx
    trap finish EXIT
else
    it "a read-only file system"
    skip "cannot mount"
fi

if ! command -v setpriv >/dev/null || ! setpriv --reuid=65534 --clear-groups test -x "$WIRECOPY" ||
    ! setpriv --reuid=65534 --clear-groups test -r "$corpus"; then
    it "somebody else's folder"
    skip "no setpriv, or the program cannot be reached by another user"
    exit 0
fi
other="setpriv --reuid=65534 --clear-groups"
chmod 755 "$work" idx
wirecopy add -q idx/idx "$corpus"

it "somebody else's index cannot be written"
writers 74 "Permission denied" $other

it "and read only if its lock.mdb may be written, which the message says"
run 74 $other "$WIRECOPY" stat idx/idx
err_has idx/idx
err_has lock.mdb
chmod 666 idx/idx/lock.mdb
readers $other

it "an index that may not be read is refused"
chmod 600 idx/idx/data.mdb
run 74 $other "$WIRECOPY" stat idx/idx
err_has "Permission denied"
chmod 700 idx/idx
run 74 $other "$WIRECOPY" stat idx/idx
err_has "Permission denied"
