//! What the consent gate costs beside the look-up that it cannot do without, and what a matrix of a
//! whole tenant costs.
//!
//! The bare look-up is a hash table of grants, asked twice: for everybody's and for the user's own,
//! and whether the wanted permission is among them. Beside it: the gate's decision for a phone that
//! is let in silently (goal: at most five times the look-ups), that is asked, may request approval,
//! or needs an administrator; and the whole judgement of a silent sign-in. The kinds take turns, so
//! that a busy machine slows all of them alike; medians count. The matrix is of 500 and of 250
//! applications, 200 permissions, six kinds of users; twice the applications may cost twice the
//! time and a fifth more.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

#[expect(clippy::disallowed_types, reason = "what the gate is measured by: a hash look-up")]
use std::collections::HashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
    hint::black_box,
    sync::Arc,
    time::Instant,
};

use consentry_model::{
    AccountState, AppId, Audience, BasicProtocols, ConsentChoice, DelegatedPermission, Fidelity,
    Impact, PasswordState, PermissionId, PermissionKind, PrincipalId, Publisher, RequiredResource,
    ScopeSet, ScopeValue, Switch, Tenant, TenantId, TenantSettings, Timestamp, UserId, UserKind,
    Workflow, well_known,
};
use consentry_policy::{
    ApplicationFacts, Ask, Assignment, Attempt, Barred, Basis, ConsentRules, Decision, Door, Facts,
    GrantFacts, GrantReach, Held, PrincipalFacts, Proof, Renewal, ResourceFacts, TenantFacts,
    UserFacts, ValidFrom, Want, decide, evaluate, matrix,
};
use uuid::Uuid;

type Failure = Box<dyn Error>;

const NOW: Timestamp = Timestamp::from_seconds(1_763_791_710);
const ROUNDS: usize = 15;
const CALLS: u32 = 200_000;
const GOAL_SILENT: f64 = 5.0;
const MATRIX_ROUNDS: usize = 5;
const APPLICATIONS: usize = 500;
const CELLS: u32 = 500 * 200 * 6;
const GOAL_LINEAR: f64 = 2.4;

/// What Exchange exposes; the one with a `!` is an administrator's.
const EXCHANGE: &str = "EAS.AccessAsUser.All EWS.AccessAsUser.All IMAP.AccessAsUser.All \
    POP.AccessAsUser.All SMTP.Send Exchange.Manage! Mail.Read Mail.ReadWrite Mail.Send \
    Calendars.Read Calendars.ReadWrite Contacts.Read Contacts.ReadWrite Tasks.Read \
    Tasks.ReadWrite MailboxSettings.Read MailboxSettings.ReadWrite User.Read User.ReadBasic.All";
/// What Graph exposes.
const GRAPH: &str = "openid profile email offline_access User.Read User.ReadBasic.All \
    User.Read.All! User.ReadWrite.All! EAS.AccessAsUser.All EWS.AccessAsUser.All \
    IMAP.AccessAsUser.All POP.AccessAsUser.All SMTP.Send Mail.Read Mail.ReadWrite Mail.Send \
    Mail.ReadBasic Calendars.Read Calendars.ReadWrite Contacts.Read Contacts.ReadWrite Tasks.Read \
    Tasks.ReadWrite MailboxSettings.Read MailboxSettings.ReadWrite Directory.Read.All! \
    Directory.ReadWrite.All! Directory.AccessAsUser.All! Application.Read.All! \
    Application.ReadWrite.All! DelegatedPermissionGrant.Read.All! \
    DelegatedPermissionGrant.ReadWrite.All! AppRoleAssignment.ReadWrite.All! Policy.Read.All! \
    Policy.Read.PermissionGrant! Policy.ReadWrite.PermissionGrant! \
    Policy.ReadWrite.Authorization! Policy.ReadWrite.ConsentRequest! \
    Policy.Read.ConditionalAccess! Policy.ReadWrite.ConditionalAccess! ConsentRequest.Read.All! \
    ConsentRequest.ReadWrite.All! AuditLog.Read.All! Group.Read.All! Group.ReadWrite.All! \
    GroupMember.Read.All! GroupMember.ReadWrite.All! Organization.Read.All! Domain.Read.All! \
    User.RevokeSessions.All! User.EnableDisableAccount.All! RoleManagement.Read.Directory! \
    RoleManagement.ReadWrite.Directory!";
