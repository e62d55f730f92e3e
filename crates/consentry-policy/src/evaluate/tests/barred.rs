//! Locked accounts and addresses: said before the password is looked at, for everybody alike.

use super::*;
use crate::Barred;

const UNTIL: Timestamp = Timestamp::from_seconds(1_900_000_000);

fn locked(facts: Facts) -> Facts {
    Facts { barred: Barred::Account { until: UNTIL }, ..facts }
}

fn held_off(facts: Facts) -> Facts {
    Facts { barred: Barred::Address { until: UNTIL }, ..facts }
}

#[test]
fn a028_a_lock_comes_before_the_password_and_after_the_doors_own_switch() {
    let says = |refusal| Outcome::Refuse(refusal);
    let lock = || says(Refusal::AccountLocked { until: UNTIL });
    let address = || says(Refusal::AddressThrottled { until: UNTIL });
    let nobody = || Facts { user: None, ..facts() };
    let off = || with_user(UserFacts { state: AccountState::Disabled, ..adele() });
    let closed = ApplicationFacts { password_grant: Switch::Off, ..application() };
    let closed = Facts { application: Some(closed), ..facts() };
    let of = Gate::Authentication;
    let mut rows = Vec::new();
    for door in [Door::Authorize, Door::AdminConsent, Door::OwnPages, Door::PasswordGrant] {
        let none = || proving(door, Proof::None);
        rows.extend([
            ("account", none(), locked(facts()), lock(), of),
            ("account, and nobody by that name", none(), locked(nobody()), lock(), of),
            ("account, and switched off", none(), locked(off()), lock(), of),
            ("address", none(), held_off(facts()), address(), of),
            ("address, and nobody by that name", none(), held_off(nobody()), address(), of),
        ]);
    }
    let eas = || basic(Protocol::Eas, Proof::None);
    let basic_off = says(Refusal::BasicOff { protocol: Protocol::Eas });
    let grant_closed = says(Refusal::PasswordGrantClosed { app: well_known::APPLE });
    rows.extend([
        ("Basic", eas(), locked(basic_allowed(facts())), lock(), of),
        ("Basic, and nobody by that name", eas(), locked(basic_allowed(nobody())), lock(), of),
        ("Basic is off: no word of the lock", eas(), locked(facts()), basic_off, of),
        (
            "password grants are closed: no word of the lock",
            proving(Door::PasswordGrant, Proof::None),
            locked(closed),
            grant_closed,
            of,
        ),
    ]);
    table(rows);
}

#[test]
fn a029_a_lock_stops_passwords_and_nothing_else() {
    let granted = || granted(BOTH);
    let session = || attempt().proof;
    for (name, attempt) in [
        ("single sign-on", proving(Door::Authorize, session())),
        ("refresh", proving(Door::RefreshGrant, granted_at(SIGNED_IN_AT))),
        ("code", proving(Door::CodeGrant, granted_at(SIGNED_IN_AT))),
        ("mail with a token", bearing(Protocol::Eas, "EAS.AccessAsUser.All")),
    ] {
        let want = evaluate(&attempt, &granted()).outcome;
        assert!(matches!(want, Outcome::Allow(_)), "{name}: {want:?}");
        assert_eq!(evaluate(&attempt, &locked(granted())).outcome, want, "{name}");
        assert_eq!(evaluate(&attempt, &held_off(granted())).outcome, want, "{name}");
    }
}

#[test]
fn the_trace_says_until_when_and_what_helps() {
    let evaluation = evaluate(&proving(Door::Authorize, Proof::None), &locked(facts()));
    let line = evaluation.trace.last().unwrap();
    assert!(line.decided_by.contains(&UNTIL.to_string()), "{line:?}");
    assert!(line.remedy.contains("consentry user unlock"), "{line:?}");
}
