#!/bin/sh
# Instructions of fixed small workloads, counted by callgrind, against stored ceilings: a guard that noise cannot fool.
#   benches/ceilings.sh            fails if a workload takes more than its ceiling
#   benches/ceilings.sh --renew    measures anew and stores ceilings 5% above
set -eu
cd "$(dirname "$0")/.."
table=benches/ceilings.tsv
command -v valgrind > /dev/null || { echo "ceilings: skipped, valgrind is not installed"; exit 0; }
cargo build --quiet --profile quick --bin qungui
cargo build --quiet --release --manifest-path benches/generator/Cargo.toml --target-dir target/generator
generator=target/generator/release/generator
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
$generator words "$folder/lists"
$generator log 20000 > "$folder/log.jsonl"
$generator log 20000 --full-width > "$folder/wide.jsonl"
$generator log 20000 --wecom > "$folder/wecom.jsonl"
$generator copies 10 > "$folder/copies.qg"
cp benches/rules_r.qg "$folder/r.qg"
sed 's/exactly //' benches/rules_r.qg > "$folder/normalised.qg"
sed 's/sensitive\.txt/sensitive_30000.txt/' benches/rules_r.qg > "$folder/phrases.qg"
printf 'rule none "Nothing" { when kind is transfer }\n' > "$folder/none.qg"

# Instructions of one run of qungui; exit code 1 says that there are findings.
count() {
    code=0
    valgrind --tool=callgrind --callgrind-out-file=/dev/null target/quick/qungui "$@" \
        > "$folder/out" 2> "$folder/err" || code=$?
    [ "$code" -le 1 ] || { cat "$folder/err" >&2; exit "$code"; }
    sed -n 's/^==[0-9]*== Collected : \([0-9]*\).*/\1/p' "$folder/err"
}
evaluate() { log=$1; shift; count eval -q "$folder/$log" --format jsonl -p "$@"; }

measure() {
    case $1 in
        start) evaluate tiny.jsonl "$folder/r.qg" ;;
        read) evaluate log.jsonl "$folder/none.qg" ;;
        rules) evaluate log.jsonl "$folder/r.qg" ;;
        normalised) evaluate wide.jsonl "$folder/normalised.qg" ;;
        phrases) evaluate log.jsonl "$folder/phrases.qg" ;;
        copies) evaluate log.jsonl "$folder/copies.qg" ;;
        library) evaluate log.jsonl policies ;;
        wecom) evaluate wecom.jsonl "$folder/normalised.qg" ;;
        convert) count convert -q "$folder/wecom.jsonl" ;;
    esac
}
head -n 1 "$folder/log.jsonl" > "$folder/tiny.jsonl"

failed=0
printf '# workload\tinstructions\tceiling\n' > "$folder/new"
for workload in start read rules normalised phrases copies library wecom convert; do
    taken=$(measure $workload)
    printf '%s\t%s\t%s\n' $workload "$taken" $((taken + taken / 20)) >> "$folder/new"
    ceiling=$(awk -v name=$workload '$1 == name { print $3 }' $table 2> /dev/null || true)
    [ "${1:-}" = --renew ] && { echo "$workload: $taken"; continue; }
    if [ "$taken" -gt "${ceiling:-0}" ]; then
        echo "ceilings: $workload takes $taken instructions, its ceiling is ${ceiling:-not stored}"
        failed=1
    elif [ $((taken * 10)) -lt $((ceiling * 8)) ]; then
        echo "ceilings: $workload takes only $taken of $ceiling: renew"
    fi
done
[ "${1:-}" = --renew ] && { cp "$folder/new" $table; exit 0; }
[ $failed = 0 ] && echo "ceilings: held" || { echo "If it is meant: benches/ceilings.sh --renew"; exit 1; }
