//! What users may consent to: `GET` and `POST /admin/settings/user-consent`.

use std::collections::BTreeSet;

use axum::{body::Bytes, response::Response};
use consentry_model::{
    ConsentChoice, DirectoryRole, DisplayName, GroupOwnerConsent, PolicyId, RoleConsent, Switch,
    TenantSettings, UserConsent,
};
use consentry_policy::Deed;
use consentry_service::{DirectoryError, PolicyListed, TenantChange, consent_mark};
use consentry_web::{Fields, html};
use http::StatusCode;

use super::{nothing_left, preview, refused, ticked, typed};
use crate::{
    admin::{
        allow, centre, done,
        named::{changing, policy_label},
    },
    inside::Inside,
    pages::admin::{
        Done, Failed, Notice,
        settings::{
            Field, GroupOwnersForm, GroupOwnersShown, NewRight, OwnersChoice, PolicyTick, Preview,
            Problem, Right, RightTick, UserConsentForm, UserConsentPage, reach_of,
        },
    },
    paths,
    trouble::Trouble,
};

/// As many rights of roles as a tenant may set.
const MOST_RIGHTS: usize = 100;

/// The page as things are set.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let settings = &inside.tenant().settings;
    let group = match preview::owners(&inside, settings.group_owner_consent).await? {
        GroupOwnersShown::MembersOf(name) => name.to_string(),
        GroupOwnersShown::Off | GroupOwnersShown::All => String::new(),
    };
    let all = selectable(&inside).await?;
    let owners =
        GroupOwnersForm { choice: settings.group_owner_consent.into(), group: Field::of(group) };
    let form = form(&all, settings, owners, &settings.role_consent);
    Ok(html(page(&inside, form, None).await?.render(&inside.frame())))
}

async fn page(
    inside: &Inside,
    form: UserConsentForm,
    preview: Option<Preview>,
) -> Result<UserConsentPage, Trouble> {
    Ok(UserConsentPage {
        centre: centre(inside).await?,
        changing: changing(inside, Deed::ManageUserConsent, paths::USER_CONSENT),
        token: inside.token(paths::USER_CONSENT),
        version: consent_mark(&inside.tenant().settings),
        form,
        preview,
    })
}

/// The policies that users and roles can be given, and whatever is in use.
async fn selectable(inside: &Inside) -> Result<Vec<PolicyListed>, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    let mut all = service.policies(tenant).await?;
    let settings = &tenant.settings;
    let used = settings.user_consent.0.iter();
    for id in used.chain(settings.role_consent.iter().map(|right| &right.policy)) {
        if !all.iter().any(|one| one.policy.id == *id) {
            all.push(service.policy(tenant, id).await?);
        }
    }
    Ok(all)
}

/// The form for some settings, with the rights that are kept of those that are set.
fn form(
    all: &[PolicyListed],
    settings: &TenantSettings,
    owners: GroupOwnersForm,
    rights: &[RoleConsent],
) -> UserConsentForm {
    let tick = |listed: &PolicyListed| PolicyTick {
        policy: policy_label(listed),
        ticked: settings.user_consent.0.contains(&listed.policy.id).into(),
    };
    // Shipped policies for administrators and for applications by themselves say nothing about
    // members.
    let for_members = |listed: &&PolicyListed| {
        let id = &listed.policy.id;
        !listed.shipped.is_on()
            || id.as_str().starts_with("microsoft-user-")
            || settings.user_consent.0.contains(id)
    };
    let right = |set: &RoleConsent| {
        let listed = all.iter().find(|one| one.policy.id == set.policy)?;
        let right = Right { role: set.role, reach: set.reach, policy: policy_label(listed) };
        Some(RightTick { right, kept: settings.role_consent.contains(set).into() })
    };
    UserConsentForm {
        choice: settings.user_consent.choice(),
        policies: all.iter().filter(for_members).map(tick).collect(),
        role_policies: all.iter().map(policy_label).collect(),
        policies_problem: None,
        risk_step_up: settings.risk_step_up,
        rights: rights.iter().filter_map(right).collect(),
        new_right: NewRight::default(),
        group_owners: owners,
        may_register: settings.users_may_register.into(),
    }
}

/// What a form says.
struct Sent {
    version: String,
    choice: ConsentChoice,
    policies: BTreeSet<PolicyId>,
    step_up: Switch,
    owners: OwnersChoice,
    group: String,
    kept: Vec<RoleConsent>,
    new_right: NewRight,
    register: Switch,
    save: Switch,
}

impl Sent {
    fn read(mut fields: Fields) -> Result<Self, Trouble> {
        let choice = fields.take("consent").ok_or(Trouble::Expired)?;
        let choices = ConsentChoice::CHOICES.into_iter().chain([ConsentChoice::Custom]);
        let choice = choices.into_iter().find(|one| one.word() == choice);
        let policies = fields.take_all("policy");
        let rights = fields.take_all("right");
        let role = typed(&mut fields, "role");
        let sent = Self {
            version: typed(&mut fields, "version"),
            choice: choice.ok_or(Trouble::Expired)?,
            policies: policies.iter().filter_map(|id| id.parse().ok()).collect(),
            step_up: ticked(&mut fields, "step_up"),
            owners: OwnersChoice::of(&typed(&mut fields, "owners")).ok_or(Trouble::Expired)?,
            group: typed(&mut fields, "group"),
            kept: rights.iter().filter_map(|text| Right::parse(text)).collect(),
            new_right: NewRight {
                role: role.parse::<DirectoryRole>().ok(),
                reach: reach_of(&typed(&mut fields, "reach")),
                policy: typed(&mut fields, "role_policy").parse().ok(),
                problem: None,
            },
            register: ticked(&mut fields, "register"),
            save: Switch::from(match fields.take("action").as_deref() {
                Some("save") => true,
                Some("preview") => false,
                _ => return Err(Trouble::Expired),
            }),
        };
        nothing_left(&fields)?;
        Ok(sent)
    }
}

