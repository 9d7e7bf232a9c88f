# benchmarks

include bench/extract.mk
