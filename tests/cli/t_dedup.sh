#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

it "keeps originals and articles without copies, byte for byte and in order"
run 0 wirecopy dedup -o clean.jsonl "$corpus"
out_empty
err_has "kept 3, dropped 5 copies, skipped 0 of 8 records"
sed -n '1p;7p;8p' "$corpus" >expected
same clean.jsonl expected

it "--removed says what went and why"
run 0 wirecopy dedup -q -o clean.jsonl --removed removed.jsonl "$corpus"
err_empty
cp removed.jsonl out
json '[r["id"] for r in rows] == ["gazette-1","herald-1","mirror-1","echo-1","post-1"]'
json 'all(r["original"] == "reuters-1" for r in rows)'
json '[r["relation"] for r in rows] == ["near-duplicate","identical","edited","abridged","extended"]'

it "--clusters writes what 'clusters --json' prints"
run 0 wirecopy dedup -q -o clean.jsonl --clusters clusters.jsonl "$corpus"
make_index
wirecopy clusters --json idx >expected
same clusters.jsonl expected

it "standard input to standard output"
run 0 wirecopy dedup -q -o - - <"$corpus"
same out clean.jsonl

it "compresses by the name of the output"
run 0 wirecopy dedup -q -o clean.jsonl.gz "$corpus"
gzip -dc clean.jsonl.gz >out
same out clean.jsonl
run 0 wirecopy dedup -q -o clean.jsonl.zst "$corpus"
zstd -qdc clean.jsonl.zst >out
same out clean.jsonl

it "--json prints the counts"
run 0 wirecopy dedup --json -q -o clean.jsonl "$corpus"
json 'rows[0]["read"] == 8 and rows[0]["kept"] == 3 and rows[0]["dropped"] == 5'

it "copies are found across inputs"
head -1 "$corpus" >a.jsonl
sed -n 2p "$corpus" >b.jsonl
run 0 wirecopy dedup -q -o clean.jsonl a.jsonl b.jsonl
same clean.jsonl a.jsonl

it "a record that comes again is left out and counted"
run 0 wirecopy dedup -o clean.jsonl "$corpus" "$corpus"
err_has "kept 3, dropped 5 copies and 8 repeats, skipped 0 of 16 records"
sed -n '1p;7p;8p' "$corpus" >expected
same clean.jsonl expected

it "bad records are named, left out, and the exit code is 2"
{ echo '{"broken'; cat "$corpus"; } >bad.jsonl
run 2 wirecopy dedup -o clean.jsonl bad.jsonl
err_has "bad.jsonl, record 1: "
err_has "skipped 1 of 9 records"
sed -n '1p;7p;8p' "$corpus" >good
same clean.jsonl good

it "articles that are no JSON become lines of JSON"
mkdir texts
text=$(sed -n 's/.*"text": *"\([^"]*\)".*/\1/p' "$corpus" | head -1)
printf '%s' "$text" >texts/a.txt
printf '%s' "$text" >texts/b.txt
printf '<html><head><title>A page</title></head><body><article><h1>A page</h1><p>%s</p><p>And a paragraph of its own, which nobody else has copied from anywhere.</p></article></body></html>' \
    "Other words stand in this page of the village than in the two texts, so that it is kept whatever they say." >texts/c.html
run 0 wirecopy dedup -q -o texts.out texts
cp texts.out out
json 'len(rows) == 2 and all(list(r) == ["id", "url", "site", "title", "author", "published", "lang", "text"] for r in rows)'
json 'rows[0]["id"] in ("texts/a.txt#1", "texts/b.txt#1") and len(rows[0]["text"]) > 100'
json 'rows[1]["title"] == "A page" and "nobody else has copied" in rows[1]["text"]'

it "leaves nothing in its scratch folder"
mkdir scratch
run 0 wirecopy dedup -q -o clean.jsonl --scratch scratch "$corpus"
[ -z "$(ls -A scratch)" ] || bad "left: $(ls -A scratch)"

