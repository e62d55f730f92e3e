//! Anti-forgery values.

use consentry_token::{
    csrf::{CsrfKey, bind, check},
    seal::MasterKey,
};

use crate::fixture::Counting;

#[test]
fn bi_052_bi_053_a_value_fits_what_it_was_made_for() {
    let master = MasterKey::generate(&Counting::default()).unwrap();
    let key = CsrfKey::derive(&master);
    let parts = ["session", "transaction", "ada"];
    let value = bind(&key, &parts);
    assert_eq!(value.len(), 43);
    assert!(check(&key, &parts, &value));
    assert!(check(&CsrfKey::derive(&master), &parts, &value), "the same on every node");
    for (name, parts) in [
        ("another user", &["session", "transaction", "bob"][..]),
        ("another order", &["transaction", "session", "ada"]),
        ("moved border", &["sessiont", "ransaction", "ada"]),
        ("fewer", &["session", "transaction"]),
        ("more", &["session", "transaction", "ada", ""]),
    ] {
        assert!(!check(&key, parts, &value), "{name}");
    }
    for forged in
        ["", "=", value.get(..42).unwrap(), &format!("{value}="), &value.to_ascii_lowercase()]
    {
        assert!(!check(&key, &parts, forged), "{forged}");
    }
}
