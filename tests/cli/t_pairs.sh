#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"
make_index

it "finds every pair with its exact similarities"
run 0 wirecopy pairs --json idx
sed 's/"relation":"[a-z-]*",//' out | sort >sorted
# shared / union of the sets of five-word shingles, and shared / size of each
cat >expected <<'END'
{"a":"echo-1","b":"post-1","jaccard":0.149306,"containment_a":1,"containment_b":0.149306,"shared":43}
{"a":"gazette-1","b":"echo-1","jaccard":0.292308,"containment_a":0.304,"containment_b":0.883721,"shared":38}
{"a":"gazette-1","b":"herald-1","jaccard":0.923077,"containment_a":0.96,"containment_b":0.96,"shared":120}
{"a":"gazette-1","b":"mirror-1","jaccard":0.535948,"containment_a":0.656,"containment_b":0.745455,"shared":82}
{"a":"gazette-1","b":"post-1","jaccard":0.409556,"containment_a":0.96,"containment_b":0.416667,"shared":120}
{"a":"herald-1","b":"echo-1","jaccard":0.344,"containment_a":0.344,"containment_b":1,"shared":43}
{"a":"herald-1","b":"mirror-1","jaccard":0.535948,"containment_a":0.656,"containment_b":0.745455,"shared":82}
{"a":"herald-1","b":"post-1","jaccard":0.434028,"containment_a":1,"containment_b":0.434028,"shared":125}
{"a":"mirror-1","b":"echo-1","jaccard":0.224,"containment_a":0.254545,"containment_b":0.651163,"shared":28}
{"a":"mirror-1","b":"post-1","jaccard":0.259494,"containment_a":0.745455,"containment_b":0.284722,"shared":82}
{"a":"reuters-1","b":"echo-1","jaccard":0.344,"containment_a":0.344,"containment_b":1,"shared":43}
{"a":"reuters-1","b":"gazette-1","jaccard":0.923077,"containment_a":0.96,"containment_b":0.96,"shared":120}
{"a":"reuters-1","b":"herald-1","jaccard":1,"containment_a":1,"containment_b":1,"shared":125}
{"a":"reuters-1","b":"mirror-1","jaccard":0.535948,"containment_a":0.656,"containment_b":0.745455,"shared":82}
{"a":"reuters-1","b":"post-1","jaccard":0.434028,"containment_a":1,"containment_b":0.434028,"shared":125}
END
same sorted expected

it "says how b stands to a"
json 'all(list(r) == ["a","b","relation","jaccard","containment_a","containment_b","shared"] for r in rows)'
json '{(r["a"], r["b"]): r["relation"] for r in rows if r["a"] == "reuters-1"} == {("reuters-1","gazette-1"): "near-duplicate", ("reuters-1","herald-1"): "identical", ("reuters-1","mirror-1"): "edited", ("reuters-1","echo-1"): "abridged", ("reuters-1","post-1"): "extended"}'
json '[r["relation"] for r in rows if r["a"] == "echo-1"] == ["extended"]'

it "--min-jaccard and --min-containment keep pairs with either"
run 0 wirecopy pairs --json --min-jaccard 0.9 --min-containment 1 idx
json '{(r["a"], r["b"]) for r in rows if r["jaccard"] < 0.9} == {("herald-1","echo-1"), ("reuters-1","echo-1"), ("reuters-1","post-1"), ("herald-1","post-1"), ("echo-1","post-1")}'
json 'sum(r["jaccard"] >= 0.9 for r in rows) == 3'

it "less than what is stored is a usage error"
run 64 wirecopy pairs --min-jaccard 0.1 idx
err_has "wirecopy: "

it "for people: a heading and aligned columns"
run 0 wirecopy pairs --min-jaccard 1 --min-containment 1 idx
head -1 out >heading
has heading "relation        Jaccard  a in b  b in a    shared  a                         b"
out_has "identical         1.00    100 %   100 %       125  reuters-1                 herald-1"

it "an index without copies has no pairs and that is no error"
head -1 "$corpus" >one.jsonl
run 0 wirecopy add -q single one.jsonl
run 0 wirecopy pairs --json single
out_empty
