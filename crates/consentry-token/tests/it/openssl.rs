//! OpenSSL's reading of what the key document publishes: `x5c` is a certificate, `x5t` and `kid`
//! its fingerprint, `n` and `e` its key.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use consentry_token::keys::SigningKey;

use crate::fixture::NOW;

/// What `openssl` prints, given this on standard input.
fn openssl(words: &[&str], input: &[u8]) -> String {
    let mut child = Command::new("openssl")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Bytes as OpenSSL prints them.
fn hex(base64url: &str) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(base64url).unwrap();
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.concat()
}

#[test]
fn the_published_certificate_is_the_one_of_the_key() {
    let key = SigningKey::generate(NOW).unwrap();
    let jwk = key.public().jwk(None);
    let certificate = STANDARD.decode(&jwk.x5c[0]).unwrap();
    let x509 = |words: &[&str]| {
        let all: Vec<&str> =
            ["x509", "-inform", "DER", "-noout"].iter().chain(words).copied().collect();
        openssl(&all, &certificate)
    };

    let fingerprint = x509(&["-fingerprint", "-sha1"]);
    let fingerprint = fingerprint.trim().rsplit('=').next().unwrap().replace(':', "");
    assert_eq!(fingerprint, hex(&jwk.x5t));
    assert_eq!(jwk.kid, jwk.x5t);

    let modulus = x509(&["-modulus"]);
    assert_eq!(modulus.trim().rsplit('=').next().unwrap(), hex(&jwk.n));

    let pem = x509(&["-pubkey"]);
    assert_eq!(pem, key.public().pem());
    let text = openssl(&["rsa", "-pubin", "-noout", "-text"], pem.as_bytes());
    assert!(text.contains("Exponent: 65537 (0x10001)"), "{text}");
    assert_eq!(hex(&jwk.e), "010001");

    let read = openssl(&["x509", "-pubkey", "-noout"], key.public().certificate_pem().as_bytes());
    assert_eq!(read, pem, "as a file");
    let names = x509(&["-subject", "-issuer", "-dates"]);
    assert!(names.contains("notBefore=Nov 22 06:08:30 2025 GMT"), "{names}");
    assert!(names.contains("notAfter=Nov 21 06:08:30 2030 GMT"), "{names}");
}
