//! What the tests judge: one phone, one tenant, one user, and how they can differ.
//!
//! The base is Adele's iPhone in a tenant whose users may consent, with nothing granted.

pub(crate) mod any;
mod ruling;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub(crate) use PermissionKind::{Admin, User};
use consentry_model::{
    AccountState, AppId, Audience, BasicProtocols, ConsentChoice, DelegatedPermission,
    DirectoryRole, Fidelity, PasswordState, PermissionId, PermissionKind, Protocol, Publisher,
    Refusal, RequiredResource, ScopeSet, Switch, Tenant, TenantId, TenantSettings, Timestamp,
    UserKind, Workflow, well_known,
};

pub(crate) use self::ruling::*;
use crate::{
    ApplicationFacts, Ask, Assignment, Attempt, Barred, Basis, ConsentRules, Door, Facts,
    GrantFacts, GrantReach, Held, Interaction, Organisation, Outcome, PrincipalFacts, Proof,
    Renewal, ResourceFacts, TenantFacts, UserFacts, ValidFrom, Want,
};

/// The present moment of every attempt.
pub(crate) const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);
pub(crate) const SIGNED_IN_AT: Timestamp = Timestamp::from_seconds(1_763_791_000);
pub(crate) const EAS: &str = "EAS.AccessAsUser.All";
pub(crate) const EWS: &str = "EWS.AccessAsUser.All";
pub(crate) const BOTH: &str = "EAS.AccessAsUser.All EWS.AccessAsUser.All";

pub(crate) fn scopes(text: &str) -> ScopeSet {
    text.parse().unwrap()
}

pub(crate) fn tenant_id() -> TenantId {
    "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap()
}

/// Adele's iPhone at the authorization endpoint, v1: the static list, in a session.
pub(crate) fn attempt() -> Attempt {
    Attempt {
        door: Door::Authorize,
        app: Some(well_known::APPLE),
        user_name: "adele@contoso.example".to_owned(),
        want: Want {
            resource: well_known::EXCHANGE,
            name: "https://outlook.office365.com".to_owned(),
            ask: Ask::Static,
            openid: scopes("openid profile"),
        },
        renewal: Renewal::AsNeeded,
        proof: Proof::Session {
            authenticated_at: SIGNED_IN_AT,
            held: Held::Cookie(Basis::Password),
        },
    }
}

pub(crate) fn at(door: Door) -> Attempt {
    Attempt { door, ..attempt() }
}

pub(crate) fn proving(door: Door, proof: Proof) -> Attempt {
    Attempt { door, proof, ..attempt() }
}

pub(crate) fn asking(door: Door, named: &str) -> Attempt {
    let want = Want { ask: Ask::Scopes(scopes(named)), ..attempt().want };
    Attempt { door, want, ..attempt() }
}

/// A code or refresh token of a public client, after a sign-in with a password.
pub(crate) fn granted_at(issued_at: Timestamp) -> Proof {
    Proof::Grant { issued_at, held: Held::Token(Basis::Password) }
}

/// A bearer token with these scopes at a mail door.
pub(crate) fn bearing(protocol: Protocol, carried: &str) -> Attempt {
    let proof = Proof::AccessToken {
        issued_at: SIGNED_IN_AT,
        scopes: scopes(carried),
        held: Held::Token(Basis::Password),
    };
    let ask = Ask::Scopes(protocol.scope().map(scopes).unwrap_or_default());
    let want = Want { ask, openid: ScopeSet::new(), ..attempt().want };
    Attempt { door: Door::MailToken(protocol), want, proof, ..attempt() }
}

/// A Basic login at a mail door.
pub(crate) fn basic(protocol: Protocol, proof: Proof) -> Attempt {
    Attempt { door: Door::MailBasic(protocol), app: None, proof, ..attempt() }
}

/// A tenant whose users may consent; Apple's application known, met, and granted nothing.
pub(crate) fn facts() -> Facts {
    Facts {
        now: NOW,
        tenant: TenantFacts {
            id: tenant_id(),
            fidelity: Fidelity::Hardened,
            consent: rules(ConsentChoice::All, Switch::Off),
            basic: BasicProtocols::none(),
        },
        application: Some(application()),
        principal: Some(principal()),
        user: Some(adele()),
        barred: Barred::No,
        assignment: Assignment::Missing,
        grants: Vec::new(),
        user_roles: BTreeMap::new(),
        resources: vec![
            exposing(well_known::EXCHANGE, &OF_EXCHANGE),
            exposing(well_known::GRAPH, &OF_GRAPH),
        ],
    }
}

/// The rules of a tenant with this choice for its users, and the workflow on or off.
pub(crate) fn rules(choice: ConsentChoice, workflow: Switch) -> Arc<ConsentRules> {
    let settings = TenantSettings {
        user_consent: choice.into(),
        workflow: Workflow { enabled: workflow, ..Workflow::default() },
        ..TenantSettings::default()
    };
    Arc::new(compiled(settings))
}

pub(crate) fn compiled(settings: TenantSettings) -> ConsentRules {
    let tenant = Tenant {
        id: tenant_id(),
        name: "Contoso".parse().unwrap(),
        domains: Vec::new(),
        settings,
        version: 1,
        created_at: Timestamp::from_seconds(0),
    };
    ConsentRules::compile(&tenant, Vec::new(), BTreeMap::new())
}

