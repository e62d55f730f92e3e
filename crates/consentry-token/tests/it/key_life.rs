//! Making, keeping and choosing signing keys.

use consentry_model::{Secret, Timestamp};
use consentry_token::{
    keys::{ExportedKey, KeyError, KeyLife, KeyScope, KeyState, SigningKey},
    seal::{MasterKey, SealError},
};

use crate::fixture::{
    Counting, NOW, exported_other, exported_signing, other, ring, signing, tenant,
};

#[test]
fn a_new_key_survives_sealing_and_opening() {
    let key = SigningKey::generate(NOW).unwrap();
    assert_eq!(key.kid().len(), 27);
    let exported = key.export().unwrap();
    let master = MasterKey::generate(&Counting::default()).unwrap();
    let sealed = master.seal("signing key", exported.pkcs8.expose()).unwrap();
    let pkcs8 = master.open("signing key", &sealed).unwrap();
    let again = SigningKey::import(&ExportedKey { pkcs8, ..exported }).unwrap();
    assert_eq!(again.kid(), key.kid());
}

#[test]
fn certificates_can_be_dated_anywhere() {
    for at in [i64::MIN, -1, 0, i64::MAX] {
        assert!(SigningKey::generate(Timestamp::from_millis(at)).is_ok(), "{at}");
    }
}

#[test]
fn bi_400_damaged_keys_are_errors() {
    let good = exported_signing();
    let pkcs8 = good.pkcs8.expose();
    let import = |pkcs8: &[u8], certificate: &[u8]| {
        let pkcs8 = Secret::new(pkcs8.to_vec());
        SigningKey::import(&ExportedKey { pkcs8, certificate: certificate.to_vec() }).err()
    };
    assert_eq!(import(pkcs8, &good.certificate), None);
    for (name, pkcs8, certificate, want) in [
        ("empty", &[][..], &good.certificate[..], KeyError::Unreadable),
        ("truncated", &pkcs8[..pkcs8.len() - 1], &good.certificate, KeyError::Unreadable),
        ("no certificate", pkcs8, &[], KeyError::OtherCertificate),
        ("other certificate", pkcs8, &exported_other().certificate, KeyError::OtherCertificate),
    ] {
        assert_eq!(import(pkcs8, certificate), Some(want), "{name}");
    }
    let master = MasterKey::generate(&Counting::default()).unwrap();
    let sealed = master.seal("signing key", pkcs8).unwrap();
    let half = &sealed[..sealed.len() / 2];
    assert_eq!(master.open("signing key", half).unwrap_err(), SealError::Damaged);
}

#[test]
fn a045_keys_print_their_names_alone() {
    let key = signing();
    let printed = format!("{key:?} {:?} {:?}", key.public(), exported_signing().pkcs8);
    insta::assert_snapshot!(printed, @r#"SigningKey { kid: "D7NMW5vVSFZ229ItoMutGQ8LE14", .. } PublicKey { kid: "D7NMW5vVSFZ229ItoMutGQ8LE14", .. } …"#);
}

#[test]
fn the_times_of_a_key_say_where_it_stands() {
    let at = Timestamp::from_seconds;
    let life = KeyLife {
        signs_until: Some(at(200)),
        retires_at: Some(at(300)),
        ..KeyLife::of_installation(at(100))
    };
    for (now, want) in [
        (99, KeyState::Next),
        (100, KeyState::Current),
        (199, KeyState::Current),
        (200, KeyState::Previous),
        (299, KeyState::Previous),
        (300, KeyState::Retired),
    ] {
        assert_eq!(life.state(at(now)), want, "{now}");
    }
}

#[test]
fn the_newest_current_key_signs_a_tenants_own_first() {
    let at = Timestamp::from_seconds;
    let (first, second) = (signing(), other());
    let since = |seconds| KeyLife::of_installation(at(seconds));
    let signer = |one: KeyLife, two: KeyLife, now: i64| {
        let ring = ring(&[(&first, one), (&second, two)]);
        ring.signer(tenant(), at(now)).map(|key| key.kid().to_owned())
    };
    let (one, two) = (Some(first.kid().to_owned()), Some(second.kid().to_owned()));
    assert_eq!(signer(since(0), since(100), 50), one, "published ahead");
    assert_eq!(signer(since(0), since(100), 100), two, "the newest");
    let over = KeyLife { signs_until: Some(at(10)), ..since(0) };
    assert_eq!(signer(over, since(100), 50), None, "a gap");
    let own = KeyLife { scope: KeyScope::Tenant(tenant()), ..since(0) };
    assert_eq!(signer(own, since(100), 150), one, "its own");
    let foreign = "11111111-2222-4333-8444-555566667777".parse().unwrap();
    let foreign = KeyLife { scope: KeyScope::Tenant(foreign), ..since(120) };
    assert_eq!(signer(since(0), foreign, 150), one, "never another tenant's");
}
