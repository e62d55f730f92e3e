//! Any tenant, application, user and consents, for what must hold for all of them.

use consentry_model::{
    ConditionSet, ConditionSetId, ConsentPolicy, ConsentReach, Impact, PermissionKey,
    PermissionType, PublisherNeed, RoleConsent, Selection, UserConsent,
};
use proptest::prelude::*;
use well_known::{EXCHANGE, GRAPH};

use super::*;

/// Permissions that are exposed, and one that is not.
pub(crate) const PERMISSIONS: [(AppId, &str); 9] = [
    (EXCHANGE, EAS),
    (EXCHANGE, EWS),
    (EXCHANGE, "Exchange.Manage"),
    (GRAPH, "openid"),
    (GRAPH, "profile"),
    (GRAPH, "User.Read"),
    (GRAPH, "Mail.Read"),
    (GRAPH, "Directory.Read.All"),
    (GRAPH, "Nobody.Exposes.This"),
];

pub(crate) fn any_impact() -> impl Strategy<Value = Impact> {
    prop::sample::select(Impact::ALL.to_vec())
}

pub(crate) fn any_role() -> impl Strategy<Value = DirectoryRole> {
    prop::sample::select(DirectoryRole::ALL.to_vec())
}

fn any_permissions() -> impl Strategy<Value = Vec<(AppId, &'static str)>> {
    prop::sample::subsequence(PERMISSIONS.to_vec(), 0..=PERMISSIONS.len())
}

fn any_selection() -> impl Strategy<Value = Selection<PermissionKey>> {
    let keys = any_permissions().prop_map(|some| {
        let key = |(of, value)| PermissionKey::Id(permission_id(of, value));
        Selection::only(some.into_iter().map(key))
    });
    prop_oneof![2 => Just(Selection::All), 1 => keys]
}

prop_compose! {
    fn any_set()(
        permission_type in prop::sample::select(vec![
            PermissionType::Delegated,
            PermissionType::Delegated,
            PermissionType::DelegatedUserConsentable,
            PermissionType::Application,
        ]),
        impact in prop::option::of(any_impact()),
        resource in prop::option::weighted(0.3, prop::sample::select(vec![EXCHANGE, GRAPH])),
        permissions in any_selection(),
        verified in prop::bool::weighted(0.3),
        own in prop::bool::weighted(0.2),
    ) -> ConditionSet {
        ConditionSet {
            classification: impact,
            resource,
            permissions,
            client_tenants: if own { Selection::only([tenant_id()]) } else { Selection::All },
            publisher: if verified { PublisherNeed::Verified } else { PublisherNeed::Any },
            ..ConditionSet::of(ConditionSetId::from_uuid(uuid::Uuid::nil()), permission_type)
        }
    }
}

/// A policy of a tenant's own; no exclude looks at classes, so that a class can only allow.
fn any_policy(id: &'static str) -> impl Strategy<Value = ConsentPolicy> {
    let includes = prop::collection::vec(any_set(), 0..3);
    let unclassified = any_set().prop_map(|set| ConditionSet { classification: None, ..set });
    let excludes = prop::collection::vec(unclassified, 0..2);
    (includes, excludes).prop_map(move |(includes, excludes)| ConsentPolicy {
        includes,
        excludes,
        ..policy(id, conditions(PermissionType::Delegated))
    })
}

/// Ids of policies, one of which no tenant has.
fn any_policy_id() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "own",
        "second",
        "gone",
        "microsoft-user-default-low",
        "microsoft-user-default-legacy",
        "microsoft-user-default-recommended",
        "microsoft-user-default-allow-consent-apps",
        "microsoft-company-admin",
    ])
}

fn any_user_consent() -> impl Strategy<Value = UserConsent> {
    let choice = prop::sample::select(ConsentChoice::CHOICES.to_vec());
    let custom = prop::collection::btree_set(any_policy_id(), 0..3);
    prop_oneof![
        3 => choice.prop_map(UserConsent::from),
        1 => custom.prop_map(|ids| UserConsent(ids.iter().map(|id| id.parse().unwrap()).collect())),
    ]
}

fn any_right() -> impl Strategy<Value = RoleConsent> {
    let reach = prop::sample::select(vec![ConsentReach::Oneself, ConsentReach::Everybody]);
    (any_role(), reach, any_policy_id()).prop_map(|(role, reach, id)| {
        let policy = id.parse().unwrap();
        RoleConsent { role, reach, policy }
    })
}

prop_compose! {
    pub(crate) fn any_ruling()(
        user_consent in any_user_consent(),
        own in any_policy("own"),
        second in any_policy("second"),
        rights in prop::collection::vec(any_right(), 0..3),
        classes in prop::collection::vec((0..PERMISSIONS.len(), any_impact()), 0..6),
        workflow in any::<bool>(),
        step_up in any::<bool>(),
    ) -> Ruling {
        let mut ruling = assigning(user_consent).knowing(own).knowing(second);
        for (at, impact) in classes {
            let (of, value) = PERMISSIONS[at];
            ruling = ruling.classifying(of, value, impact);
        }
        for RoleConsent { role, reach, policy } in rights {
            ruling = ruling.letting(role, reach, policy.as_str());
        }
        ruling = if workflow { ruling.with_workflow() } else { ruling };
        if step_up { ruling } else { ruling.without_step_up() }
    }
}