/// What Exchange exposes here.
pub(crate) const OF_EXCHANGE: [(&str, PermissionKind); 6] = [
    (EAS, User),
    (EWS, User),
    ("IMAP.AccessAsUser.All", User),
    ("SMTP.Send", User),
    ("User.Read", User),
    ("Exchange.Manage", Admin),
];
/// What Graph exposes here.
pub(crate) const OF_GRAPH: [(&str, PermissionKind); 8] = [
    ("openid", User),
    ("profile", User),
    ("email", User),
    ("offline_access", User),
    ("User.Read", User),
    ("Mail.Read", User),
    ("Contacts.Read", User),
    ("Directory.Read.All", Admin),
];

pub(crate) fn exposing(id: AppId, permissions: &[(&str, PermissionKind)]) -> ResourceFacts {
    let permissions = permissions.iter().map(|(value, kind)| DelegatedPermission {
        id: permission_id(id, value),
        value: value.parse().unwrap(),
        kind: *kind,
        user_text: String::new(),
        admin_text: String::new(),
        enabled: Switch::On,
    });
    ResourceFacts {
        id,
        permissions: permissions.collect(),
        granted_roles: ScopeSet::new(),
        pre_authorized: ScopeSet::new(),
    }
}

/// Another id for each permission of each resource, the same each time.
pub(crate) fn permission_id(resource: AppId, value: &str) -> PermissionId {
    let bytes = value
        .bytes()
        .fold(resource.as_uuid().as_u128(), |sum, byte| sum.rotate_left(5) ^ u128::from(byte));
    PermissionId::from_uuid(uuid::Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid())
}

pub(crate) fn application() -> ApplicationFacts {
    ApplicationFacts {
        id: well_known::APPLE,
        name: "Apple Internet Accounts".to_owned(),
        owner: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e0f".parse().unwrap(),
        audience: Audience::ManyTenants,
        publisher: Some(Publisher {
            name: "Apple Inc.".parse().unwrap(),
            verified: true,
            id: None,
        }),
        registered_at: Timestamp::from_seconds(0),
        looks_like: None,
        required: vec![
            requiring(well_known::EXCHANGE, BOTH, ""),
            requiring(well_known::GRAPH, "User.Read", ""),
        ],
        password_grant: Switch::On,
        device_codes: Switch::On,
    }
}

pub(crate) fn requiring(resource: AppId, delegated: &str, roles: &str) -> RequiredResource {
    RequiredResource { resource, scopes: scopes(delegated), roles: scopes(roles) }
}

pub(crate) fn principal() -> PrincipalFacts {
    PrincipalFacts {
        id: "5e700000-0000-4000-8000-000000000003".parse().unwrap(),
        enabled: Switch::On,
        assignment_required: Switch::Off,
    }
}

pub(crate) fn adele() -> UserFacts {
    UserFacts {
        id: "0d2b1c3e-1111-4222-8333-444455556666".parse().unwrap(),
        name: "adele@contoso.example".to_owned(),
        kind: UserKind::Member,
        state: AccountState::Enabled,
        password: PasswordState::Current,
        valid_from: ValidFrom::ever(),
        roles: BTreeSet::new(),
    }
}

pub(crate) fn holding(role: DirectoryRole) -> Facts {
    Facts { user: Some(UserFacts { roles: BTreeSet::from([role]), ..adele() }), ..facts() }
}

pub(crate) fn with_user(user: UserFacts) -> Facts {
    Facts { user: Some(user), ..facts() }
}

pub(crate) fn with_principal(principal: PrincipalFacts) -> Facts {
    Facts { principal: Some(principal), ..facts() }
}

pub(crate) fn assignment_required(facts: Facts) -> Facts {
    let principal = PrincipalFacts { assignment_required: Switch::On, ..principal() };
    Facts { principal: Some(principal), ..facts }
}

pub(crate) fn users_may_not_consent(facts: Facts) -> Facts {
    let consent = rules(ConsentChoice::Off, Switch::Off);
    Facts { tenant: TenantFacts { consent, ..facts.tenant }, ..facts }
}

pub(crate) fn basic_allowed(facts: Facts) -> Facts {
    Facts { tenant: TenantFacts { basic: BasicProtocols::all(), ..facts.tenant }, ..facts }
}

pub(crate) fn granting(facts: Facts, grants: &[(AppId, GrantReach, &str)]) -> Facts {
    let grants = grants.iter().map(|(resource, reach, values)| GrantFacts {
        resource: *resource,
        reach: *reach,
        scopes: scopes(values),
    });
    Facts { grants: grants.collect(), ..facts }
}

/// What an administrator granted on Exchange for everybody.
pub(crate) fn granted(values: &str) -> Facts {
    granting(facts(), &[(well_known::EXCHANGE, GrantReach::Tenant, values)])
}

pub(crate) fn app_name() -> (AppId, String) {
    (well_known::APPLE, "Apple Internet Accounts".to_owned())
}

/// The outcome in a word; a refusal, and a request for approval, by the number of its code.
pub(crate) fn said(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Allow(_) => "silent".to_owned(),
        Outcome::Interact(Interaction::Consent(ask)) => match ask.organisation {
            Organisation::Offered => "prompt, or for all".to_owned(),
            Organisation::NotOffered => "prompt".to_owned(),
        },
        Outcome::Interact(Interaction::AdminConsent(_)) => "admin prompt".to_owned(),
        Outcome::Interact(Interaction::Approval(ask)) => {
            let (app, name) = app_name();
            let refusal = Refusal::ApprovalRequired { app, name, because: ask.because };
            format!("request {}", refusal.code(Fidelity::Hardened))
        }
        Outcome::Interact(Interaction::Password | Interaction::ChangePassword) => {
            "password".to_owned()
        }
        Outcome::Refuse(refusal) => refusal.code(Fidelity::Hardened).to_string(),
    }
}
