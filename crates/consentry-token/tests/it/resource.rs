//! The bad tokens of the reference list (BI-126 to BI-152) and the attacks on token checking
//! (A33, A35, A37–A43): each row a token that differs from a good one in one thing.

use std::time::Duration;

use aws_lc_rs::{hmac, signature::RsaKeyPair};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use consentry_model::{Timestamp, refusal::TokenFault};
use consentry_token::{
    jwt::{Bearer, Expected, verify},
    keys::{KeyLife, KeyScope, KeySet},
};
use serde_json::{Value, json};

use crate::fixture::{
    self, NOW, audiences, bare, exchange_token, expected, exported_other, exported_signing, forge,
    issuers, key_set, other, signing,
};

type Fault = TokenFault;

/// The header of a good token.
fn header() -> Value {
    let kid = signing().kid().to_owned();
    json!({"typ": "JWT", "alg": "RS256", "x5t": kid, "kid": kid})
}

/// The claims of a good token.
fn claims() -> Value {
    let token = exchange_token();
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// An object with one member set, or taken out by `null`.
fn with(mut object: Value, name: &str, value: Value) -> Value {
    let members = object.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
    object
}

fn pair() -> RsaKeyPair {
    bare(&exported_signing())
}

/// A token with this header over good claims, signed by the right key.
fn headed(header: &Value) -> String {
    forge(&pair(), &header.to_string(), &claims().to_string())
}

/// A token with one claim changed, signed by the right key.
fn claiming(name: &str, value: Value) -> String {
    forge(&pair(), &header().to_string(), &with(claims(), name, value).to_string())
}

fn check(token: &str) -> Result<(), Fault> {
    check_with(token, &key_set())
}

fn check_with(token: &str, keys: &KeySet) -> Result<(), Fault> {
    let (issuers, audiences) = (issuers(), audiences());
    verify(token, keys, &expected(&issuers, &audiences)).map(|_| ())
}

fn table(rows: &[(&str, String, Fault)]) {
    for (name, token, want) in rows {
        assert_eq!(check(token), Err(*want), "{name}");
    }
}

#[test]
fn a_good_token_says_who_and_what() {
    let (issuers, audiences) = (issuers(), audiences());
    let access = verify(&exchange_token(), &key_set(), &expected(&issuers, &audiences)).unwrap();
    assert_eq!(access.tenant, fixture::tenant());
    assert_eq!(access.bearer, Bearer::User(fixture::ada().id));
    assert_eq!(access.user(), Ok(fixture::ada().id));
    assert_eq!(access.app, consentry_model::well_known::APPLE);
    assert_eq!(access.scopes, fixture::mail_scopes());
    assert_eq!(access.issued_at, NOW);
    assert_eq!(access.expires_at, NOW.plus(Duration::from_hours(1)));
    assert_eq!(access.uti, "7r3Kq0lG40yD1mXbWlUAAA");
    assert!(access.session.is_some());
    assert!(!access.has_ended(access.expires_at.plus(Duration::from_mins(1))));
    assert!(access.has_ended(access.expires_at.plus(Duration::from_secs(61))));
    check(&headed(&header())).unwrap();
}

#[test]
fn bi_126_bi_128_a038_the_key_names_the_algorithm() {
    let none = with(header(), "alg", json!("none"));
    let unsigned = format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(none.to_string()),
        URL_SAFE_NO_PAD.encode(claims().to_string())
    );
    let rows: Vec<_> = ["none", "None", "HS256", "RS384", "RS512", "PS256", "ES256", "rs256", ""]
        .into_iter()
        .map(|alg| (alg, headed(&with(header(), "alg", json!(alg))), Fault::Signature))
        .collect();
    table(&rows);
    table(&[
        ("BI-126 none, empty signature", unsigned, Fault::Signature),
        ("BI-128 HS256 with the public key", hmac_by_public_key(), Fault::Signature),
        ("alg missing", headed(&with(header(), "alg", Value::Null)), Fault::Malformed),
        ("alg is a list", headed(&with(header(), "alg", json!(["RS256"]))), Fault::Malformed),
    ]);
}

