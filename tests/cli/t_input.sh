#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

# expect ID...: extract of the last inputs had exactly these ids
ids() {
    grep -o '^{"id":"[^"]*"' out | cut -d'"' -f4 | tr '\n' ' ' | sed 's/ $//' >ids
    [ "$(cat ids)" = "$*" ] || bad "ids are '$(cat ids)' instead of '$*'"
}

printf '%s\n' '{"id":"a","text":"one two three four five six"}' \
    '{"id":"b","text":"seven eight nine ten eleven twelve"}' >two.jsonl
gzip -k two.jsonl
zstd -q two.jsonl

for file in two.jsonl two.jsonl.gz two.jsonl.zst; do
    it "reads $file"
    run 0 wirecopy extract --json $file
    ids a b
    it "reads the bytes of $file from standard input"
    run 0 wirecopy extract --json - <$file
    ids a b
done

it "walks folders in the order of names"
mkdir -p folder/sub
printf '%s\n' '{"id":"z","text":"the last of them all"}' >folder/z.jsonl
printf '%s\n' '{"id":"m","text":"somewhere in the middle"}' >folder/sub/m.jsonl
printf '%s\n' '{"id":"b","text":"the first of them all"}' >folder/b.jsonl
run 0 wirecopy extract --json folder
ids b m z

it "a text file is one article and its name the id"
printf 'A headline\n\nThe text of a letter that somebody wrote.\n' >letter.txt
run 0 wirecopy extract --json letter.txt
json 'len(rows) == 1 and "letter.txt" in rows[0]["id"] and "somebody wrote" in rows[0]["text"]'

it "--field reads other names, and may be given again"
printf '%s\n' '{"doc":"a1","BODY":"text under another name here","t":"Heading"}' >fields.jsonl
run 0 wirecopy extract --json --field text=BODY --field id=doc --field title=t fields.jsonl
json 'rows[0]["id"] == "a1" and rows[0]["title"] == "Heading" and rows[0]["text"].startswith("text under")'

it "the usual other names are understood"
printf '%s\n' '{"url":"https://www.news.example/1","source":"news.example","date":"2024-03-01","content":"words under a usual other name"}' >usual.jsonl
run 0 wirecopy extract --json usual.jsonl
json 'rows[0]["id"] == rows[0]["url"] and rows[0]["site"] == "news.example" and rows[0]["published"] == "2024-03-01"'

it "--format overrules the guess"
printf '{"id":"a","text":"a line of JSON"}\n' >odd.txt
run 0 wirecopy extract --json --format text odd.txt
json 'rows[0]["id"] != "a" and rows[0]["text"].startswith("{")'

it "an empty file holds no records and is no error"
: >empty.jsonl
run 0 wirecopy extract --json empty.jsonl two.jsonl
ids a b

# ---- bad input

# bad_line NAME BYTES [WORDS]: a record between two good ones is skipped and named
bad_line() {
    it "skips and names $1"
    { head -1 two.jsonl; printf "$2\n"; tail -1 two.jsonl; } >bad.jsonl
    rm -rf bad
    run 2 wirecopy add --json bad bad.jsonl
    json 'rows[0]["read"] == 3 and rows[0]["indexed"] == 2 and rows[0]["skipped"] == 1'
    err_has "bad.jsonl, record 2: "
    [ -z "${3:-}" ] || grep -qi "$3" err || bad "the reason does not say '$3'"
    run 0 wirecopy stat --json bad
    json 'rows[0]["skipped"] == 1 and rows[0]["articles"] == 2'
}
bad_line "broken JSON" '{"id":"x","text":"never closed' "JSON"
bad_line "a line that is no object" '[1,2,3]'
bad_line "a line that is no JSON" 'hello'
bad_line "a text of the wrong type" '{"id":"x","text":17}'
bad_line "a record without text" '{"id":"x","title":"only a title"}' "text"
bad_line "an empty text" '{"id":"x","text":""}' "text"

it "an article of one word is indexed or named, never lost"
printf '%s\n' '{"id":"x","text":"word"}' >word.jsonl
wirecopy add --json word word.jsonl >out 2>err
json 'rows[0]["read"] == 1 and rows[0]["indexed"] + rows[0]["skipped"] == 1'

it "a text file in another charset is read, and named"
text='Die Behörde erklärte am Dienstag, die Brücke über den Fluss müsse für drei Wochen gesperrt werden. Für Fußgänger bleibe ein schmaler Weg geöffnet.'
echo "$text" | iconv -f UTF-8 -t windows-1252 >western.txt
echo "$text" | iconv -f UTF-8 -t UTF-16 >wide.txt
echo 'Сегодня в Москве состоялось заседание правительства, на котором обсуждались вопросы бюджета на следующий год и меры поддержки населения.' >russian
iconv -f UTF-8 -t windows-1251 russian >cyrillic.txt
run 0 wirecopy extract --text western.txt wide.txt cyrillic.txt
[ "$(grep -cF "$text" out)" -eq 2 ] || bad "not the text: $(cat out)"
out_has "$(cat russian)"
err_has "western.txt, record 1: repaired: invalid UTF-8 (read as windows-1252; 0 bad sequences became U+FFFD)"
err_has "cyrillic.txt, record 1: repaired: invalid UTF-8 (read as windows-1251;"
err_has "wide.txt, record 1: repaired: invalid UTF-8 (read as UTF-16LE;"
run 66 wirecopy extract --format jsonl wide.txt
err_has "UTF-16 text; convert it with iconv"