prop_compose! {
    fn any_application()(
        mail_client in any::<bool>(),
        own in prop::bool::weighted(0.2),
        one_tenant in prop::bool::weighted(0.2),
        verified in prop::option::weighted(0.8, any::<bool>()),
        days in 0_u64..180,
        looks_like in prop::bool::weighted(0.1),
        listed in any_permissions(),
        roles in prop::bool::weighted(0.1),
    ) -> ApplicationFacts {
        let of = |resource| {
            let values = listed.iter().filter(|(of, _)| *of == resource).map(|(_, value)| *value);
            values.collect::<Vec<_>>().join(" ")
        };
        let base = application();
        let id = if mail_client { base.id } else { unknown(facts()).application.unwrap().id };
        ApplicationFacts {
            id,
            owner: if own { tenant_id() } else { base.owner },
            audience: if one_tenant { Audience::OneTenant } else { Audience::ManyTenants },
            publisher: verified.map(|verified| Publisher {
                verified,
                ..base.publisher.clone().unwrap()
            }),
            registered_at: days_ago(days),
            looks_like: looks_like.then(|| "Apple Internet Accounts".to_owned()),
            required: vec![
                requiring(EXCHANGE, &of(EXCHANGE), if roles { "full_access_as_app" } else { "" }),
                requiring(GRAPH, &of(GRAPH), ""),
            ],
            ..base
        }
    }
}

fn any_principal() -> impl Strategy<Value = Option<PrincipalFacts>> {
    let required = prop::bool::weighted(0.3);
    let switches = (prop::bool::weighted(0.9), required).prop_map(|(enabled, required)| {
        let (enabled, assignment_required) = (enabled.into(), required.into());
        PrincipalFacts { enabled, assignment_required, ..principal() }
    });
    prop::option::weighted(0.8, switches)
}

fn any_user() -> impl Strategy<Value = UserFacts> {
    let roles = prop::collection::btree_set(any_role(), 0..3);
    (prop::bool::weighted(0.2), roles).prop_map(|(guest, roles)| {
        let kind = if guest { UserKind::Guest } else { UserKind::Member };
        UserFacts { kind, roles, ..adele() }
    })
}

/// One consent.
pub(crate) fn any_grant() -> impl Strategy<Value = GrantFacts> {
    let reach = prop::sample::select(vec![GrantReach::Tenant, GrantReach::User]);
    let resource = prop::sample::select(vec![EXCHANGE, GRAPH]);
    (resource, reach, any_permissions()).prop_map(|(resource, reach, some)| {
        let some = some.into_iter().filter(|(of, _)| *of == resource);
        let scopes = some.map(|(_, value)| value.parse().unwrap()).collect();
        GrantFacts { resource, reach, scopes }
    })
}

prop_compose! {
    /// Facts in which nothing but consent, assignment and the switch is open.
    pub(crate) fn any_facts()(
        ruling in any_ruling(),
        application in any_application(),
        principal in any_principal(),
        user in any_user(),
        assigned in any::<bool>(),
        grants in prop::collection::vec(any_grant(), 0..3),
        trusted in prop::sample::subsequence(vec![EAS, EWS], 0..=2),
        granted_role in any::<bool>(),
        with_graph in prop::bool::weighted(0.9),
    ) -> Facts {
        let assignment = if assigned { Assignment::Assigned } else { Assignment::Missing };
        let mut facts = Facts {
            application: Some(application),
            principal,
            user: Some(user),
            assignment,
            grants,
            ..pre_authorized(facts(), EXCHANGE, &trusted.join(" "))
        };
        facts.resources[0].granted_roles = scopes(if granted_role { "full_access_as_app" } else { "" });
        facts.resources.retain(|found| with_graph || found.id != GRAPH);
        ruling.over(facts)
    }
}

/// A sign-in of somebody who has proved who he is, at a door where delegated permissions are asked
/// for.
pub(crate) fn any_attempt() -> impl Strategy<Value = Attempt> {
    let door = prop_oneof![
        5 => Just(Door::Authorize),
        1 => Just(Door::Silent),
        1 => Just(Door::RefreshGrant),
        1 => Just(Door::AdminConsent),
    ];
    let resource = prop::sample::select(vec![EXCHANGE, GRAPH]);
    let named = any_permissions();
    let is_static = any::<bool>();
    let openid = prop::sample::select(vec!["", "openid", "openid profile"]);
    (door, resource, named, is_static, openid, prop::bool::weighted(0.2)).prop_map(
        |(door, resource, named, is_static, openid, renews)| {
            let named = named.into_iter().filter(|(of, _)| *of == resource);
            let ask = if is_static {
                Ask::Static
            } else {
                Ask::Scopes(named.map(|(_, value)| value.parse().unwrap()).collect())
            };
            let renewal = if renews { Renewal::Consent } else { Renewal::AsNeeded };
            let want = Want { resource, ask, openid: scopes(openid), ..attempt().want };
            Attempt { door, want, renewal, ..attempt() }
        },
    )
}
