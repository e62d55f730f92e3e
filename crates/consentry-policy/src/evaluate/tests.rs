//! Tables over the gates: a base case, and rows that differ from it in one thing.

mod authentication;
mod consent;
mod mail;
mod presence;
mod properties;
mod scene;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use consentry_model::{
    AccountState, AppId, Audience, BasicProtocols, ConsentChoice, DelegatedPermission,
    DirectoryRole, Fidelity, NeedsAdmin, PasswordState, PermissionId, PermissionKind, Protocol,
    Publisher, Refusal, RequiredResource, ScopeSet, Switch, Tenant, TenantId, TenantSettings,
    Timestamp, UserKind, Workflow, well_known,
};

use super::evaluate;
use crate::{
    Allowed, ApplicationFacts, Ask, Assignment, Attempt, ConsentAsk, ConsentRules, Door, Facts,
    Gate, GrantFacts, GrantReach, Interaction, Outcome, PrincipalFacts, Proof, Renewal,
    ResourceFacts, TenantFacts, TraceLine, UserFacts, Verdict, Want,
};

/// The present moment of every attempt.
const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);
const SIGNED_IN_AT: Timestamp = Timestamp::from_seconds(1_763_791_000);
const EAS: &str = "EAS.AccessAsUser.All";
const EWS: &str = "EWS.AccessAsUser.All";
const BOTH: &str = "EAS.AccessAsUser.All EWS.AccessAsUser.All";

fn scopes(text: &str) -> ScopeSet {
    text.parse().unwrap()
}

fn tenant_id() -> TenantId {
    "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap()
}

/// Adele's iPhone at the authorization endpoint, v1: the static list, in a session.
fn attempt() -> Attempt {
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
        proof: Proof::Session { authenticated_at: SIGNED_IN_AT },
    }
}

fn at(door: Door) -> Attempt {
    Attempt { door, ..attempt() }
}

fn proving(door: Door, proof: Proof) -> Attempt {
    Attempt { door, proof, ..attempt() }
}

fn asking(door: Door, named: &str) -> Attempt {
    let want = Want { ask: Ask::Scopes(scopes(named)), ..attempt().want };
    Attempt { door, want, ..attempt() }
}

/// A bearer token with these scopes at a mail door.
fn bearing(protocol: Protocol, carried: &str) -> Attempt {
    let proof = Proof::AccessToken { issued_at: SIGNED_IN_AT, scopes: scopes(carried) };
    let ask = Ask::Scopes(protocol.scope().map(scopes).unwrap_or_default());
    let want = Want { ask, openid: ScopeSet::new(), ..attempt().want };
    Attempt { door: Door::MailToken(protocol), want, proof, ..attempt() }
}

/// A Basic login at a mail door.
fn basic(protocol: Protocol, proof: Proof) -> Attempt {
    Attempt { door: Door::MailBasic(protocol), app: None, proof, ..attempt() }
}

/// A tenant whose users may consent; Apple's application known, met, and granted nothing.
fn facts() -> Facts {
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
        assignment: Assignment::Missing,
        grants: Vec::new(),
        resources: vec![
            exposing(well_known::EXCHANGE, &OF_EXCHANGE),
            exposing(well_known::GRAPH, &OF_GRAPH),
        ],
    }
}

/// The rules of a tenant with this choice for its users, and the workflow on or off.
fn rules(choice: ConsentChoice, workflow: Switch) -> Arc<ConsentRules> {
    let settings = TenantSettings {
        user_consent: choice.into(),
        workflow: Workflow { enabled: workflow, ..Workflow::default() },
        ..TenantSettings::default()
    };
    Arc::new(compiled(settings))
}

fn compiled(settings: TenantSettings) -> ConsentRules {
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

use PermissionKind::{Admin, User};

/// What Exchange exposes here.
const OF_EXCHANGE: [(&str, PermissionKind); 6] = [
    (EAS, User),
    (EWS, User),
    ("IMAP.AccessAsUser.All", User),
    ("SMTP.Send", User),
    ("User.Read", User),
    ("Exchange.Manage", Admin),
];
/// What Graph exposes here.
const OF_GRAPH: [(&str, PermissionKind); 8] = [
    ("openid", User),
    ("profile", User),
    ("email", User),
    ("offline_access", User),
    ("User.Read", User),
    ("Mail.Read", User),
    ("Contacts.Read", User),
    ("Directory.Read.All", Admin),
];

fn exposing(id: AppId, permissions: &[(&str, PermissionKind)]) -> ResourceFacts {
    let permissions = permissions.iter().map(|(value, kind)| DelegatedPermission {
        id: permission_id(id, value),
        value: value.parse().unwrap(),
        kind: *kind,
        user_text: String::new(),
        admin_text: String::new(),
    });
    ResourceFacts {
        id,
        permissions: permissions.collect(),
        granted_roles: ScopeSet::new(),
        pre_authorized: ScopeSet::new(),
    }
}

/// Another id for each permission of each resource, the same each time.
fn permission_id(resource: AppId, value: &str) -> PermissionId {
    let bytes = value
        .bytes()
        .fold(resource.as_uuid().as_u128(), |sum, byte| sum.rotate_left(5) ^ u128::from(byte));
    PermissionId::from_uuid(uuid::Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid())
}

fn application() -> ApplicationFacts {
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
    }
}

