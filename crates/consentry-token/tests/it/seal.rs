//! Sealing: what opens, and what does not.

use consentry_token::seal::{MasterKey, SealError};

use crate::fixture::Counting;

fn master() -> MasterKey {
    MasterKey::generate(&Counting::default()).unwrap()
}

#[test]
fn what_is_sealed_opens_in_its_place_only() {
    let key = master();
    for plain in [&b""[..], b"a secret", &[0; 4096]] {
        let sealed = key.seal("table/row", plain).unwrap();
        assert_eq!(key.open("table/row", &sealed).unwrap().expose(), plain);
        assert_eq!(key.open("table/other", &sealed).unwrap_err(), SealError::Damaged);
        assert_ne!(sealed, key.seal("table/row", plain).unwrap(), "a fresh nonce each time");
    }
}

#[test]
fn bi_400_a_damaged_value_never_opens() {
    let key = master();
    let sealed = key.seal("place", b"a secret").unwrap();
    for length in 0..sealed.len() {
        assert_eq!(key.open("place", &sealed[..length]).unwrap_err(), SealError::Damaged);
    }
    for at in 1..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert_eq!(key.open("place", &changed).unwrap_err(), SealError::Damaged, "byte {at}");
    }
    let mut newer = sealed;
    newer[0] = 2;
    assert_eq!(key.open("place", &newer).unwrap_err(), SealError::Version(2));
}

#[test]
fn a_key_file_reads_back() {
    let key = master();
    let text = key.to_base64();
    assert_eq!(text.expose().len(), 44);
    let again = MasterKey::from_base64(&format!("{}\n", text.expose())).unwrap();
    let sealed = key.seal("place", b"x").unwrap();
    assert_eq!(again.open("place", &sealed).unwrap().expose(), b"x");
    let stranger = MasterKey::from_base64(&format!("{}=", "A".repeat(43))).unwrap();
    assert_eq!(stranger.open("place", &sealed).unwrap_err(), SealError::Damaged);
    for bad in ["", "not base64!", "AAAA", text.expose().trim_end_matches('='), &"A".repeat(64)] {
        assert_eq!(MasterKey::from_base64(bad).unwrap_err(), SealError::MasterKey, "{bad}");
    }
    assert_eq!(format!("{key:?}"), "MasterKey(…)");
}