const MAIL: &str = "EAS.AccessAsUser.All EWS.AccessAsUser.All";

fn main() -> Result<(), Failure> {
    println!("one decision, median of {ROUNDS} rounds of {CALLS}");
    decisions()?;
    println!("a matrix, median of {MATRIX_ROUNDS} rounds");
    whole_tenant()
}

/// A decision of each kind beside the look-ups.
fn decisions() -> Result<(), Failure> {
    let attempt = phone()?;
    let (on, off) = (Switch::On, Switch::Off);
    let silent = facts(ConsentChoice::Off, on, MAIL)?;
    let prompt = facts(ConsentChoice::All, off, "")?;
    let request = facts(ConsentChoice::Off, on, "")?;
    let need_admin = facts(ConsentChoice::Off, off, "")?;
    let kinds = [
        matches!(decide(&attempt, &silent), Decision::Silent),
        matches!(decide(&attempt, &prompt), Decision::Ask { .. }),
        matches!(decide(&attempt, &request), Decision::RequestApproval(_)),
        matches!(decide(&attempt, &need_admin), Decision::NeedAdmin(_)),
    ];
    if kinds != [true; 4] {
        return Err(format!("not the decisions that are to be measured: {kinds:?}").into());
    }
    let grants = Grants::of(&silent)?;
    let mut times: [Vec<f64>; 7] = Default::default();
    for _ in 0..ROUNDS {
        let [bare, decided @ .., judged, refused] = &mut times;
        bare.push(nanos(|| grants.let_in(black_box(&silent), black_box(&attempt))));
        let facts = [&silent, &prompt, &request, &need_admin];
        for (times, facts) in decided.iter_mut().zip(facts) {
            times.push(nanos(|| {
                matches!(decide(black_box(&attempt), black_box(facts)), Decision::Silent)
            }));
        }
        judged.push(nanos(|| evaluate(black_box(&attempt), black_box(&silent)).trace.is_empty()));
        refused.push(nanos(|| evaluate(black_box(&attempt), black_box(&request)).trace.is_empty()));
    }
    let [bare, silent, prompt, request, need_admin, judged, refused] = times.map(median);
    for (name, nanos) in [
        ("two look-ups", bare),
        ("decide, silent", silent),
        ("decide, prompt", prompt),
        ("decide, request", request),
        ("decide, need for an administrator", need_admin),
        ("evaluate, silent", judged),
        ("evaluate, request", refused),
    ] {
        println!("  {name:<34} {nanos:>9.1} ns {:>9.2} times the look-ups", nanos / bare);
    }
    let ratio = silent / bare;
    let verdict = if ratio <= GOAL_SILENT { "met" } else { "missed" };
    println!("silent ratio {ratio:.2}, goal at most {GOAL_SILENT}: {verdict}");
    Ok(())
}

/// All applications, permissions and kinds of users of a tenant.
fn whole_tenant() -> Result<(), Failure> {
    let (applications, permissions) = tenant()?;
    let half = applications.iter().take(APPLICATIONS / 2);
    let timed = |applications: Vec<&Facts>| {
        let begun = Instant::now();
        let rows = black_box(matrix(applications, black_box(&permissions)));
        let took = begun.elapsed().as_secs_f64();
        (took, rows.len())
    };
    let (mut whole, mut ratios) = (Vec::new(), Vec::new());
    for _ in 0..MATRIX_ROUNDS {
        let (shorter, _) = timed(half.clone().collect());
        let (longer, rows) = timed(applications.iter().collect());
        if rows != APPLICATIONS * permissions.len() {
            return Err(format!("{rows} rows").into());
        }
        whole.push(longer);
        ratios.push(longer / shorter);
    }
    let (whole, ratio) = (median(whole), median(ratios));
    println!(
        "  {APPLICATIONS} applications × {} permissions × 6 kinds of users",
        permissions.len()
    );
    println!("  whole {:.0} ms, a cell {:.0} ns", whole * 1e3, whole * 1e9 / f64::from(CELLS));
    let verdict = if ratio <= GOAL_LINEAR { "met" } else { "missed" };
    println!(
        "matrix ratio {ratio:.2} of twice the applications, goal at most {GOAL_LINEAR}: {verdict}"
    );
    Ok(())
}

