//! The matrix against the door, cell by cell, and what differs between two.

use consentry_model::{
    ConsentChoice, Impact, ScopeSet, Switch,
    well_known::{EXCHANGE, GRAPH},
};
use proptest::prelude::*;

use super::*;
use crate::{
    GrantReach, PrincipalFacts, evaluate,
    scene::{
        any::{PERMISSIONS, any_facts},
        *,
    },
};

fn permissions() -> Vec<(AppId, ScopeValue)> {
    PERMISSIONS.into_iter().map(|(resource, value)| (resource, value.parse().unwrap())).collect()
}

/// An application's facts as a matrix gets them: nobody's.
fn nobodys(facts: Facts) -> Facts {
    let grants = facts.grants.into_iter().filter(|grant| grant.reach == GrantReach::Tenant);
    let grants = grants.collect();
    Facts { user: None, assignment: Assignment::Missing, grants, ..facts }
}

/// The row of a permission, a letter for each kind of user: silent, prompt, request, admin, no.
fn letters(row: &MatrixRow) -> String {
    row.cells
        .iter()
        .map(|cell| match cell {
            Checked::Silent => 's',
            Checked::Prompt => 'p',
            Checked::Request => 'r',
            Checked::NeedAdmin => 'a',
            Checked::Refused => 'n',
        })
        .collect()
}

/// The whole matrix of one application.
fn shown(facts: Facts) -> Vec<String> {
    matrix([&nobodys(facts)], &permissions()).iter().map(letters).collect()
}

