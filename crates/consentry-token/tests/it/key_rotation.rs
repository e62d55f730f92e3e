//! When a key is followed by another one, and which keys count for whose tokens.

use std::{sync::Arc, time::Duration};

use consentry_model::{TenantId, Timestamp, refusal::TokenFault};
use consentry_token::{
    jwt::{Expected, verify},
    keys::{
        KeyLife, KeyScope, KeyState, SigningKey,
        rotation::{AHEAD, BEHIND, DOCUMENT_KEPT, due},
    },
};

use crate::fixture::{self, NOW, audiences, exchange_token, expected, issuers, other, signing};

const HOUR: Duration = Duration::from_hours(1);
const INTERVAL: Duration = Duration::from_hours(24 * 90);
const ALL: KeyScope = KeyScope::Installation;

#[test]
fn a044_a_key_shows_longer_than_documents_are_kept() {
    let longest_token = Duration::from_mins(90);
    assert!(AHEAD > DOCUMENT_KEPT, "before it signs");
    assert!(BEHIND > longest_token + DOCUMENT_KEPT, "after it signed");
}

#[test]
fn a044_a_successor_is_made_a_day_before_it_is_needed() {
    let since = |at: Timestamp| KeyLife::of_installation(at);
    let own = |at: Timestamp| KeyLife { scope: KeyScope::Tenant(fixture::tenant()), ..since(at) };
    let turn = NOW.plus(INTERVAL);
    let late = turn.plus(HOUR * 1000);
    for (name, scope, lives, now, want) in [
        ("no key at all", ALL, vec![], NOW, Some(NOW)),
        ("a tenant without a key", KeyScope::Tenant(fixture::tenant()), vec![], NOW, None),
        ("a young key", ALL, vec![since(NOW)], NOW, None),
        ("not yet", ALL, vec![since(NOW)], turn.minus(AHEAD + HOUR), None),
        ("in time", ALL, vec![since(NOW)], turn.minus(AHEAD), Some(turn)),
        (
            "made already",
            ALL,
            vec![since(NOW).succeeded(turn), since(turn)],
            turn.minus(HOUR),
            None,
        ),
        ("it signs", ALL, vec![since(NOW).succeeded(turn), since(turn)], turn, None),
        ("nobody ran for long", ALL, vec![since(NOW)], late, Some(late.plus(AHEAD))),
        ("all are retired", ALL, vec![since(NOW).retired(NOW)], NOW, Some(NOW)),
        ("a tenant's own", own(NOW).scope, vec![own(NOW)], turn.minus(AHEAD), Some(turn)),
    ] {
        assert_eq!(due(scope, &lives, INTERVAL, now), want, "{name}");
    }
}

#[test]
fn a044_a_retired_key_counts_for_nothing_at_once() {
    let life = KeyLife::of_installation(NOW).succeeded(NOW.plus(HOUR));
    assert_eq!(life.state(NOW.plus(HOUR)), KeyState::Previous);
    assert_eq!(life.state(NOW.plus(HOUR + BEHIND)), KeyState::Retired);
    let exposed = life.retired(NOW);
    assert_eq!(exposed.state(NOW), KeyState::Retired);
    assert_eq!(exposed.signs_until, Some(NOW));
    assert_eq!(life.alone(), KeyLife::of_installation(NOW));
}

/// A token of one tenant by the key of another tenant, of the whole installation, of its own.
#[test]
fn a034_a_key_counts_for_its_own_issuer_alone() {
    let (issuers, audiences) = (issuers(), audiences());
    let expected = expected(&issuers, &audiences);
    let foreign: TenantId = "11111111-2222-4333-8444-555566667777".parse().unwrap();
    let life = |scope| KeyLife { scope, ..KeyLife::of_installation(Timestamp::from_seconds(0)) };
    let (good, beside): (Arc<SigningKey>, Arc<SigningKey>) = (signing(), other());
    let checked = |scope: KeyScope, expected: &Expected<'_>| {
        let keys = fixture::ring(&[(&good, life(scope)), (&beside, life(KeyScope::Installation))]);
        verify(&exchange_token(), keys.public(), expected).map(|access| access.kid)
    };
    let kid = Ok(good.kid().to_owned());
    assert_eq!(checked(KeyScope::Installation, &expected), kid);
    assert_eq!(checked(KeyScope::Tenant(fixture::tenant()), &expected), kid);
    assert_eq!(checked(KeyScope::Tenant(foreign), &expected), Err(TokenFault::Signature));
    // Also where the address is that of the key's tenant.
    let there = Expected { tenant: Some(foreign), ..expected };
    assert_eq!(checked(KeyScope::Tenant(foreign), &there), Err(TokenFault::Signature));
}