/// For whom a grant in the table holds.
#[derive(PartialEq, Eq, Hash)]
enum Reach {
    Everybody,
    One(UserId),
}

/// Grants as a table that knows nothing of rules.
struct Grants {
    #[expect(clippy::disallowed_types, reason = "the measure itself")]
    by_key: HashMap<(PrincipalId, AppId, Reach), ScopeSet>,
    wanted: ScopeValue,
}

impl Grants {
    #[expect(clippy::disallowed_types, reason = "the measure itself")]
    fn of(facts: &Facts) -> Result<Self, Failure> {
        let client = facts.principal.as_ref().ok_or("no service principal")?.id;
        let mut by_key: HashMap<_, _> = (0..1_000_u128)
            .map(|number| {
                let other = PrincipalId::from_uuid(Uuid::from_u128(number));
                ((other, well_known::EXCHANGE, Reach::Everybody), ScopeSet::new())
            })
            .collect();
        for grant in &facts.grants {
            by_key.insert((client, grant.resource, Reach::Everybody), grant.scopes.clone());
        }
        Ok(Self { by_key, wanted: "EAS.AccessAsUser.All".parse()? })
    }

    fn let_in(&self, facts: &Facts, attempt: &Attempt) -> bool {
        let (Some(principal), Some(user)) = (&facts.principal, &facts.user) else { return false };
        let resource = attempt.want.resource;
        let own = self.by_key.get(&(principal.id, resource, Reach::One(user.id)));
        let all = self.by_key.get(&(principal.id, resource, Reach::Everybody));
        let wanted = self.wanted.as_str();
        own.into_iter().chain(all).any(|scopes| scopes.contains(wanted))
    }
}

