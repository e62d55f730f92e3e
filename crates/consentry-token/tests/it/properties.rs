//! Whatever comes, checking ends without a panic, and only the token itself is good.

use std::sync::LazyLock;

use consentry_token::{
    jwt::{Issuers, verify},
    keys::KeySet,
    opaque::TokenHash,
    pkce::{Challenge, redeem},
    seal::MasterKey,
};
use proptest::prelude::*;

use crate::fixture::{Counting, audiences, exchange_token, expected, issuers, key_set};

static TOKEN: LazyLock<String> = LazyLock::new(exchange_token);
static KEYS: LazyLock<KeySet> = LazyLock::new(key_set);
static ISSUERS: LazyLock<Issuers> = LazyLock::new(issuers);
static AUDIENCES: LazyLock<Vec<String>> = LazyLock::new(audiences);

fn accepted(token: &str) -> bool {
    verify(token, &KEYS, &expected(&ISSUERS, &AUDIENCES)).is_ok()
}

proptest! {
    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        prop_assert!(!accepted(&text));
    }

    #[test]
    fn any_three_parts_are_answered(text in "[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,400}") {
        prop_assert!(!accepted(&text));
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(!accepted(&String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn a_changed_letter_spoils_the_token(at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_.=+/ -]") {
        let at = at.index(TOKEN.len());
        let mut changed = TOKEN.clone();
        changed.replace_range(at..=at, &letter);
        prop_assert_eq!(accepted(&changed), changed == *TOKEN);
    }

    #[test]
    fn a_letter_more_or_less_spoils_the_token(at in any::<prop::sample::Index>(), letter in "[A-Za-z0-9_.-]") {
        let at = at.index(TOKEN.len());
        let mut longer = TOKEN.clone();
        longer.insert_str(at, &letter);
        prop_assert!(!accepted(&longer));
        let mut shorter = TOKEN.clone();
        shorter.remove(at);
        prop_assert!(!accepted(&shorter));
        prop_assert!(!accepted(TOKEN.get(..at).unwrap()));
    }

    #[test]
    fn hashes_round_trip(text in any::<String>()) {
        let hash = TokenHash::of(&text);
        prop_assert_eq!(hash.to_hex().parse::<TokenHash>(), Ok(hash));
    }

    #[test]
    fn every_well_formed_verifier_fits_its_own_challenge_alone(
        verifier in "[A-Za-z0-9._~-]{43,128}",
        other in "[A-Za-z0-9._~-]{43,128}",
    ) {
        let challenge = Challenge::of(&verifier);
        prop_assert_eq!(redeem(Some(&challenge), Some(&verifier)), Ok(()));
        prop_assert_eq!(redeem(Some(&challenge), Some(&other)).is_ok(), other == verifier);
    }

    #[test]
    fn sealed_values_round_trip(plain in proptest::collection::vec(any::<u8>(), 0..300), noise in proptest::collection::vec(any::<u8>(), 0..100)) {
        let key = MasterKey::generate(&Counting::default()).unwrap();
        let sealed = key.seal("place", &plain).unwrap();
        let opened = key.open("place", &sealed).unwrap();
        prop_assert_eq!(opened.expose(), &plain);
        prop_assert!(key.open("place", &noise).is_err());
    }
}