/// A preview, or the change itself.
pub(super) async fn post(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let mut sent = Sent::read(inside.form(paths::USER_CONSENT, &body)?)?;
    if sent.save.is_on() {
        allow(&inside, Deed::ManageUserConsent)?;
    }
    let all = selectable(&inside).await?;
    let current = inside.tenant().settings.clone();
    let mut proposed = current.clone();
    let group = group_owners(&inside, &sent, &mut proposed).await?;
    let policies_problem = own_policies(&sent, &all, &mut proposed);
    sent.new_right.problem = role_rights(&sent, &all, &current, &mut proposed);
    proposed.risk_step_up = sent.step_up;
    proposed.users_may_register = sent.register.is_on();
    let wrong =
        group.problem.is_some() || policies_problem.is_some() || sent.new_right.problem.is_some();
    let owners = GroupOwnersForm { choice: sent.owners, group };
    let form = UserConsentForm {
        choice: sent.choice,
        policies_problem,
        new_right: sent.new_right.clone(),
        ..form(&all, &proposed, owners, &current.role_consent)
    };
    if wrong {
        return Ok(refused(page(&inside, form, None).await?.render(&inside.frame())));
    }
    if sent.save.is_on() && sent.version == consent_mark(&current) {
        let (service, actor, tenant) = (&inside.service, inside.actor(), inside.tenant().id);
        let change = change(&proposed);
        match service.change_tenant_seen(&actor, tenant, &sent.version, change).await {
            Ok(_) => return Ok(done(paths::USER_CONSENT, Done::Saved)),
            Err(DirectoryError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let preview = preview::preview(&inside, &proposed).await?;
    let mut page = page(&inside, form, Some(preview)).await?;
    let status = if sent.save.is_on() {
        page.centre.notice = Some(Notice::Failed(Failed::Changed));
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    Ok(html(page.render(&inside.frame()).with_status(status)))
}

/// What of the settings this page changes.
fn change(proposed: &TenantSettings) -> TenantChange {
    TenantChange {
        user_consent: Some(proposed.user_consent.clone()),
        risk_step_up: Some(proposed.risk_step_up),
        group_owner_consent: Some(proposed.group_owner_consent),
        role_consent: Some(proposed.role_consent.clone()),
        users_may_register: Some(proposed.users_may_register.into()),
        ..TenantChange::default()
    }
}

/// Proposes the setting for owners of groups; the field of the group's name.
async fn group_owners(
    inside: &Inside,
    sent: &Sent,
    proposed: &mut TenantSettings,
) -> Result<Field, Trouble> {
    let typed = sent.group.trim();
    proposed.group_owner_consent = match sent.owners {
        OwnersChoice::Off => GroupOwnerConsent::Off,
        OwnersChoice::All => GroupOwnerConsent::All,
        OwnersChoice::Members => {
            let wrong = || Ok(Field::wrong(typed, Problem::NoGroup));
            let Ok(name) = typed.parse::<DisplayName>() else { return wrong() };
            match inside.service.group_named(inside.tenant(), &name).await {
                Ok(group) => GroupOwnerConsent::MembersOf(group.id),
                Err(DirectoryError::Unknown { .. }) => return wrong(),
                Err(error) => return Err(error.into()),
            }
        }
    };
    Ok(Field::of(typed))
}

/// Proposes the policies for members.
fn own_policies(
    sent: &Sent,
    all: &[PolicyListed],
    proposed: &mut TenantSettings,
) -> Option<Problem> {
    if sent.choice != ConsentChoice::Custom {
        proposed.user_consent = sent.choice.into();
        return None;
    }
    let known = |id: &&PolicyId| all.iter().any(|one| one.policy.id == **id);
    let chosen: BTreeSet<PolicyId> = sent.policies.iter().filter(known).cloned().collect();
    let none = chosen.is_empty();
    proposed.user_consent = UserConsent(chosen);
    none.then_some(Problem::NoPolicy)
}

/// Proposes the rights of roles: those that are kept of the current ones, and a new one.
fn role_rights(
    sent: &Sent,
    all: &[PolicyListed],
    current: &TenantSettings,
    proposed: &mut TenantSettings,
) -> Option<Problem> {
    proposed.role_consent.retain(|right| sent.kept.contains(right));
    let role = sent.new_right.role?;
    let reach = sent.new_right.reach;
    let policy = sent.new_right.policy.clone();
    let policy = policy.filter(|id| all.iter().any(|one| one.policy.id == *id));
    let (Some(reach), Some(policy)) = (reach, policy) else { return Some(Problem::NoPolicy) };
    let right = RoleConsent { role, reach, policy };
    if current.role_consent.contains(&right) {
        return Some(Problem::Twice);
    }
    if proposed.role_consent.len() >= MOST_RIGHTS {
        return Some(Problem::TooMany);
    }
    proposed.role_consent.push(right);
    None
}