/// Nanoseconds of a call.
fn nanos(mut call: impl FnMut() -> bool) -> f64 {
    let begun = Instant::now();
    for _ in 0..CALLS {
        black_box(call());
    }
    begun.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// A phone in a session: the static list, as version 1 asks.
fn phone() -> Result<Attempt, Failure> {
    Ok(Attempt {
        door: Door::Authorize,
        app: Some(well_known::APPLE),
        user_name: "adele@contoso.example".to_owned(),
        want: Want {
            resource: well_known::EXCHANGE,
            name: "https://outlook.office365.com".to_owned(),
            ask: Ask::Static,
            openid: "openid profile".parse()?,
        },
        renewal: Renewal::AsNeeded,
        proof: Proof::Session { authenticated_at: NOW, held: Held::Cookie(Basis::Password) },
    })
}

/// The phone's facts in a tenant with this choice, with a consent for everybody to `granted`.
fn facts(choice: ConsentChoice, workflow: Switch, granted: &str) -> Result<Facts, Failure> {
    let mut grants = Vec::new();
    if !granted.is_empty() {
        for (resource, scopes) in
            [(well_known::EXCHANGE, granted), (well_known::GRAPH, "User.Read")]
        {
            let scopes = scopes.parse()?;
            grants.push(GrantFacts { resource, reach: GrantReach::Tenant, scopes });
        }
    }
    let tenant: TenantId = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse()?;
    let resources =
        vec![exposing(well_known::EXCHANGE, EXCHANGE)?, exposing(well_known::GRAPH, GRAPH)?];
    Ok(Facts {
        now: NOW,
        tenant: TenantFacts {
            id: tenant,
            fidelity: Fidelity::Hardened,
            consent: Arc::new(rules(tenant, choice, workflow, BTreeMap::new())?),
            basic: BasicProtocols::none(),
        },
        application: Some(application(well_known::APPLE, true)?),
        principal: Some(PrincipalFacts {
            id: "5e700000-0000-4000-8000-000000000003".parse()?,
            enabled: Switch::On,
            assignment_required: Switch::Off,
        }),
        user: Some(UserFacts {
            id: "0d2b1c3e-1111-4222-8333-444455556666".parse()?,
            name: "adele@contoso.example".to_owned(),
            kind: UserKind::Member,
            state: AccountState::Enabled,
            password: PasswordState::Current,
            valid_from: ValidFrom::ever(),
            roles: BTreeSet::new(),
        }),
        barred: Barred::No,
        assignment: Assignment::Missing,
        grants,
        user_roles: BTreeMap::new(),
        resources,
    })
}

fn rules(
    id: TenantId,
    choice: ConsentChoice,
    workflow: Switch,
    classified: BTreeMap<(AppId, PermissionId), Impact>,
) -> Result<ConsentRules, Failure> {
    let settings = TenantSettings {
        user_consent: choice.into(),
        workflow: Workflow { enabled: workflow, ..Workflow::default() },
        ..TenantSettings::default()
    };
    let tenant = Tenant {
        id,
        name: "Contoso".parse()?,
        domains: Vec::new(),
        settings,
        version: 1,
        created_at: NOW,
    };
    Ok(ConsentRules::compile(&tenant, Vec::new(), classified))
}

/// An application that asks for mail.
fn application(id: AppId, verified: bool) -> Result<ApplicationFacts, Failure> {
    let requiring = |resource, values: &str| -> Result<_, Failure> {
        let roles = ScopeSet::new();
        Ok(RequiredResource { resource, scopes: values.parse()?, roles })
    };
    Ok(ApplicationFacts {
        id,
        name: "Mail".to_owned(),
        owner: "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e0f".parse()?,
        audience: Audience::ManyTenants,
        publisher: Some(Publisher { name: "Northwind".parse()?, verified, id: None }),
        registered_at: Timestamp::from_seconds(0),
        looks_like: None,
        required: vec![
            requiring(well_known::EXCHANGE, MAIL)?,
            requiring(well_known::GRAPH, "User.Read")?,
        ],
        password_grant: Switch::Off,
        device_codes: Switch::Off,
    })
}

fn exposing(id: AppId, values: &str) -> Result<ResourceFacts, Failure> {
    let mut permissions = Vec::new();
    for (number, value) in values.split_ascii_whitespace().enumerate() {
        let kind = if value.ends_with('!') { PermissionKind::Admin } else { PermissionKind::User };
        permissions.push(DelegatedPermission {
            id: PermissionId::from_uuid(Uuid::from_u128(id.as_uuid().as_u128() ^ number as u128)),
            value: value.trim_end_matches('!').parse()?,
            kind,
            user_text: "Access your mailboxes".to_owned(),
            admin_text: "Allows the application to have the same access as the user".to_owned(),
            enabled: Switch::On,
        });
    }
    Ok(ResourceFacts {
        id,
        permissions: permissions.into(),
        granted_roles: ScopeSet::new(),
        pre_authorized: ScopeSet::new(),
    })
}

/// A tenant's applications and permissions.
type Whole = (Vec<Facts>, Vec<(AppId, ScopeValue)>);

/// Every second publisher is verified, every third application has a consent; a third of the
/// permissions is low impact.
fn tenant() -> Result<Whole, Failure> {
    let of_others: Vec<String> = (0..64).map(|number| format!("Records.{number}.Read")).collect();
    let of_others = of_others.join(" ");
    let mut base = facts(ConsentChoice::LowImpact, Switch::On, "")?;
    for number in 1..=2 {
        let id = AppId::from_uuid(Uuid::from_u128(number << 64));
        base.resources.push(exposing(id, &of_others)?);
    }
    let mut permissions = Vec::new();
    let mut classified = BTreeMap::new();
    for resource in &base.resources {
        for permission in resource.permissions.iter() {
            if permissions.len() % 3 == 0 {
                classified.insert((resource.id, permission.id), Impact::Low);
            }
            permissions.push((resource.id, permission.value.clone()));
        }
    }
    let consent = rules(base.tenant.id, ConsentChoice::LowImpact, Switch::On, classified)?;
    base.tenant.consent = Arc::new(consent);
    base.user = None;
    let consented = facts(ConsentChoice::Off, Switch::Off, MAIL)?.grants;
    let mut applications = Vec::new();
    for number in 0..APPLICATIONS {
        let id = AppId::from_uuid(Uuid::from_u128(number as u128 + 1));
        applications.push(Facts {
            application: Some(application(id, number % 2 == 0)?),
            grants: if number % 3 == 0 { consented.clone() } else { Vec::new() },
            ..base.clone()
        });
    }
    Ok((applications, permissions))
}
