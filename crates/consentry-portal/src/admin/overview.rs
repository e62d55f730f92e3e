//! `GET /admin`: the overview.

use axum::response::Response;
use consentry_model::{ConsentChoice, Switch, Tenant, Timestamp};
use consentry_policy::{Deed, may};
use consentry_service::RequestListed;
use consentry_store::{Delivery, MailState};
use consentry_web::{html, see_other};

use super::{
    allow, centre,
    named::{policy_label, reviewing},
    requests::label,
};
use crate::{
    inside::Inside,
    pages::{
        Day, When,
        admin::{Alarm, Numbers, Overview, Risk, Waiting},
    },
    paths,
    trouble::Trouble,
};

/// The overview; who only reviews is led to the requests.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    let (service, tenant) = (&inside.service, inside.tenant());
    let reads = may(&inside.user().roles, Deed::Read);
    if !reads && service.is_reviewer(tenant, inside.user()).await? {
        return Ok(see_other(paths::REQUESTS));
    }
    allow(&inside, Deed::Read)?;
    let found = service.overview(tenant).await?;
    let settings = &tenant.settings;
    let choice = settings.user_consent.choice();
    let mut policies = Vec::new();
    if choice == ConsentChoice::Custom {
        for id in &settings.user_consent.0 {
            policies.push(policy_label(&service.policy(tenant, id).await?));
        }
    }
    let reviewers = service.reviewers_shown(tenant, &settings.workflow.reviewers).await?;
    let people = service.count_reviewers(tenant).await?;
    let mut warnings: Vec<Alarm> = attack(found.spray)
        .into_iter()
        .chain(alarms(tenant, people, &service.deliveries(tenant).await?))
        .collect();
    if !service.ending_secrets(tenant).await?.is_empty() {
        warnings.push(Alarm::SecretsEnd);
    }
    let page = Overview {
        centre: centre(&inside).await?,
        warnings,
        waiting: found.waiting.iter().map(waiting).collect(),
        numbers: Numbers {
            applications: found.applications,
            people: found.people,
            risky: found.risky,
            unused: found.unused,
        },
        user_consent: choice,
        policies,
        workflow: settings.workflow.takes_requests(),
        reviewers: reviewers.iter().map(reviewing).collect(),
    };
    Ok(html(page.render(&inside.frame())))
}

fn waiting(listed: &RequestListed) -> Waiting {
    let request = &listed.request;
    Waiting {
        href: paths::request(request.id),
        app: label(listed),
        people: u64::try_from(listed.requesters.len()).unwrap_or(u64::MAX),
        since: Day(request.created_at),
        until: Day(request.expires_at),
        risk: listed.looks_like.as_deref().map(|name| Risk::LooksLike(name.into())),
    }
}

/// The last attack on passwords.
fn attack(spray: Option<(Timestamp, String)>) -> Option<Alarm> {
    spray.map(|(at, from)| Alarm::PasswordSpray { from: from.into(), at: When(at) })
}

/// What is not as it should be, the gravest first.
fn alarms(tenant: &Tenant, people: u64, deliveries: &[Delivery]) -> Vec<Alarm> {
    let settings = &tenant.settings;
    let workflow = &settings.workflow;
    let mut alarms = Vec::new();
    match (workflow.enabled, workflow.takes_requests(), people) {
        (Switch::On, Switch::Off, _) => alarms.push(Alarm::NobodyNamed),
        (Switch::On, Switch::On, 0) => alarms.push(Alarm::NobodyReviews),
        (Switch::On, Switch::On, _) | (Switch::Off, _, _) => {}
    }
    let choice = settings.user_consent.choice();
    if !workflow.enabled.is_on() && choice != ConsentChoice::All {
        alarms.push(Alarm::NobodyCanAsk);
    }
    if choice == ConsentChoice::All {
        alarms.push(Alarm::OpenToAll);
    }
    if settings.webhook.is_some() {
        alarms.extend(failing(deliveries));
    }
    alarms
}

/// The last event that was tried, if the receiver did not take it.
fn failing(deliveries: &[Delivery]) -> Option<Alarm> {
    let last = deliveries.iter().find(|one| one.attempts > 0)?;
    let error = last.last_error.as_deref().filter(|_| last.state != MailState::Sent)?;
    Some(Alarm::WebhookFails { error: error.into(), since: When(last.created_at) })
}
