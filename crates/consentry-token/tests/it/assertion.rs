//! Client assertions, judged by what openssl made, and the attacks on them (A26, A46): each row an
//! assertion that differs from a good one in one thing.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::{AppId, Timestamp};
use consentry_token::{
    certificate::{Certificate, InvalidCertificate, LARGEST_CERTIFICATE},
    jwt::{Assertion, AssertionFault, ProvedOnce},
};
use serde_json::{Value, json};

use crate::fixture::{bare, der, exported_other, exported_signing, forge};

type Fault = AssertionFault;

/// The moment at which openssl's assertions were begun.
const BEGUN: Timestamp = Timestamp::from_seconds(1_796_200_000);
const CLIENT: &str = "0a0a0a0a-0001-4000-8000-000000000001";
const ENDPOINT: &str = "https://login.test/t/oauth2/v2.0/token";

const RSA: &str = include_str!("../data/client-rsa-certificate.pem");
const P_256: &str = include_str!("../data/client-p256-certificate.pem");

fn read(pem: &str) -> Certificate {
    Certificate::from_file(pem.as_bytes()).unwrap()
}

fn client() -> AppId {
    CLIENT.parse().unwrap()
}

fn check(
    token: &str,
    certificates: &[(u8, Certificate)],
    now: Timestamp,
) -> Result<(u8, ProvedOnce), Fault> {
    let assertion = Assertion::read(token)?;
    let (id, _) = assertion.signer(certificates, now)?;
    Ok((id, assertion.check(client(), |audience| audience == ENDPOINT, now)?))
}

#[test]
fn thumbprints_are_those_of_openssl() {
    let rsa = read(RSA);
    assert_eq!(rsa.thumbprint(), "EB56479F39A6F2E0CCF896C8B62FB1CFC66FBEAD");
    let sha256 = "DB7A42AF2BB118ACF4046D537323C3DB90CEAC399BDE8F033687A760BB0372E2";
    assert_eq!(rsa.thumbprint_s256(), sha256);
    assert_eq!(read(P_256).thumbprint(), "6CB9D5BD85C49837608C5FE49A032C0DF84AD6F9");
    assert_eq!(rsa.starts_at().to_string(), "2026-11-29T03:07:33Z");
    assert_eq!(rsa.expires_at().to_string(), "2126-11-05T03:07:33Z");
    assert!(rsa.subject().contains("nightly job"), "{}", rsa.subject());
    assert_eq!(Certificate::from_file(rsa.der()).unwrap(), rsa, "DER is read too");
}

#[test]
fn assertions_that_openssl_signed_hold() {
    let held = [(1, read(RSA)), (2, read(P_256))];
    for (token, id) in [
        (include_str!("../data/assertion-rs256.jwt"), 1),
        (include_str!("../data/assertion-ps256.jwt"), 1),
        (include_str!("../data/assertion-es256.jwt"), 2),
    ] {
        let token = token.trim();
        let (found, proved) = check(token, &held, BEGUN).unwrap();
        assert_eq!(found, id, "{token}");
        assert_eq!(proved.ends_at, Timestamp::from_seconds(1_796_200_660));
        let (rest, _) = token.rsplit_once('.').unwrap();
        let forged = format!("{rest}.{}", URL_SAFE_NO_PAD.encode([7_u8; 256]));
        assert_eq!(check(&forged, &held, BEGUN), Err(Fault::Signature));
        assert_eq!(
            check(token, &held[2 - id as usize..][..1], BEGUN),
            Err(Fault::UnknownCertificate)
        );
        assert_eq!(Assertion::read(token).unwrap().client(), Some(client()));
    }
    let early = Timestamp::from_seconds(1_700_000_000);
    let token = include_str!("../data/assertion-rs256.jwt").trim();
    assert_eq!(check(token, &held, early), Err(Fault::CertificateLifetime));
}

/// A certificate of the tests, whose key is at hand.
fn ours() -> Certificate {
    let pem = include_str!("../data/test-only-signing-certificate.pem");
    Certificate::from_der(&der(pem)).unwrap()
}

fn moment() -> Timestamp {
    ours().starts_at().plus(std::time::Duration::from_hours(1))
}

fn header() -> Value {
    json!({ "alg": "RS256", "typ": "JWT", "x5t": ours().x5t() })
}

fn claims() -> Value {
    let now = moment().seconds();
    json!({ "aud": ENDPOINT, "iss": CLIENT, "sub": CLIENT, "jti": "1", "exp": now + 600 })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    match value {
        Value::Null => drop(object.as_object_mut().unwrap().remove(name)),
        value => object[name] = value,
    }
    object
}

fn judged(header: &Value, claims: &Value) -> Result<(), Fault> {
    let token = forge(&bare(&exported_signing()), &header.to_string(), &claims.to_string());
    let other = Certificate::from_der(&exported_other().certificate).unwrap();
    check(&token, &[(1, ours()), (2, other)], moment()).map(drop)
}

