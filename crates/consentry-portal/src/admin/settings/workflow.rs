//! The request workflow: `GET` and `POST /admin/settings/workflow`.

use axum::{body::Bytes, response::Response};
use consentry_model::{
    Delegate, Difference, DirectoryRole, DisplayName, PolicyId, RequestDays, Reviewer, Switch, Upn,
    Workflow,
};
use consentry_policy::Deed;
use consentry_service::{DirectoryError, TenantChange, consent_mark};
use consentry_web::{Fields, html};
use http::StatusCode;

use super::{nothing_left, refused, ticked, typed};
use crate::{
    admin::{
        allow, centre, done,
        named::{changing, policy_label, reviewing},
    },
    inside::Inside,
    pages::admin::{
        Done, Failed, Notice,
        settings::{
            DelegateRow, Field, NewDelegate, NewReviewer, Problem, ReviewerKind, ReviewerRow,
            WorkflowForm, WorkflowPage, role_key,
        },
    },
    paths,
    trouble::Trouble,
};

/// As many reviewers, and as many delegates, as a tenant may name.
const MOST_NAMED: usize = 100;

/// What a form on the page came back with.
#[derive(Default)]
struct Returned {
    form: Option<WorkflowForm>,
    reviewer: NewReviewer,
    delegate: NewDelegate,
    policy: Option<PolicyId>,
}

/// The page.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    Ok(html(page(&inside, Returned::default()).await?.render(&inside.frame())))
}

async fn page(inside: &Inside, returned: Returned) -> Result<WorkflowPage, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    let workflow = &tenant.settings.workflow;
    let reviewers = service.reviewers_shown(tenant, &workflow.reviewers).await?;
    let row = |shown: &consentry_service::ReviewerShown| ReviewerRow {
        who: reviewing(shown),
        people: shown.people,
        value: value(&shown.reviewer),
    };
    let mut delegates = Vec::new();
    for delegate in &workflow.delegates {
        let shown = service.reviewers_shown(tenant, &[delegate.who]).await?;
        let listed = service.policy(tenant, &delegate.policy).await?;
        delegates.extend(shown.iter().map(|shown| DelegateRow {
            who: reviewing(shown),
            policy: policy_label(&listed),
            href: paths::policy(delegate.policy.as_str()),
            value: delegate_value(delegate),
        }));
    }
    let all = service.policies(tenant).await?;
    let chosen = |id: &PolicyId| Switch::from(returned.policy.as_ref() == Some(id));
    let policies = all.iter().map(|one| (policy_label(one), chosen(&one.policy.id))).collect();
    let form = WorkflowForm {
        enabled: workflow.enabled,
        notify: workflow.notify,
        remind: workflow.remind,
        days: Field::of(workflow.days.get().to_string()),
    };
    Ok(WorkflowPage {
        centre: centre(inside).await?,
        changing: changing(inside, Deed::ManageWorkflow, paths::WORKFLOW),
        form: returned.form.unwrap_or(form),
        enabled: workflow.enabled,
        open: service.count_open_requests(tenant).await?,
        reviewers: reviewers.iter().map(row).collect(),
        people: service.count_reviewers(tenant).await?,
        new_reviewer: returned.reviewer,
        delegates,
        new_delegate: NewDelegate { policies, ..returned.delegate },
        delegates_count: Switch::from(!Difference::Delegates.as_original(tenant.settings.fidelity)),
    })
}

/// How a form names a reviewer.
fn value(reviewer: &Reviewer) -> String {
    match reviewer {
        Reviewer::User(id) => format!("user|{id}"),
        Reviewer::Group(id) => format!("group|{id}"),
        Reviewer::Role(role) => format!("role|{}", role.template_id()),
    }
}

fn delegate_value(delegate: &Delegate) -> String {
    format!("{}|{}", value(&delegate.who), delegate.policy)
}

