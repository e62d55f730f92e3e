//! The key document with a fixed key, and what may not stand in it.

use std::sync::Arc;

use consentry_model::Timestamp;
use consentry_token::{
    jwt::TokenVersion,
    keys::{HeldKey, KeyError, KeyLife, KeyRing, KeyScope},
};

use crate::fixture::{NOW, issuers, key_set, other, ring, signing, tenant};

fn since(seconds: i64) -> KeyLife {
    KeyLife::of_installation(Timestamp::from_seconds(seconds))
}

#[test]
fn version_1_names_keys_alone() {
    let jwks = key_set().jwks(TokenVersion::V1, &issuers(), None, NOW);
    insta::assert_snapshot!(serde_json::to_string_pretty(&jwks).unwrap(), @r#"
    {
      "keys": [
        {
          "kty": "RSA",
          "use": "sig",
          "kid": "D7NMW5vVSFZ229ItoMutGQ8LE14",
          "x5t": "D7NMW5vVSFZ229ItoMutGQ8LE14",
          "n": "2B_YSb1tnA3JcJL-WMCy-PPYL9PQ_-FTFGpuH_lwZRShRAnwQJUiVAsRXcriwWpNfv598f6DewhT0mHQ_WU41V4FjzbDFGtclonpqePwg4t13MuezR8gxK6NRs94wnwOL3KKGYpxPkfZfJ2Ji-2eu-gGpxKdQbyLqHFpFLAxobgUGW8bVGah0fLdmhEnppOqk10hOQXRk8DEtcsOYbbK7Xjmc6ws_pK9B6rOBGyYIBsdd2Ns3Rmbwy8n-rGZN38z9wH0V8JbLFNgz4mV0iNcbacaiFWIfyhQlmXbJygzWLh0drBNA1biCGBNakF2yj2ChllU2Qa6x9deC5AteCk4nw",
          "e": "AQAB",
          "x5c": [
            "MIIDCjCCAfKgAwIBAgIBATANBgkqhkiG9w0BAQsFADAeMRwwGgYDVQQDDBNDb25zZW50cnkgdGVzdCBvbmx5MB4XDTI2MTEyMjA4NDE1N1oXDTM2MTExOTA4NDE1N1owHjEcMBoGA1UEAwwTQ29uc2VudHJ5IHRlc3Qgb25seTCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBANgf2Em9bZwNyXCS/ljAsvjz2C/T0P/hUxRqbh/5cGUUoUQJ8ECVIlQLEV3K4sFqTX7+ffH+g3sIU9Jh0P1lONVeBY82wxRrXJaJ6anj8IOLddzLns0fIMSujUbPeMJ8Di9yihmKcT5H2XydiYvtnrvoBqcSnUG8i6hxaRSwMaG4FBlvG1RmodHy3ZoRJ6aTqpNdITkF0ZPAxLXLDmG2yu145nOsLP6SvQeqzgRsmCAbHXdjbN0Zm8MvJ/qxmTd/M/cB9FfCWyxTYM+JldIjXG2nGohViH8oUJZl2ycoM1i4dHawTQNW4ghgTWpBdso9goZZVNkGusfXXguQLXgpOJ8CAwEAAaNTMFEwHQYDVR0OBBYEFJsV9nw0LsbK9a6iQ4ijSYofadPTMB8GA1UdIwQYMBaAFJsV9nw0LsbK9a6iQ4ijSYofadPTMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAILY5pVeAYkfqfUwMiygZvJ1C7AAYpuFpAcHPYNZHm/AGp6pRuOyuL+MK00JocPHbJB0/EEqUx4E51ag7Vib0CfXF2Vl5XrbSSwLGJzcw/c9E+dejwKUPHj+sS0Q8OFGYFnP44itP3PsowXiW1GjAjqTwR4IqjzEIE8i2j2b+YiYUgjRk+iNnEzYqH5/OiNTyWslgByqjfvcp1M/hiDret2yZ71vckLV72WX+y7xnP452Szx0jO1RSKTKinNSDpLgriQZxT8EI1S8mgWzgvIy9AjvSXHgJavUm0TKdMBq19w57x9DzwEeonzoWxuBvQfY5bG+TcDw/aDWGEFJEpdFnc="
          ]
        }
      ]
    }
    "#);
}

#[test]
fn version_2_adds_the_issuer_template() {
    let jwks = key_set().jwks(TokenVersion::V2, &issuers(), None, NOW);
    let issuer = "https://login.contoso.example/{tenantid}/v2.0";
    assert_eq!(jwks.keys[0].issuer.as_deref(), Some(issuer));
}

#[test]
fn the_kid_is_the_thumbprint_of_the_certificate() {
    let key = signing();
    assert_eq!(key.kid().len(), 27);
    let jwk = key.public().jwk(None);
    assert_eq!(jwk.kid, jwk.x5t);
    assert_eq!(jwk.kid, key.kid());
    // `openssl x509 -fingerprint -sha1` of the test certificate, as base64url.
    assert_eq!(key.kid(), "D7NMW5vVSFZ229ItoMutGQ8LE14");
}

#[test]
fn keys_show_ahead_of_use_and_after_it_but_not_once_retired() {
    let (signing, other) = (signing(), other());
    let at = |seconds: i64| Timestamp::from_seconds(seconds);
    let kids = |first: KeyLife, second: KeyLife, now: i64| -> Vec<String> {
        let ring = ring(&[(&signing, first), (&other, second)]);
        let jwks = ring.public().jwks(TokenVersion::V1, &issuers(), None, at(now));
        jwks.keys.into_iter().map(|key| key.kid).collect()
    };
    let old = KeyLife { signs_until: Some(at(100)), retires_at: Some(at(200)), ..since(0) };
    assert_eq!(kids(old, since(100), 50), [other.kid(), signing.kid()], "next and current");
    assert_eq!(kids(old, since(100), 150), [other.kid(), signing.kid()], "current and previous");
    assert_eq!(kids(old, since(100), 200), [other.kid()], "the old one is retired");
}

#[test]
fn a_tenants_own_key_shows_in_its_document_alone() {
    let own = KeyLife { scope: KeyScope::Tenant(tenant()), ..since(0) };
    let (signing, other) = (signing(), other());
    let ring = ring(&[(&signing, since(0)), (&other, own)]);
    let count = |tenant| ring.public().jwks(TokenVersion::V2, &issuers(), tenant, NOW).keys.len();
    assert_eq!(count(None), 1);
    assert_eq!(count(Some(tenant())), 2);
    assert_eq!(count(Some("11111111-2222-4333-8444-555566667777".parse().unwrap())), 1);
    let jwks = ring.public().jwks(TokenVersion::V2, &issuers(), Some(tenant()), NOW);
    let issuer = jwks.keys.into_iter().find(|key| key.kid == other.kid()).unwrap().issuer;
    assert!(issuer.unwrap().contains(&tenant().to_string()));
}

#[test]
fn a041_two_keys_of_one_id_are_refused() {
    let twice = [0, 1].map(|at| HeldKey { key: Arc::clone(&signing()), life: since(at) });
    let error = KeyRing::new(twice.to_vec()).unwrap_err();
    assert_eq!(error, KeyError::DuplicateKid { kid: signing().kid().to_owned() });
}
