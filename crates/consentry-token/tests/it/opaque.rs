//! Opaque tokens and their hashes.

use std::collections::BTreeSet;

use consentry_token::opaque::{InvalidHash, TokenHash, TokenKind, mint, mint_secret, secret_hash};

use crate::fixture::Counting;

#[test]
fn a024_tokens_have_256_bits_and_a_readable_kind() {
    let ids = Counting::default();
    for (kind, prefix) in [
        (TokenKind::Code, "1.AC"),
        (TokenKind::Refresh, "1.AR"),
        (TokenKind::Session, "1.S"),
        (TokenKind::Transaction, "1.T"),
    ] {
        let (token, hash) = mint(kind, &ids);
        let random = token.expose().strip_prefix(prefix).unwrap();
        assert_eq!(random.len(), 43, "256 bits in base64url");
        assert_eq!(hash, TokenHash::of(token.expose()));
        assert!(!format!("{token:?} {hash:?}").contains(random));
    }
}

#[test]
fn no_two_tokens_are_alike() {
    let ids = Counting::default();
    let hashes: BTreeSet<TokenHash> = (0..1000).map(|_| mint(TokenKind::Code, &ids).1).collect();
    assert_eq!(hashes.len(), 1000);
}

#[test]
fn client_secrets_begin_with_a_letter() {
    let ids = Counting::default();
    for _ in 0..100 {
        let (secret, hash) = mint_secret(&ids);
        assert!(secret.expose().starts_with(|c: char| c.is_ascii_uppercase()));
        assert_eq!(secret.expose().len(), 44);
        assert_eq!(hash, secret_hash(secret.expose()));
        assert_ne!(hash, secret_hash(&secret.expose().to_ascii_lowercase()));
    }
}

#[test]
fn hashes_read_what_they_print() {
    // FIPS 180-2, appendix B.1.
    let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let hash = TokenHash::of("abc");
    assert_eq!(hash.to_hex(), text);
    assert_eq!(hash.to_string(), text);
    assert_eq!(text.parse::<TokenHash>(), Ok(hash));
    assert_eq!(TokenHash::from_bytes(*hash.as_bytes()), hash);
    assert_eq!(format!("{hash:?}"), "TokenHash(ba7816bf…)");
    for bad in ["", "ba78", &text.to_ascii_uppercase(), &format!("{text}0"), &format!("{text}00")] {
        assert_eq!(bad.parse::<TokenHash>(), Err(InvalidHash), "{bad}");
    }
}