/// What a form asks for.
enum Wanted {
    /// The workflow as it shall be, and what is told then.
    Change(Workflow, Done),
    /// Something was wrong in the form.
    Wrong(Box<Returned>),
    /// What it is about is not there any more.
    Gone,
}

/// One of the page's forms.
pub(super) async fn post(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::WORKFLOW, &body)?;
    allow(&inside, Deed::ManageWorkflow)?;
    let wanted = match fields.take("action").as_deref() {
        Some("save") => save(&inside, &mut fields),
        Some("add-reviewer") => add_reviewer(&inside, &mut fields).await?,
        Some("remove-reviewer") => remove_reviewer(&inside, &mut fields),
        Some("add-delegate") => add_delegate(&inside, &mut fields).await?,
        Some("remove-delegate") => remove_delegate(&inside, &mut fields),
        _ => return Err(Trouble::Expired),
    };
    nothing_left(&fields)?;
    let (workflow, told) = match wanted {
        Wanted::Change(workflow, told) => (workflow, told),
        Wanted::Wrong(returned) => {
            return Ok(refused(page(&inside, *returned).await?.render(&inside.frame())));
        }
        Wanted::Gone => return changed_meanwhile(&inside).await,
    };
    // Made from what was read a moment ago: a list must not lose what somebody else adds.
    let seen = consent_mark(&inside.tenant().settings);
    let change = TenantChange { workflow: Some(workflow), ..TenantChange::default() };
    let (service, actor, tenant) = (&inside.service, inside.actor(), inside.tenant().id);
    match service.change_tenant_seen(&actor, tenant, &seen, change).await {
        Ok(_) => Ok(done(paths::WORKFLOW, told)),
        Err(DirectoryError::Conflict(_)) => changed_meanwhile(&inside).await,
        Err(error) => Err(error.into()),
    }
}

async fn changed_meanwhile(inside: &Inside) -> Result<Response, Trouble> {
    let mut page = page(inside, Returned::default()).await?;
    page.centre.notice = Some(Notice::Failed(Failed::Changed));
    Ok(html(page.render(&inside.frame()).with_status(StatusCode::CONFLICT)))
}

fn save(inside: &Inside, fields: &mut Fields) -> Wanted {
    let [enabled, notify, remind] =
        ["enabled", "notify", "remind"].map(|name| ticked(fields, name));
    let text = typed(fields, "days");
    match text.trim().parse::<RequestDays>() {
        Ok(days) => {
            let old = inside.tenant().settings.workflow.clone();
            Wanted::Change(Workflow { enabled, notify, remind, days, ..old }, Done::Saved)
        }
        Err(_) => {
            let days = Field::wrong(text, Problem::Days);
            let form = Some(WorkflowForm { enabled, notify, remind, days });
            Wanted::Wrong(Box::new(Returned { form, ..Returned::default() }))
        }
    }
}

async fn add_reviewer(inside: &Inside, fields: &mut Fields) -> Result<Wanted, Trouble> {
    let kind = kind(fields)?;
    let text = typed(fields, "who");
    let mut workflow = inside.tenant().settings.workflow.clone();
    let mut found = who(inside, kind, &text).await?;
    if let Ok(reviewer) = found {
        if workflow.reviewers.contains(&reviewer) {
            found = Err(Problem::Twice);
        } else if workflow.reviewers.len() >= MOST_NAMED {
            found = Err(Problem::TooMany);
        }
    }
    Ok(match found {
        Ok(reviewer) => {
            workflow.reviewers.push(reviewer);
            Wanted::Change(workflow, Done::Added)
        }
        Err(problem) => {
            let reviewer = NewReviewer { kind, who: Field::wrong(text, problem) };
            Wanted::Wrong(Box::new(Returned { reviewer, ..Returned::default() }))
        }
    })
}

