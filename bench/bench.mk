# benchmarks
include bench/credit.mk