it "the output may be the input"
cp "$corpus" place.jsonl
run 0 wirecopy dedup -q -o place.jsonl place.jsonl
sed -n '1p;7p;8p' "$corpus" >expected
same place.jsonl expected

it "an output that cannot be written exits 74 and leaves the inputs alone"
run 74 wirecopy dedup -q -o no/such/folder/clean.jsonl "$corpus"
err_has "no/such/folder"
run 66 wirecopy dedup -q -o clean.jsonl nowhere.jsonl

it "a pipe is written to, not replaced by a file"
mkfifo pipe
cat pipe >got &
run 0 wirecopy dedup -q -o pipe "$corpus"
wait
[ -p pipe ] || bad "the pipe is gone"
sed -n '1p;7p;8p' "$corpus" >expected
same got expected

it "--keep chooses, and --removed says why"
run 0 wirecopy dedup -q -o clean.jsonl --keep longest --removed removed.jsonl "$corpus"
sed -n '6,8p' "$corpus" >expected
same clean.jsonl expected
cp removed.jsonl out
json 'list(rows[0]) == ["id","url","site","title","published","cluster","original","relation","jaccard","containment","kept","containment_kept","via","reason","file","offset"]'
json 'all(r["kept"] == "post-1" and r["original"] == "reuters-1" and r["reason"] == "longest" and r["via"] is None for r in rows)'
json '[r["id"] for r in rows] == ["reuters-1","gazette-1","herald-1","mirror-1","echo-1"]'
json 'rows[0]["relation"] == "abridged" and rows[0]["containment"] == 1 and rows[0]["jaccard"] == rows[0]["containment_kept"] == 0.434028'

it "--keep prefer=FILE takes the first site of the list that the cluster has"
printf '# ours first\n\n nowhere.example \nmirror.example\r\ngazette.example\n' >sites.txt
run 0 wirecopy dedup -q -o clean.jsonl --keep prefer=sites.txt --removed removed.jsonl "$corpus"
sed -n '4p;7,8p' "$corpus" >expected
same clean.jsonl expected
cp removed.jsonl out
json 'all(r["kept"] == "mirror-1" and r["reason"] == "preferred site" for r in rows)'
echo nowhere.example >sites.txt
run 0 wirecopy dedup -q -o clean.jsonl --keep prefer=sites.txt --removed removed.jsonl "$corpus"
sed -n '1p;7,8p' "$corpus" >expected
same clean.jsonl expected
cp removed.jsonl out
json 'all(r["reason"] == "no preferred site, so the original" for r in rows)'

it "--keep that makes no sense"
run 64 wirecopy dedup -q -o clean.jsonl --keep newest "$corpus"
err_has "none of original, earliest"
run 64 wirecopy dedup -q -o clean.jsonl --keep prefer= "$corpus"
run 66 wirecopy dedup -q -o clean.jsonl --keep prefer=nowhere.txt "$corpus"
err_has "nowhere.txt"
: >empty.txt
run 64 wirecopy dedup -q -o clean.jsonl --keep prefer=empty.txt "$corpus"
err_has "names no site"

it "--removed lists records whose id came again, and nothing twice"
sed -n 8p "$corpus" | sed 's/in October/in November/' >newer.jsonl
cp "$corpus" again.jsonl
run 2 wirecopy dedup -q -o clean.jsonl --removed removed.jsonl "$corpus" again.jsonl newer.jsonl
cp removed.jsonl out
[ "$(($(wc -l <clean.jsonl) + $(wc -l <removed.jsonl)))" -eq 17 ] || bad "not every record is somewhere"
grep -q 'in November' clean.jsonl || bad "the newest record of an id is not kept"
json 'sum(r["reason"] == "the same record again" for r in rows) == 7'
json '[(r["id"], r["relation"], r["jaccard"], r["kept"]) for r in rows if r["reason"] == "a later record has its id"] == 2 * [("science-1", "version", None, "science-1")]'
json 'all(r["jaccard"] == 1 and r["relation"] == "identical" for r in rows if r["reason"] == "the same record again")'
json 'len({(r["file"], r["offset"]) for r in rows}) == len(rows)'