fn remove_reviewer(inside: &Inside, fields: &mut Fields) -> Wanted {
    let named = typed(fields, "reviewer");
    let mut workflow = inside.tenant().settings.workflow.clone();
    let before = workflow.reviewers.len();
    workflow.reviewers.retain(|one| value(one) != named);
    if workflow.reviewers.len() == before {
        return Wanted::Gone;
    }
    Wanted::Change(workflow, Done::Removed)
}

async fn add_delegate(inside: &Inside, fields: &mut Fields) -> Result<Wanted, Trouble> {
    let kind = kind(fields)?;
    let text = typed(fields, "who");
    let policy: PolicyId = typed(fields, "policy").parse().map_err(|_| Trouble::Expired)?;
    inside.service.policy(inside.tenant(), &policy).await?;
    let mut workflow = inside.tenant().settings.workflow.clone();
    let found = who(inside, kind, &text).await?;
    let found = found.map(|who| Delegate { who, policy: policy.clone() });
    let found = match found {
        Ok(delegate) if workflow.delegates.contains(&delegate) => Err(Problem::Twice),
        Ok(_) if workflow.delegates.len() >= MOST_NAMED => Err(Problem::TooMany),
        found => found,
    };
    Ok(match found {
        Ok(delegate) => {
            workflow.delegates.push(delegate);
            Wanted::Change(workflow, Done::Added)
        }
        Err(problem) => {
            let who = Field::wrong(text, problem);
            let delegate = NewDelegate { kind, who, policies: Vec::new() };
            let policy = Some(policy);
            Wanted::Wrong(Box::new(Returned { delegate, policy, ..Returned::default() }))
        }
    })
}

fn remove_delegate(inside: &Inside, fields: &mut Fields) -> Wanted {
    let named = typed(fields, "delegate");
    let mut workflow = inside.tenant().settings.workflow.clone();
    let before = workflow.delegates.len();
    workflow.delegates.retain(|one| delegate_value(one) != named);
    if workflow.delegates.len() == before {
        return Wanted::Gone;
    }
    Wanted::Change(workflow, Done::Removed)
}

fn kind(fields: &mut Fields) -> Result<ReviewerKind, Trouble> {
    ReviewerKind::of(&typed(fields, "kind")).ok_or(Trouble::Expired)
}

/// Who is named: a user by his sign-in name, a group or a role by its name.
async fn who(
    inside: &Inside,
    kind: ReviewerKind,
    text: &str,
) -> Result<Result<Reviewer, Problem>, Trouble> {
    let (service, tenant, text) = (&inside.service, inside.tenant(), text.trim());
    if text.is_empty() {
        return Ok(Err(Problem::Empty));
    }
    let found = match kind {
        ReviewerKind::Role => {
            return Ok(role(inside, text).map(Reviewer::Role).ok_or(Problem::NoRole));
        }
        ReviewerKind::User => match text.parse::<Upn>() {
            Ok(upn) => service.user_named(tenant, &upn).await.map(|one| Reviewer::User(one.id)),
            Err(_) => return Ok(Err(Problem::NoUser)),
        },
        ReviewerKind::Group => match text.parse::<DisplayName>() {
            Ok(name) => service.group_named(tenant, &name).await.map(|one| Reviewer::Group(one.id)),
            Err(_) => return Ok(Err(Problem::NoGroup)),
        },
    };
    match found {
        Ok(reviewer) => Ok(Ok(reviewer)),
        Err(DirectoryError::Unknown { what: "group", .. }) => Ok(Err(Problem::NoGroup)),
        Err(DirectoryError::Unknown { .. }) => Ok(Err(Problem::NoUser)),
        Err(error) => Err(error.into()),
    }
}

/// A role by its English name, its id, or its name in the reader's language.
fn role(inside: &Inside, text: &str) -> Option<DirectoryRole> {
    let frame = inside.frame();
    let same =
        |role: &&DirectoryRole| frame.text(role_key(**role)).to_lowercase() == text.to_lowercase();
    text.parse().ok().or_else(|| DirectoryRole::ALL.iter().find(same).copied())
}
