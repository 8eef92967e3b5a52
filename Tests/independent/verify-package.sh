#!/usr/bin/env bash
# Verifies a sealed package with public tools alone: sha256sum, jq, openssl, jwcrypto, duckdb.
# No line of walktest's own code runs here.
#
#   Tests/independent/verify-package.sh PACKAGE TRUST-KEYS.json [PYTHON]
set -euo pipefail
package=$1
trust_keys=$2
python=${3:-python3}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

base64url() { basenc --base64url -w 0 | tr -d '='; }
from_base64url() {
  local text=$1
  while [ $((${#text} % 4)) -ne 0 ]; do text="$text="; done
  printf %s "$text" | basenc --base64url -d
}

cd "$package"
echo "1 sums: every file as listed"
sha256sum --strict --quiet -c SHA256SUMS
jq -r '.files[] | "\(.sha256)  \(.name)"' record.json | sha256sum --strict --quiet -c -

echo "2 signature: openssl over base64url(protected) . base64url(record.json)"
protected=$(jq -er '.signatures | if length == 1 then .[0].protected else error("not one") end' record.jws)
header=$(from_base64url "$protected")
[ "$(jq -r 'keys_unsorted | join(",")' <<<"$header")" = alg,kid,typ ]
[ "$(jq -r .typ <<<"$header")" = walktest-record+json ]
kid=$(jq -r .kid <<<"$header")
key=$(jq -ec --arg kid "$kid" '.keys[] | select(.kid == $kid and .role == "device" and .revoked_at == null)' "$trust_keys")
[ "$(jq -r .alg <<<"$key")" = Ed25519 ] && [ "$(jq -r .alg <<<"$header")" = Ed25519 ]
{ printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; from_base64url "$(jq -r .jwk.x <<<"$key")"; } >"$work/key.der"
openssl pkey -pubin -inform DER -in "$work/key.der" -out "$work/key.pem"
printf '%s.%s' "$protected" "$(base64url <record.json)" >"$work/input"
from_base64url "$(jq -r '.signatures[0].signature' record.jws)" >"$work/signature"
openssl pkeyutl -verify -pubin -inkey "$work/key.pem" -rawin -in "$work/input" -sigfile "$work/signature" >/dev/null

echo "3 signature and outcome: jwcrypto, duckdb, plain Python"
jq -c .jwk <<<"$key" >"$work/key.jwk"
"$python" "$here/recompute.py" "$package" "$work/key.jwk"
echo "independent verification: good"
