//! What a redirect URI is, and what it covers.

use super::*;

const APPLE: &str = "com.apple.Preferences://oauth-redirect";

#[test]
fn a006_a008_comparison_forgives_nothing_but_a_loopback_port() {
    for (registered, requested, want) in [
        (APPLE, APPLE, true),
        (APPLE, "com.apple.preferences://oauth-redirect", false),
        (APPLE, "com.apple.Preferences://oauth-redirect/", false),
        ("https://app.example/cb", "https://app.example:443/cb", false),
        ("https://app.example/cb", "https://app.example/cb/", false),
        ("https://app.example/cb", "https://app.example/cb?x=1", false),
        ("http://127.0.0.1/cb", "http://127.0.0.1:54321/cb", true),
        ("http://127.0.0.1/cb", "http://127.0.0.1:54321/cb2", false),
        ("http://localhost", "http://localhost:8400", true),
        ("http://localhost", "http://127.0.0.1:8400", false),
        ("http://localhost:3000/", "http://localhost:3001/", true),
        ("http://[::1]/cb", "http://[::1]:99/cb", true),
    ] {
        let (registered, requested): (RedirectUri, RedirectUri) =
            (registered.parse().unwrap(), requested.parse().unwrap());
        assert_eq!(
            registered.covers(&requested, Fidelity::Hardened),
            want,
            "{registered} {requested}"
        );
    }
    let v6: RedirectUri = "http://[::1]/cb".parse().unwrap();
    assert!(!v6.covers(&"http://[::1]:99/cb".parse().unwrap(), Fidelity::Faithful));
}

#[test]
fn a007_a006_what_is_refused_outright() {
    for (text, want) in [
        ("javascript:alert(1)", InvalidRedirect::Scheme("javascript")),
        ("DATA:text/html,x", InvalidRedirect::Scheme("data")),
        ("https://app.example@evil.example/cb", InvalidRedirect::Ambiguous),
        ("https://app.example\\@evil.example/cb", InvalidRedirect::Ambiguous),
        ("https://app.example/cb#x", InvalidRedirect::Fragment),
        ("com.apple.Preferences://oauth-redirect#x", InvalidRedirect::Fragment),
        ("http://app.example/cb", InvalidRedirect::PlainHttp),
        ("http://127.0.0.1.evil.example/cb", InvalidRedirect::PlainHttp),
        ("http://localhost:80x/cb", InvalidRedirect::PlainHttp),
        ("/cb", InvalidRedirect::NotAbsolute),
        ("https:///cb", InvalidRedirect::NotAbsolute),
        ("https://a.example/\r\nSet-Cookie: x", InvalidRedirect::Ambiguous),
    ] {
        assert_eq!(text.parse::<RedirectUri>().err(), Some(want), "{text}");
    }
    assert_eq!(
        format!("https://{}", "a".repeat(2048)).parse::<RedirectUri>(),
        Err(InvalidRedirect::TooLong)
    );
}

#[test]
fn emitted_as_named_or_as_the_original_spells_it() {
    let apple: RedirectUri = APPLE.parse().unwrap();
    assert_eq!(apple.emitted(Fidelity::Hardened), APPLE);
    assert_eq!(apple.emitted(Fidelity::Faithful), "com.apple.preferences://oauth-redirect/");
    let oob: RedirectUri = "urn:ietf:wg:oauth:2.0:oob".parse().unwrap();
    assert_eq!(oob.emitted(Fidelity::Faithful), "urn:ietf:wg:oauth:2.0:oob");
    assert_eq!(apple.shown_host(), "com.apple.Preferences:");
    assert_eq!(
        "https://app.example:8443/cb".parse::<RedirectUri>().unwrap().origin(),
        "https://app.example:8443"
    );
}