/// What a verifier takes for good that lets the header choose HMAC: the key is the certificate,
/// which everybody has.
fn hmac_by_public_key() -> String {
    let pem = include_str!("../data/test-only-signing-certificate.pem");
    let header = with(header(), "alg", json!("HS256")).to_string();
    let signed = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims().to_string())
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, pem.as_bytes());
    let tag = hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
}

#[test]
fn bi_129_a040_keys_that_the_sender_brings_are_refused() {
    let theirs = exported_other();
    let jwk = serde_json::to_value(other().public().jwk(None)).unwrap();
    let embedded = with(header(), "jwk", jwk);
    let own = with(embedded.clone(), "kid", json!(other().kid()));
    let by_them =
        |header: &Value| forge(&bare(&theirs), &header.to_string(), &claims().to_string());
    let x5c = json!([STANDARD.encode(&theirs.certificate)]);
    table(&[
        ("BI-129 jwk", by_them(&embedded), Fault::Malformed),
        ("jwk and its kid", by_them(&own), Fault::Malformed),
        ("kid of their key", by_them(&with(header(), "kid", own["kid"].clone())), Fault::Signature),
        ("our kid, their signature", by_them(&header()), Fault::Signature),
        ("x5c", by_them(&with(header(), "x5c", x5c)), Fault::Malformed),
        (
            "jku",
            headed(&with(header(), "jku", json!("https://evil.example/keys"))),
            Fault::Malformed,
        ),
        ("x5u", headed(&with(header(), "x5u", json!("https://evil.example/x"))), Fault::Malformed),
        ("crit", headed(&with(header(), "crit", json!(["exp"]))), Fault::Malformed),
        ("b64", headed(&with(header(), "b64", json!(false))), Fault::Malformed),
    ]);
}

#[test]
fn bi_130_bi_132_a039_a_kid_is_an_opaque_name() {
    let kid = |value: Value| headed(&with(header(), "kid", value));
    table(&[
        ("BI-130 path", kid(json!("../../dev/null")), Fault::Signature),
        ("SQL", kid(json!("' OR 1=1 --")), Fault::Signature),
        ("U+0000", kid(json!(format!("{}\0", signing().kid()))), Fault::Signature),
        ("other case", kid(json!(signing().kid().to_ascii_lowercase())), Fault::Signature),
        ("256 characters", kid(json!("k".repeat(256))), Fault::Signature),
        ("257 characters", kid(json!("k".repeat(257))), Fault::Malformed),
        ("BI-132 1 MiB", kid(json!("k".repeat(1 << 20))), Fault::Malformed),
        ("not ASCII", kid(json!("schlüssel")), Fault::Malformed),
        ("list", kid(json!([signing().kid()])), Fault::Malformed),
        ("number", kid(json!(1)), Fault::Malformed),
        ("empty", kid(json!("")), Fault::Malformed),
        ("missing", kid(Value::Null), Fault::Malformed),
    ]);
}

#[test]
fn bi_133_bi_134_keys_of_other_times_and_tenants_do_not_count() {
    let since = KeyLife::of_installation(Timestamp::from_seconds(0));
    let keys = |life: KeyLife| fixture::ring(&[(&signing(), life)]).public().clone();
    let at = |seconds: i64| Some(Timestamp::from_seconds(NOW.seconds() + seconds));
    let of = |tenant: &str| KeyScope::Tenant(tenant.parse().unwrap());
    for (name, life, want) in [
        ("in use", since, Ok(())),
        ("signs no more", KeyLife { signs_until: at(-1), ..since }, Ok(())),
        ("BI-133 retired", KeyLife { retires_at: at(0), ..since }, Err(Fault::Signature)),
        ("retires in a second", KeyLife { retires_at: at(1), ..since }, Ok(())),
        (
            "the tenant's own",
            KeyLife { scope: KeyScope::Tenant(fixture::tenant()), ..since },
            Ok(()),
        ),
        (
            "BI-134 another tenant's",
            KeyLife { scope: of("11111111-2222-4333-8444-555566667777"), ..since },
            Err(Fault::Signature),
        ),
    ] {
        assert_eq!(check_with(&exchange_token(), &keys(life)), want, "{name}");
    }
}

