#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index
export TERM=xterm
unset LESS PAGER

it "long output on a terminal goes through PAGER, colours and all"
for command in "clusters idx" "show idx post-1" "diff idx reuters-1 post-1" "pairs idx" "export idx"; do
    # shellcheck disable=SC2086 # words
    PAGER='sed s/^/paged:/' on_terminal "" "$WIRECOPY" $command || bad "exit code of $command"
    grep -q '^paged:' out || bad "$command is not paged"
    ! grep -qv '^paged:' out || bad "$command: lines that are not paged"
    grep -q "$(printf '\033\\[')" out || bad "$command: no colour"
done

it "less is told to keep colours and to leave short output alone"
on_terminal "" env PAGER='printf "LESS is $LESS\n"; cat >/dev/null' "$WIRECOPY" clusters idx
out_has "LESS is FRX"
on_terminal "" env LESS=S PAGER='printf "LESS is $LESS\n"; cat >/dev/null' "$WIRECOPY" clusters idx
out_has "LESS is S"

it "nothing is paged when PAGER is empty or cat, in a file, or as JSON"
on_terminal "" env PAGER= "$WIRECOPY" clusters idx
out_has "reuters-1"
on_terminal "" env PAGER=cat "$WIRECOPY" clusters idx
out_has "reuters-1"
run 0 env PAGER='sed s/^/paged:/' "$WIRECOPY" clusters idx
out_lacks "paged:"
on_terminal "" env PAGER='sed s/^/paged:/' "$WIRECOPY" clusters --json idx
out_lacks "paged:"

it "without less everything is printed all the same"
mkdir empty
on_terminal "" env PATH="$work/empty" "$WIRECOPY" clusters idx || bad "exit code"
out_has "reuters-1"

it "a reader who leaves the pager early is no error, and exit codes stay"
for i in $(seq 3000); do
    printf '{"id":"n%d","title":"number %d","text":"some words about the number %d"}\n' "$i" "$i" "$i"
done >many.jsonl
run 0 wirecopy add -q many many.jsonl
PAGER='head -1' on_terminal "" "$WIRECOPY" export many || bad "exit code"
[ "$(wc -l <out)" -le 2 ] || bad "more than the pager printed"
PAGER='cat' on_terminal "" "$WIRECOPY" show idx unknown
[ $? -eq 1 ] || bad "exit code of show"
PAGER='sed s/^/x/' on_terminal "" "$WIRECOPY" show idx unknown
[ $? -eq 1 ] || bad "exit code of a paged show"

# columns 'EXPRESSION': about `rows`, the printed lines without colours, and `width(text)`.
columns() {
    python3 - "$1" <<'PY' || bad "not true of the lines: $1" "$(cat out)"
import re, sys, unicodedata
def width(text):
    return sum(0 if unicodedata.combining(c) or c == "\u200d" else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
def behind(row, columns):
    """What follows after so many columns; None when two spaces do not end there."""
    at = next((i for i in range(len(row) + 1) if width(row[:i]) == columns), None)
    return row[at:] if at and row[at - 2:at] == "  " else None
def aligned(heading):
    found = [behind(row, width(rows[0][:rows[0].index(heading)])) for row in rows[1:]]
    return all(rest and rest[0] != " " for rest in found)
rows = [re.sub(r"\x1b\[[0-9;]*m", "", line.rstrip("\r\n")) for line in open("out", encoding="utf-8", newline="\n")]
sys.exit(0 if eval(sys.argv[1]) else 1)
PY
}

it "columns stand under each other with wide, combining and other characters, within the terminal"
python3 - >wide.jsonl <<'PY'
import json
titles = ["漁港の市場は夏の終わりまで開かれる", "🐟 fish market 🐟🐟 stays open until the summer ends, they say",
          "Cafe\u0301s bleiben geo\u0308ffnet bis zum Ende des Sommers, heisst es", "سوق السمك يبقى مفتوحا", "한국어 제목은 넓은 글자로 쓰인다"]
for i, title in enumerate(titles):
    words = " ".join(f"w{i}x{k}" for k in range(40))
    for copy in "ab":
        print(json.dumps({"id": f"{title[:9]}-{copy}", "site": copy, "title": title, "published": "2024-01-02", "text": words}))
PY
run 0 wirecopy add -q wide wide.jsonl
export PAGER=
for terminal_columns in 80 100 136 200; do
    on_terminal "" "$WIRECOPY" clusters wide
    columns 'len(rows) == 6'
    columns "all(width(row) <= $terminal_columns for row in rows)"
    columns 'aligned("title") and aligned("original")'
    on_terminal "" "$WIRECOPY" clusters --members wide
    columns 'len(rows) == 16'
    columns "all(width(row) <= $terminal_columns for row in rows)"
done
terminal_columns=136
on_terminal "" "$WIRECOPY" clusters wide
out_has "1 identical"
columns 'aligned("relations")'
terminal_columns=80
on_terminal "" "$WIRECOPY" clusters wide
out_lacks "1 identical"
