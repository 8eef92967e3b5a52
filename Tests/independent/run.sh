#!/usr/bin/env bash
# Makes demo packages with the binary given and lets the independent judges check them, and makes
# sure that they do not nod at everything: a planted lie must be refused.
set -euo pipefail
walktest=$1
here=$(cd "$(dirname "$0")" && pwd)
python=$here/../../.venv/bin/python
store=$(mktemp -d)
trap 'rm -rf "$store"' EXIT

for walk in "--seed 12" "--seed 3 --silence 20+8" "--seed 21 --protocol 6mwt"; do
  # shellcheck disable=SC2086 # the options are words
  result=$("$walktest" demo --store "$store" --json $walk)
  package=$(jq -er .package <<<"$result")
  keys=$(jq -er .trust_keys <<<"$result")
  echo "-- demo $walk"
  "$here/verify-package.sh" "$package" "$keys/trust-keys.json" "$python"
done

echo "-- planted faults must be refused"
refuses() {
  local what=$1 copy
  copy=$(mktemp -d "$store/planted-XXXXXX")
  cp -r "$package/." "$copy/"
  (cd "$copy" && eval "$2")
  if "$here/verify-package.sh" "$copy" "$keys/trust-keys.json" "$python" >/dev/null 2>&1; then
    echo "independent: did not notice: $what" >&2
    exit 1
  fi
  echo "  refused: $what"
}
resum='sed -i "/ samples.csv$/d" SHA256SUMS; sha256sum samples.csv >> SHA256SUMS'
refuses "a sample edited, sums made anew" "sed -i '500s/,[0-9]*,/,1,/' samples.csv; $resum"
refuses "an outcome edited" "sed -i 's/\"tat_us\":[0-9]*/\"tat_us\":1/' record.json"
refuses "another signature" "sed -i 's/\"signature\":\"..../\"signature\":\"AAAA/' record.jws"