#[test]
fn bi_136_a033_a035_tenant_issuer_and_address_agree() {
    let foreign = "11111111-2222-4333-8444-555566667777";
    let (issuers, audiences) = (issuers(), audiences());
    let asked = |tenant: &str| Expected {
        tenant: Some(tenant.parse().unwrap()),
        ..expected(&issuers, &audiences)
    };
    let token = exchange_token();
    let at_home = verify(&token, &key_set(), &asked(&fixture::tenant().to_string()));
    assert!(at_home.is_ok());
    let elsewhere = verify(&token, &key_set(), &asked(foreign));
    assert_eq!(elsewhere.unwrap_err(), Fault::Issuer, "BI-136");
    let iss = |text: String| claiming("iss", json!(text));
    let own = fixture::tenant();
    table(&[
        ("tid of another tenant", claiming("tid", json!(foreign)), Fault::Issuer),
        (
            "iss of another tenant",
            iss(format!("https://login.contoso.example/{foreign}/")),
            Fault::Issuer,
        ),
        ("no final slash", iss(format!("https://login.contoso.example/{own}")), Fault::Issuer),
        (
            "v2 issuer in a v1 token",
            iss(format!("https://login.contoso.example/{own}/v2.0")),
            Fault::Issuer,
        ),
        (
            "the template",
            iss("https://login.contoso.example/{tenantid}/".to_owned()),
            Fault::Issuer,
        ),
        ("another host", iss(format!("https://login.evil.example/{own}/")), Fault::Issuer),
        ("tid is no GUID", claiming("tid", json!("contoso.example")), Fault::Malformed),
        ("no tid", claiming("tid", Value::Null), Fault::Malformed),
        ("no iss", claiming("iss", Value::Null), Fault::Malformed),
    ]);
}

#[test]
fn bi_137_bi_138_bi_140_a037_audiences_are_registered_names() {
    let aud = |value: Value| claiming("aud", value);
    check(&aud(json!("00000002-0000-0ff1-ce00-000000000000"))).expect("BI-138");
    check(&aud(json!("https://outlook.office.com"))).expect("registered alias");
    table(&[
        (
            "BI-137 slash, not registered",
            aud(json!("https://outlook.office365.com/")),
            Fault::Audience,
        ),
        (
            "BI-140 list",
            aud(json!(["https://outlook.office365.com", "https://evil.example"])),
            Fault::Audience,
        ),
        ("list of one", aud(json!(["https://outlook.office365.com"])), Fault::Audience),
        ("Graph", aud(json!("00000003-0000-0000-c000-000000000000")), Fault::Audience),
        ("prefix", aud(json!("https://outlook.office365.com.evil.example")), Fault::Audience),
        ("missing", aud(Value::Null), Fault::Audience),
    ]);
    let with_slash: Vec<String> = vec!["https://outlook.office365.com/".to_owned()];
    let issuers = issuers();
    let token = aud(json!("https://outlook.office365.com/"));
    verify(&token, &key_set(), &expected(&issuers, &with_slash)).expect("BI-137 registered");
}

#[test]
fn bi_141_only_access_tokens_open_doors() {
    table(&[
        ("no client named, as in an id token", claiming("appid", Value::Null), Fault::Kind),
        ("BI-141 no scp", claiming("scp", Value::Null), Fault::Kind),
        ("app token with scp", claiming("idtyp", json!("app")), Fault::Kind),
        ("unknown idtyp", claiming("idtyp", json!("device")), Fault::Kind),
        ("idtyp is no text", claiming("idtyp", json!(["user"])), Fault::Kind),
        ("no oid", claiming("oid", Value::Null), Fault::Kind),
        ("v2 without azp", claiming("ver", json!("2.0")), Fault::Kind),
        ("unknown version", claiming("ver", json!("3.0")), Fault::Malformed),
        ("typ at+jwt", headed(&with(header(), "typ", json!("at+jwt"))), Fault::Kind),
        ("typ missing", headed(&with(header(), "typ", Value::Null)), Fault::Malformed),
    ]);
    check(&claiming("idtyp", json!("user"))).expect("idtyp user");
}