it "invalid UTF-8 is repaired and named"
printf '{"id":"x","text":"one two three four five \xff six seven"}\n' >latin.jsonl
run 0 wirecopy add --json latin latin.jsonl
json 'rows[0]["indexed"] == 1 and rows[0]["repaired"] == 1'
err_has "latin.jsonl, record 1: "
run 0 wirecopy add -q latin2 latin.jsonl
err_empty

it "a byte order mark, CRLF, an empty line and a missing last newline are fine"
printf '\xef\xbb\xbf{"id":"a","text":"one two three four five"}\r\n\r\n{"id":"b","text":"six seven eight nine ten"}' >crlf.jsonl
run 0 wirecopy extract --json crlf.jsonl
ids a b

it "a NUL byte harms only its own record"
printf '{"id":"a","text":"one two three four five"}\n{"id":"n","text":"one \0 two"}\n{"id":"b","text":"six seven eight nine ten"}\n' >nul.jsonl
wirecopy extract --json nul.jsonl >out 2>err
grep -q '"id":"a"' out && grep -q '"id":"b"' out || bad "a good record was lost"

it "two records with one id in a batch: the last one counts, the first is named"
printf '%s\n' '{"id":"a","text":"the first content of it"}' '{"id":"a","text":"the second content of it"}' >twice.jsonl
run 2 wirecopy add --json twice twice.jsonl
err_has "twice.jsonl, record 1: "
json 'rows[0]["read"] == rows[0]["indexed"] + rows[0]["unchanged"] + rows[0]["skipped"] == 2'
run 0 wirecopy show --json --text twice a
json '"second" in rows[0]["text"]'

for kind in gz zst; do
    it "a truncated .$kind gives its whole records and is named"
    i=0
    while [ $i -lt 12000 ]; do
        echo "{\"id\":\"r$i\",\"text\":\"record $i $((i * 7919 % 10007)) $((i * 104729 % 9973)) words\"}"
        i=$((i + 1))
    done >many.jsonl
    case $kind in gz) gzip -kf many.jsonl ;; zst) zstd -qf many.jsonl ;; esac
    head -c $(($(wc -c <many.jsonl.$kind) / 2)) many.jsonl.$kind >cut.jsonl.$kind
    run 2 wirecopy extract --json cut.jsonl.$kind
    err_has "cut.jsonl.$kind"
    [ "$(wc -l <out)" -gt 100 ] || bad "only $(wc -l <out) records"
    head -1 out | grep -q '"id":"r0"' || bad "the first record is missing"
done

it "--max-record skips larger records"
{ head -1 two.jsonl; printf '{"id":"big","text":"'; head -c 5000 /dev/zero | tr '\0' 'x'; printf '"}\n'; tail -1 two.jsonl; } >big.jsonl
run 2 wirecopy extract --json --max-record 4K big.jsonl
ids a b
err_has "big.jsonl, record 2: "
run 0 wirecopy extract --json --max-record 1M big.jsonl

it "--strict stops at the first bad record"
run 65 wirecopy extract --json --strict bad.jsonl
err_has "record 2"

it "a missing file exits 66, next to good ones 2"
run 66 wirecopy extract --json nowhere.jsonl
err_has "nowhere.jsonl"
run 2 wirecopy extract --json nowhere.jsonl two.jsonl
ids a b
run 66 wirecopy add idx nowhere.jsonl
run 2 wirecopy add idx nowhere.jsonl two.jsonl
run 66 wirecopy add --strict idx6 nowhere.jsonl two.jsonl

it "an unreadable file in a folder is named, the rest is read"
if [ "$(id -u)" -eq 0 ] && ! command -v setpriv >/dev/null; then
    skip "root reads everything"
else
    chmod 000 folder/sub/m.jsonl
    chmod 755 "$work"
    as_user() { if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=65534 --clear-groups "$@"; else "$@"; fi; }
    cp "$WIRECOPY" program
    run 2 as_user ./program extract --json folder
    ids b z
    err_has "m.jsonl"
    chmod 644 folder/sub/m.jsonl
fi

it "more than twenty skips of one reason are counted, not listed"
i=0
while [ $i -lt 30 ]; do
    echo '{"broken'
    i=$((i + 1))
done >broken.jsonl
run 2 wirecopy extract --json broken.jsonl two.jsonl
[ "$(grep -c 'broken.jsonl, record' err)" -eq 20 ] || bad "lines: $(grep -c 'record' err)"
err_has "10 more like that: "
err_has "(30 in all; -v names them)"
run 2 wirecopy extract -v --json broken.jsonl two.jsonl
[ "$(grep -c 'broken.jsonl, record' err)" -eq 30 ] || bad "lines with -v: $(grep -c 'record' err)"
err_lacks "more like that"