fn requiring(resource: AppId, delegated: &str, roles: &str) -> RequiredResource {
    RequiredResource { resource, scopes: scopes(delegated), roles: scopes(roles) }
}

fn principal() -> PrincipalFacts {
    PrincipalFacts {
        id: "5e700000-0000-4000-8000-000000000003".parse().unwrap(),
        enabled: Switch::On,
        assignment_required: Switch::Off,
    }
}

fn adele() -> UserFacts {
    UserFacts {
        id: "0d2b1c3e-1111-4222-8333-444455556666".parse().unwrap(),
        name: "adele@contoso.example".to_owned(),
        kind: UserKind::Member,
        state: AccountState::Enabled,
        password: PasswordState::Current,
        sessions_valid_from: Timestamp::from_seconds(0),
        roles: BTreeSet::new(),
    }
}

fn holding(role: DirectoryRole) -> Facts {
    Facts { user: Some(UserFacts { roles: BTreeSet::from([role]), ..adele() }), ..facts() }
}

fn with_user(user: UserFacts) -> Facts {
    Facts { user: Some(user), ..facts() }
}

fn with_principal(principal: PrincipalFacts) -> Facts {
    Facts { principal: Some(principal), ..facts() }
}

fn assignment_required(facts: Facts) -> Facts {
    let principal = PrincipalFacts { assignment_required: Switch::On, ..principal() };
    Facts { principal: Some(principal), ..facts }
}

fn users_may_not_consent(facts: Facts) -> Facts {
    let consent = rules(ConsentChoice::Off, Switch::Off);
    Facts { tenant: TenantFacts { consent, ..facts.tenant }, ..facts }
}

fn basic_allowed(facts: Facts) -> Facts {
    Facts { tenant: TenantFacts { basic: BasicProtocols::all(), ..facts.tenant }, ..facts }
}

fn granting(facts: Facts, grants: &[(AppId, GrantReach, &str)]) -> Facts {
    let grants = grants.iter().map(|(resource, reach, values)| GrantFacts {
        resource: *resource,
        reach: *reach,
        scopes: scopes(values),
    });
    Facts { grants: grants.collect(), ..facts }
}

/// What an administrator granted on Exchange for everybody.
fn granted(values: &str) -> Facts {
    granting(facts(), &[(well_known::EXCHANGE, GrantReach::Tenant, values)])
}

fn allowed(values: &str) -> Outcome {
    Outcome::Allow(Allowed {
        scopes: scopes(values),
        openid: attempt().want.openid,
        roles: ScopeSet::new(),
    })
}

/// At a mail door nothing of OpenID Connect matters.
fn served(values: &str) -> Outcome {
    Outcome::Allow(Allowed { scopes: scopes(values), ..Allowed::default() })
}

fn app_name() -> (AppId, String) {
    (well_known::APPLE, "Apple Internet Accounts".to_owned())
}

fn consent_required() -> Outcome {
    let (app, name) = app_name();
    Outcome::Refuse(Refusal::ConsentRequired { app, name })
}

fn approval_needed() -> Outcome {
    let (app, name) = app_name();
    Outcome::Refuse(Refusal::AdminApprovalNeeded { app, name, because: NeedsAdmin::Always })
}

fn asked(outcome: &Outcome) -> &ConsentAsk {
    let Outcome::Interact(Interaction::Consent(ask) | Interaction::AdminConsent(ask)) = outcome
    else {
        panic!("not a consent page: {outcome:?}");
    };
    ask
}

/// A row: name, attempt, facts, outcome, and the gate that decides.
type Row = (&'static str, Attempt, Facts, Outcome, Gate);

fn table(rows: Vec<Row>) {
    for (name, attempt, facts, outcome, gate) in rows {
        let evaluation = evaluate(&attempt, &facts);
        assert_eq!(evaluation.outcome, outcome, "{name}");
        let last = evaluation.trace.last().unwrap();
        assert_eq!(last.gate, gate, "{name}: {last:?}");
        assert_trace_fits(&evaluation.outcome, &evaluation.trace, name);
    }
}

/// The trace goes through the gates in their order and ends with the one that decided; only that
/// one asks or refuses, and then it names a remedy.
fn assert_trace_fits(outcome: &Outcome, trace: &[TraceLine], name: &str) {
    let (last, before) = trace.split_last().unwrap();
    assert!(trace.is_sorted_by_key(|line| line.gate), "{name}");
    assert!(trace.iter().all(|line| !line.decided_by.is_empty()), "{name}");
    let passed = |line: &TraceLine| matches!(line.verdict, Verdict::Pass | Verdict::NotAsked);
    assert!(before.iter().all(passed), "{name}: {before:?}");
    match outcome {
        Outcome::Allow(_) => assert!(passed(last) && last.gate == Gate::Consent, "{name}"),
        Outcome::Interact(_) => assert_eq!(last.verdict, Verdict::Ask, "{name}"),
        Outcome::Refuse(_) => assert_eq!(last.verdict, Verdict::Refuse, "{name}"),
    }
    assert_eq!(last.remedy.is_empty(), passed(last), "{name}: {last:?}");
}