#[test]
fn bi_144_bi_145_bi_146_a043_times_are_whole_seconds_in_their_order() {
    let now = NOW.seconds();
    check(&claiming("exp", json!(now - 60))).expect("60 s after the end");
    check(&claiming("nbf", json!(now + 60))).expect("60 s before the beginning");
    let mut rows = vec![
        ("BI-145 exp 61 s ago", claiming("exp", json!(now - 61)), Fault::Lifetime),
        ("BI-146 nbf 10 min ahead", claiming("nbf", json!(now + 600)), Fault::Lifetime),
        ("nbf 61 s ahead", claiming("nbf", json!(now + 61)), Fault::Lifetime),
        ("iat 61 s ahead", claiming("iat", json!(now + 61)), Fault::Lifetime),
        ("exp before iat", over_before_issue(), Fault::Lifetime),
    ];
    for name in ["exp", "nbf", "iat"] {
        rows.push(("BI-144 text", claiming(name, json!((now + 10).to_string())), Fault::Lifetime));
        rows.push(("fraction", claiming(name, json!(1_763_791_710.5)), Fault::Lifetime));
        rows.push(("negative", claiming(name, json!(-1)), Fault::Lifetime));
        rows.push(("list", claiming(name, json!([now])), Fault::Lifetime));
        rows.push(("largest", claiming(name, json!(u64::MAX)), Fault::Lifetime));
        rows.push(("year 10000", claiming(name, json!(253_402_300_800_i64)), Fault::Lifetime));
        rows.push(("missing", claiming(name, Value::Null), Fault::Lifetime));
    }
    table(&rows);
    let exponent = claims().to_string().replace("\"exp\":1763795310", "\"exp\":1.763795310e9");
    assert!(exponent.contains("e9"));
    let token = forge(&pair(), &header().to_string(), &exponent);
    assert_eq!(check(&token), Err(Fault::Lifetime), "exponent form");
}

/// Within the tolerance at both ends, and still impossible.
fn over_before_issue() -> String {
    let claims = with(claims(), "iat", json!(NOW.seconds() + 30));
    let claims = with(claims, "exp", json!(NOW.seconds() + 10));
    forge(&pair(), &header().to_string(), &claims.to_string())
}

#[test]
fn bi_157_the_moment_of_issue_is_exact_within_its_second() {
    let (issuers, audiences) = (issuers(), audiences());
    let issued = |token: &str| {
        verify(token, &key_set(), &expected(&issuers, &audiences)).map(|access| access.issued_at)
    };
    assert_eq!(issued(&exchange_token()), Ok(NOW), "read back from aio");
    let own = |at: Timestamp| {
        let mut bytes = vec![0x01, 0x24];
        bytes.extend(at.millis().to_be_bytes());
        claiming("aio", json!(STANDARD.encode(bytes)))
    };
    let later = NOW.plus(Duration::from_millis(749));
    assert_eq!(issued(&own(later)), Ok(later));
    for (name, token) in [
        ("another second", own(NOW.plus(Duration::from_secs(1)))),
        ("missing", claiming("aio", Value::Null)),
        ("short", claiming("aio", json!("ASQA"))),
        ("foreign", claiming("aio", json!("E2ZgYJj"))),
        ("no text", claiming("aio", json!(7))),
    ] {
        assert_eq!(issued(&token), Ok(NOW), "{name}: the second of iat");
    }
}

