//! The consent gate, in the order of `identity.md` §3.2: what is wanted and missing (4), doors
//! without a page (5), who may grant it (6), the need for an administrator (7), what an acceptance
//! leads to (8).

mod accepted;
mod admin_flow;
mod admin_only;
mod choices;
mod need_admin;
mod properties;
mod risk;
mod roles;
mod wanted;
mod without_page;

use super::*;
use crate::Organisation;
use DirectoryRole as R;
use GrantReach::{Tenant as ForAll, User as Own};
use well_known::{EXCHANGE, GRAPH};

/// A user's consent page.
fn page(scopes_by_resource: &[(AppId, &str)]) -> Outcome {
    let entries = scopes_by_resource.iter().map(|(resource, values)| (*resource, scopes(values)));
    Outcome::Interact(Interaction::Consent(ConsentAsk {
        scopes: entries.collect(),
        roles: BTreeMap::new(),
        organisation: Organisation::NotOffered,
    }))
}

/// The whole static list, and who the user is.
fn first_page() -> Outcome {
    page(&[(EXCHANGE, BOTH), (GRAPH, "User.Read openid profile")])
}

/// What the user granted on Exchange for himself.
fn by_user(values: &str) -> Facts {
    granting(facts(), &[(EXCHANGE, Own, values)])
}

/// A request that reaches the token endpoint with a code or refresh token.
fn redeeming(door: Door) -> Attempt {
    proving(door, granted_at(SIGNED_IN_AT))
}

#[test]
fn doors_that_ask_for_no_consent() {
    let own_pages = || proving(Door::OwnPages, Proof::Password);
    let off = || basic_allowed(users_may_not_consent(facts()));
    let allowed = || Outcome::Allow(Allowed::default());
    table(vec![
        ("a Basic login", basic(Protocol::Eas, Proof::Password), off(), allowed(), Gate::Consent),
        ("SMTP by Basic", basic(Protocol::Smtp, Proof::Password), off(), allowed(), Gate::Consent),
        ("a page of our own", own_pages(), off(), allowed(), Gate::Consent),
        ("for a guest", own_pages(), guest(off()), allowed(), Gate::Consent),
        ("asked again", again(own_pages()), off(), allowed(), Gate::Consent),
    ]);
}
