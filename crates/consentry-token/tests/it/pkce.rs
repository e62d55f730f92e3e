//! Proof Key for Code Exchange: the vector of RFC 7636, the downgrade matrix, the sizes.

use consentry_model::Refusal;
use consentry_token::pkce::{Challenge, redeem};

// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn stored() -> Challenge {
    Challenge::parse(Some(CHALLENGE), Some("S256")).unwrap().unwrap()
}

#[test]
fn the_vector_of_rfc_7636_appendix_b() {
    assert_eq!(Challenge::of(VERIFIER).as_str(), CHALLENGE);
    assert!(stored().fits(VERIFIER));
    assert_eq!(redeem(Some(&stored()), Some(VERIFIER)), Ok(()));
    assert_eq!(Challenge::from_stored(CHALLENGE.to_owned()), stored());
}

#[test]
fn a002_a_challenge_and_a_verifier_come_together_or_not_at_all() {
    let wrong = "w".repeat(43);
    for (name, challenge, verifier, want) in [
        ("neither", None, None, Ok(())),
        ("no challenge, verifier", None, Some(VERIFIER), Err(Refusal::VerifierUnexpected)),
        ("challenge, no verifier", Some(stored()), None, Err(Refusal::VerifierMismatch)),
        ("BI-085 wrong", Some(stored()), Some(wrong.as_str()), Err(Refusal::VerifierMismatch)),
        ("the challenge itself", Some(stored()), Some(CHALLENGE), Err(Refusal::VerifierMismatch)),
        ("right", Some(stored()), Some(VERIFIER), Ok(())),
    ] {
        assert_eq!(redeem(challenge.as_ref(), verifier), want, "{name}");
    }
}

#[test]
fn a003_plain_is_refused_and_so_is_no_method() {
    for method in [Some("plain"), None, Some("s256"), Some("S512"), Some("")] {
        let name = method.unwrap_or("plain").to_owned();
        let said = Challenge::parse(Some(CHALLENGE), method);
        assert_eq!(said, Err(Refusal::ChallengeMethod { method: name }), "{method:?}");
    }
    assert_eq!(Challenge::parse(None, Some("S256")), Ok(None));
    assert_eq!(Challenge::parse(None, None), Ok(None));
}

#[test]
fn a004_bi_086_sizes_and_characters() {
    let refused = |name: &str| Err(Refusal::ChallengeSize { name: name.to_owned() });
    for bad in
        ["", &"a".repeat(42), &"a".repeat(129), &"ä".repeat(43), &format!("{}+", "a".repeat(43))]
    {
        let said = Challenge::parse(Some(bad), Some("S256"));
        assert_eq!(said, refused("code_challenge").map(|()| None), "{bad}");
        assert_eq!(redeem(Some(&stored()), Some(bad)), refused("code_verifier"), "{bad}");
    }
    for length in [43, 128] {
        let text = "~".repeat(length);
        assert!(Challenge::parse(Some(&text), Some("S256")).is_ok());
        assert_eq!(redeem(Some(&Challenge::of(&text)), Some(&text)), Ok(()));
    }
}