#[test]
fn bi_148_a042_payloads_that_are_no_plain_object() {
    let signed = |payload: &str| forge(&pair(), &header().to_string(), payload);
    let good = claims().to_string();
    let inner = good.trim_start_matches('{');
    table(&[
        ("BI-148 not JSON", signed("hello"), Fault::Malformed),
        ("BI-148 5 MiB", signed(&"x".repeat(5 << 20)), Fault::Malformed),
        ("BI-148 depth 10,000", signed(&"[".repeat(10_000)), Fault::Malformed),
        (
            "depth 1,000, closed",
            signed(&format!("{{\"a\":{}{},{inner}", "[".repeat(1000), "]".repeat(1000))),
            Fault::Malformed,
        ),
        ("empty", signed(""), Fault::Malformed),
        ("list", signed("[]"), Fault::Malformed),
        ("trailing bytes", signed(&format!("{good}{{}}")), Fault::Malformed),
        ("not UTF-8 name", signed(&format!("{{\"\\ud800\":1,{inner}")), Fault::Malformed),
        ("member repeated", signed(&format!("{{\"tid\":\"x\",{inner}")), Fault::Malformed),
        (
            "unknown member repeated",
            signed(&format!("{{\"q\":1,\"q\":1,{inner}")),
            Fault::Malformed,
        ),
        (
            "repeated by an escape",
            signed(&format!("{{\"\\u0074id\":\"x\",{inner}")),
            Fault::Malformed,
        ),
        (
            "repeated further down",
            signed(&format!("{{\"q\":[{{\"a\":1,\"a\":2}}],{inner}")),
            Fault::Malformed,
        ),
        ("scp is a list", claiming("scp", json!(["EAS.AccessAsUser.All"])), Fault::Malformed),
        ("roles is a text", claiming("roles", json!("Mail.Read")), Fault::Malformed),
        ("oid is no GUID", claiming("oid", json!("ada")), Fault::Malformed),
        ("sid is no GUID", claiming("sid", json!("1")), Fault::Malformed),
    ]);
}

#[test]
fn a042_headers_that_are_no_plain_object() {
    let headed = |header: &str| forge(&pair(), header, &claims().to_string());
    let good = header().to_string();
    let inner = good.trim_start_matches('{');
    table(&[
        ("alg repeated", headed(&format!("{{\"alg\":\"none\",{inner}")), Fault::Malformed),
        ("kid repeated", headed(&format!("{{\"kid\":\"x\",{inner}")), Fault::Malformed),
        ("trailing bytes", headed(&format!("{good} x")), Fault::Malformed),
        ("a text", headed("\"RS256\""), Fault::Malformed),
        ("empty", headed(""), Fault::Malformed),
    ]);
}

#[test]
fn bi_149_bi_150_bi_152_a042_the_form_is_canonical() {
    let good = exchange_token();
    let [header, payload, signature]: [&str; 3] =
        good.split('.').collect::<Vec<_>>().try_into().unwrap();
    let last = signature.chars().last().unwrap();
    let tail = bumped(last);
    let cut = signature.get(..signature.len() - 1).unwrap();
    let standard = signature.replace('-', "+").replace('_', "/");
    assert_ne!(standard, signature);
    table(&[
        ("BI-149 padding", format!("{good}=="), Fault::Malformed),
        ("BI-150 last bits", format!("{header}.{payload}.{cut}{tail}"), Fault::Malformed),
        ("BI-152 five parts", format!("{good}.e30.e30"), Fault::Malformed),
        ("four parts", format!("{good}."), Fault::Malformed),
        ("two parts", format!("{header}.{payload}"), Fault::Malformed),
        ("one part", header.to_owned(), Fault::Malformed),
        ("nothing", String::new(), Fault::Malformed),
        ("dots", "..".to_owned(), Fault::Malformed),
        ("blank in front", format!(" {good}"), Fault::Malformed),
        ("line end behind", format!("{good}\n"), Fault::Malformed),
        ("line end inside", good.replacen('.', ".\n", 1), Fault::Signature),
        ("standard alphabet", format!("{header}.{payload}.{standard}"), Fault::Malformed),
        (
            "signature cut",
            format!("{header}.{payload}.{}", signature.get(..300).unwrap()),
            Fault::Signature,
        ),
        ("no signature", format!("{header}.{payload}."), Fault::Signature),
        ("not ASCII", format!("{good}ü"), Fault::Malformed),
        ("16 KiB and more", format!("{good}{}", "A".repeat(16 << 10)), Fault::Malformed),
    ]);
}

/// The next letter of the base64url alphabet: the same byte, other bits behind its end.
fn bumped(letter: char) -> char {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let at = alphabet.find(letter).unwrap();
    alphabet.chars().nth(at + 1).unwrap()
}
