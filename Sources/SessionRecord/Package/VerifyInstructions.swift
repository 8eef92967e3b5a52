/// `README-VERIFY.txt`: how anyone checks the package with public tools and without us. Lines that
/// are indented are the commands; the tests run exactly these.
enum VerifyInstructions {
  static let fileName = "README-VERIFY.txt"

  static func text(for algorithm: SignatureAlgorithm) -> [UInt8] {
    let signature =
      switch algorithm {
      case .ed25519: ed25519
      case .es256: es256
      }
    return Array((opening + signature + closing).utf8)
  }

  private static let opening = """
    This directory is one signed walktest record. Check it with bash, sha256sum and basenc
    (coreutils), jq and openssl 3, and with trust-keys.json, the sponsor's list of keys. Run the
    indented lines in this directory, for example: grep '^    ' README-VERIFY.txt | bash -eu

    1. Every file is whole, and the record says so itself.

        set -o pipefail
        sha256sum --strict --quiet -c SHA256SUMS
        test "$(jq '.files|length' record.json)" = 0 || \
    jq -r '.files[]|"\\(.sha256)  \\(.name)"' record.json | sha256sum --strict --quiet -c -
        test ! -e protocol.json || \
    jq -r '.protocol.sha256+"  protocol.json"' record.json | sha256sum --strict --quiet -c -

    2. The signature's header is exactly alg, kid, typ; kid names the key in trust-keys.json.
       See that the key has the role "device", this device as owner, that the record's time lies
       between not_before and not_after, and that revoked_at is null.

        KEYS=${KEYS:-../trust-keys.json}
        WORK=$(mktemp -d)
        unb64u() { local s; s=$(cat); while [ $((${#s} % 4)) -ne 0 ]; do s="$s="; done; \
    printf %s "$s" | basenc --base64url -d; }
        PROTECTED=$(jq -r '.signatures[0].protected' record.jws)
        printf %s "$PROTECTED" | unb64u; echo
        KID=$(printf %s "$PROTECTED" | unb64u | jq -r .kid)
        jq -e --arg kid "$KID" '.keys[]|select(.kid==$kid)' "$KEYS" | tee "$WORK/key.json"

    3. What was signed: base64url(header) "." base64url(record.json), without padding.

        printf '%s.' "$PROTECTED" > "$WORK/input"
        basenc --base64url -w0 record.json | tr -d '=' >> "$WORK/input"

    4. The public key as PEM, and the signature over what was signed.


    """

  private static let ed25519 = """
        { printf MCowBQYDK2VwAyEA | base64 -d; jq -j .jwk.x "$WORK/key.json" | unb64u; } \
    > "$WORK/key.der"
        openssl pkey -pubin -inform DER -in "$WORK/key.der" -out "$WORK/key.pem"
        jq -j '.signatures[0].signature' record.jws | unb64u > "$WORK/sig"
        openssl pkeyutl -verify -pubin -inkey "$WORK/key.pem" -rawin -in "$WORK/input" \
    -sigfile "$WORK/sig"

    """

  private static let es256 = """
        { printf MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE | base64 -d; \
    jq -j .jwk.x "$WORK/key.json" | unb64u; jq -j .jwk.y "$WORK/key.json" | unb64u; } \
    > "$WORK/key.der"
        openssl pkey -pubin -inform DER -in "$WORK/key.der" -out "$WORK/key.pem"
        HEX=$(jq -j '.signatures[0].signature' record.jws | unb64u | basenc --base16 -w0)
        printf 'asn1=SEQUENCE:s\\n[s]\\nr=INTEGER:0x%s\\ns=INTEGER:0x%s\\n' \
    "${HEX:0:64}" "${HEX:64:64}" > "$WORK/asn1"
        openssl asn1parse -genconf "$WORK/asn1" -noout -out "$WORK/sig"
        openssl pkeyutl -verify -pubin -inkey "$WORK/key.pem" -rawin -digest sha256 \
    -in "$WORK/input" -sigfile "$WORK/sig"

    """

  private static let closing = """

    5. The chain: "prev" in record.json is the sha256sum of the record.json before it, 64 zeros in
       the first. chain-head.json next to the packages names the newest; it, receipt.json and
       trust-keys.json are checked like record.json, each with its own .jws and another typ.

    6. The outcome itself: `walktest verify` derives "walk" again from events.jsonl and frames.log;
       or compute it yourself: the last distance_um in samples.csv at or before the end, minus the
       one at or before the start.

    """
}