/// Member, guest, application, cloud application, privileged role, global administrator.
#[test]
fn what_a_tenant_lets_whom_do() {
    let all = |cells: &str| vec![cells.to_owned(); PERMISSIONS.len()];
    let off = || choosing(ConsentChoice::Off);
    let low = || choosing(ConsentChoice::LowImpact).classifying_all(Impact::Low);
    let disabled = PrincipalFacts { enabled: Switch::Off, ..principal() };
    for (name, facts, want) in [
        (
            "users may",
            facts(),
            [
                "papppp", "papppp", "aapppp", "papppp", "papppp", "papppp", "papppp", "aapppp",
                "aapppp",
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
        ("users may not", off().over(facts()), all("aapppp")),
        ("workflow", off().with_workflow().over(facts()), all("rrpppp")),
        (
            "low impact",
            low().over(facts()),
            [
                "papppp", "papppp", "aapppp", "papppp", "papppp", "papppp", "aapppp", "aapppp",
                "aapppp",
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
        (
            "recommended, unknown",
            choosing(ConsentChoice::Recommended).over(unknown(facts())),
            [
                "aapppp", "aapppp", "aapppp", "papppp", "papppp", "papppp", "aapppp", "aapppp",
                "aapppp",
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
        (
            "granted for all",
            off().over(granted(EAS)),
            [
                "ssssss", "aapppp", "aapppp", "ssssss", "ssssss", "aapppp", "aapppp", "aapppp",
                "aapppp",
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
        (
            "pre-authorised",
            off().over(pre_authorized(facts(), EXCHANGE, EAS)),
            [
                "ssssss", "aapppp", "aapppp", "aapppp", "aapppp", "aapppp", "aapppp", "aapppp",
                "aapppp",
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
        ("assignment required", assignment_required(facts()), all("aapppp")),
        ("disabled", Facts { principal: Some(disabled), ..facts() }, all("nnnnnn")),
        (
            "young",
            young(facts(), 1),
            [
                "aapppp", "aapppp", "aapppp", "papppp", "papppp", "papppp", "aapppp", "aapppp",
                "aapppp",
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
    ] {
        assert_eq!(shown(facts), want, "{name}");
    }
}

#[test]
fn rows_name_what_they_are_about() {
    let second = nobodys(unknown(facts()));
    let first = nobodys(facts());
    let gone = Facts { application: None, ..nobodys(facts()) };
    let rows = matrix([&first, &gone, &second], &permissions());
    assert_eq!(rows.len(), 2 * PERMISSIONS.len());
    let ids = [&first, &second].map(|facts| facts.application.as_ref().unwrap().id);
    for (at, row) in rows.iter().enumerate() {
        let (resource, scope) = PERMISSIONS[at % PERMISSIONS.len()];
        assert_eq!(row.app, ids[at / PERMISSIONS.len()]);
        assert_eq!((row.resource, row.scope.as_str()), (resource, scope));
    }
    assert!(matrix([&first], &[]).is_empty());
    assert!(matrix([], &permissions()).is_empty());
}

#[test]
fn the_difference_between_two_tenants() {
    let rows = |facts| matrix([&nobodys(facts)], &permissions());
    let open = rows(facts());
    let closed = rows(choosing(ConsentChoice::Off).over(facts()));
    let changes = difference(&open, &closed);
    let said: Vec<String> = changes
        .iter()
        .map(|change| {
            let MatrixChange { scope, class, before, after, .. } = change;
            format!("{scope} {}: {before} -> {after}", class.word())
        })
        .collect();
    let want = [EAS, EWS, "openid", "profile", "User.Read", "Mail.Read"]
        .map(|scope| format!("{scope} member: prompt -> need-admin"));
    assert_eq!(said, want);
    assert!(changes.iter().all(|change| change.app == facts().application.unwrap().id));
    assert_eq!(changes[0].resource, EXCHANGE);
    assert_eq!(changes[4].resource, GRAPH);
    assert!(difference(&open, &open).is_empty());
    let back = difference(&closed, &open);
    assert_eq!(back.len(), changes.len());
    assert!(back.iter().all(|change| change.after == Checked::Prompt));
}

#[test]
fn kinds_of_users_have_their_words() {
    let words = UserClass::ALL.map(UserClass::word);
    assert_eq!(
        words,
        [
            "member",
            "guest",
            "application-administrator",
            "cloud-application-administrator",
            "privileged-role-administrator",
            "global-administrator",
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// One truth: a cell says what the door would say to such a user.
    #[test]
    fn a_cell_is_what_the_door_says(facts in any_facts()) {
        let facts = nobodys(facts);
        for row in matrix([&facts], &permissions()) {
            let openid = row.resource == GRAPH && row.scope.is_openid();
            let (named, openid) = if openid {
                (ScopeSet::new(), scopes(row.scope.as_str()))
            } else {
                (scopes(row.scope.as_str()), ScopeSet::new())
            };
            let want = Want { resource: row.resource, openid, ..attempt_of(named) };
            let app = Some(row.app);
            let door = Attempt { app, want, proof: Proof::Password, ..crate::scene::attempt() };
            for (class, cell) in UserClass::ALL.into_iter().zip(row.cells) {
                let kind =
                    if class == UserClass::Guest { UserKind::Guest } else { UserKind::Member };
                let user = UserFacts { kind, roles: roles_of(class), ..adele() };
                let assignment = Assignment::Assigned;
                let facts = Facts { user: Some(user), assignment, ..facts.clone() };
                let outcome = evaluate(&door, &facts).outcome;
                prop_assert_eq!(Checked::of(&outcome), cell, "{} {:?}", row.scope, class);
            }
        }
    }
}

fn attempt_of(named: ScopeSet) -> Want {
    Want { ask: Ask::Scopes(named), ..crate::scene::attempt().want }
}

fn roles_of(class: UserClass) -> BTreeSet<DirectoryRole> {
    let role = match class {
        UserClass::Member | UserClass::Guest => None,
        UserClass::ApplicationAdministrator => Some(DirectoryRole::ApplicationAdministrator),
        UserClass::CloudApplicationAdministrator => {
            Some(DirectoryRole::CloudApplicationAdministrator)
        }
        UserClass::PrivilegedRoleAdministrator => Some(DirectoryRole::PrivilegedRoleAdministrator),
        UserClass::GlobalAdministrator => Some(DirectoryRole::GlobalAdministrator),
    };
    role.into_iter().collect()
}