#[test]
fn a026_bi_100_the_header_names_a_registered_certificate_and_a_served_algorithm() {
    let other = Certificate::from_der(&exported_other().certificate).unwrap();
    for (name, value, want) in [
        ("alg", json!("none"), Err(Fault::Algorithm)),
        ("alg", json!("HS256"), Err(Fault::Algorithm)),
        ("alg", json!("RS512"), Err(Fault::Algorithm)),
        ("alg", json!("PS256"), Err(Fault::Signature)),
        ("alg", json!("ES256"), Err(Fault::Signature)),
        ("alg", Value::Null, Err(Fault::Algorithm)),
        ("x5t", Value::Null, Err(Fault::UnknownCertificate)),
        ("x5t", json!("AAAA"), Err(Fault::UnknownCertificate)),
        ("x5t", json!(other.x5t()), Err(Fault::Signature)),
        ("x5t", json!(format!("{}=", ours().x5t())), Ok(())),
        ("x5t#S256", json!(ours().x5t_s256()), Ok(())),
        ("x5t#S256", json!(other.x5t_s256()), Err(Fault::SeveralCertificates)),
        ("kid", json!(ours().thumbprint()), Ok(())),
        ("kid", json!("1"), Ok(())),
        ("kid", json!("2"), Err(Fault::SeveralCertificates)),
        ("typ", Value::Null, Ok(())),
        ("typ", json!("at+jwt"), Err(Fault::Malformed)),
        ("crit", json!(["b64"]), Err(Fault::Malformed)),
        ("b64", json!(false), Err(Fault::Malformed)),
    ] {
        let header = with(header(), name, value.clone());
        assert_eq!(judged(&header, &claims()), want, "{name} {value}");
    }
}

#[test]
fn a046_a_key_that_came_along_is_not_looked_at() {
    let other = exported_other();
    let pair = bare(&other);
    let certificate = Certificate::from_der(&other.certificate).unwrap();
    for (name, value) in [
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/certificate")),
        ("x5c", json!([base64::engine::general_purpose::STANDARD.encode(&other.certificate)])),
        ("jwk", json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" })),
    ] {
        let header = with(header(), name, value);
        let token = forge(&pair, &header.to_string(), &claims().to_string());
        assert_eq!(check(&token, &[(1, ours())], moment()), Err(Fault::Signature), "{name}");
        assert_eq!(judged(&header, &claims()), Ok(()), "{name} beside the right key is ignored");
        let by_it = with(header, "x5t", json!(certificate.x5t()));
        let token = forge(&pair, &by_it.to_string(), &claims().to_string());
        assert_eq!(check(&token, &[(1, ours())], moment()), Err(Fault::UnknownCertificate));
    }
}

#[test]
fn a026_claims_bind_client_server_and_time() {
    let now = moment().seconds();
    for (name, value, want) in [
        ("iss", json!("0a0a0a0a-0001-4000-8000-000000000002"), Err(Fault::Subject)),
        ("sub", json!("0a0a0a0a-0001-4000-8000-000000000002"), Err(Fault::Subject)),
        ("sub", Value::Null, Err(Fault::Subject)),
        ("aud", json!("https://login.test/other/oauth2/v2.0/token"), Err(Fault::Audience)),
        ("aud", json!([ENDPOINT]), Ok(())),
        ("aud", json!([ENDPOINT, "https://evil.example"]), Err(Fault::Audience)),
        ("aud", json!([]), Err(Fault::Audience)),
        ("aud", Value::Null, Err(Fault::Audience)),
        ("exp", Value::Null, Err(Fault::Lifetime)),
        ("exp", json!("600"), Err(Fault::Lifetime)),
        ("exp", json!(now - 59), Ok(())),
        ("exp", json!(now - 60), Err(Fault::Lifetime)),
        ("exp", json!(now + 660), Ok(())),
        ("exp", json!(now + 661), Err(Fault::Lifetime)),
        ("nbf", json!(now + 60), Ok(())),
        ("nbf", json!(now + 61), Err(Fault::Lifetime)),
        ("iat", json!(now + 61), Err(Fault::Lifetime)),
        ("jti", Value::Null, Err(Fault::Id)),
        ("jti", json!(""), Err(Fault::Id)),
        ("jti", json!("j".repeat(257)), Err(Fault::Id)),
    ] {
        let claims = with(claims(), name, value.clone());
        assert_eq!(judged(&header(), &claims), want, "{name} {value}");
    }
}

#[test]
fn what_is_no_assertion_is_refused_unread() {
    for token in ["", ".", "..", "a.b", "a.b.c", "e30.e30.e30.e30", &"a".repeat(20_000)] {
        assert!(Assertion::read(token).is_err(), "{token:.20}");
    }
    let twice = r#"{"alg":"RS256","alg":"none"}"#;
    let token = format!("{}.e30.AAAA", URL_SAFE_NO_PAD.encode(twice));
    assert_eq!(Assertion::read(&token).unwrap_err(), Fault::Malformed);
}

#[test]
fn files_that_are_no_certificate_of_use_are_told_apart() {
    let weak = include_str!("../data/client-weak-certificate.pem");
    let other_curve = include_str!("../data/client-p384-certificate.pem");
    let with_key = format!("{RSA}{}", include_str!("../data/test-only-signing-key.pem"));
    let two = format!("{RSA}{P_256}");
    let large = "x".repeat(LARGEST_CERTIFICATE + 1);
    for (name, file, want) in [
        ("weak", weak, InvalidCertificate::Size),
        ("another curve", other_curve, InvalidCertificate::Key),
        ("with its key", &with_key, InvalidCertificate::PrivateKey),
        ("two", &two, InvalidCertificate::NotOne),
        ("too large", &large, InvalidCertificate::TooLarge),
        ("nothing", "", InvalidCertificate::Unreadable),
        (
            "no base64",
            "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
            InvalidCertificate::Unreadable,
        ),
        (
            "another thing",
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            InvalidCertificate::NotOne,
        ),
    ] {
        assert_eq!(Certificate::from_file(file.as_bytes()).unwrap_err(), want, "{name}");
    }
}
