//! The pages where trust is asked for, or an administrator is needed: from the service's step to
//! the page's own words.

use axum::response::Response;
use consentry_model::{NeedsAdmin, Refusal};
use consentry_pages::{ActsAs, App, Html, Known, Permission, Shown, Trust, Warning};
use consentry_service::{
    AppShown, ApprovalProblem as Problem, ApprovalSent as SentStep, ApprovalStep, PermissionShown,
    Service, Step, TrustShown,
    policy::{Organisation, Warning as Warned},
};
use http::StatusCode;
use url::Url;

use super::{account, app, form, frame, html, refused, tenant};
use crate::{
    context::Context,
    pages::{
        AdminConsentDone, ApprovalProblem, ApprovalRequired, ApprovalSent, Consent, NeedAdmin,
        OrganizationConsent, Sent,
    },
    posts,
};

/// The code that the original shows after a recorded consent to a foreign address.
const HARMLESS: u32 = 900_561;

/// The page of one of these steps.
pub(super) fn show(service: &Service, step: Step, context: &Context) -> Response {
    let of =
        |shown: &consentry_service::PageFrame| frame(service, context, shown.locales.as_deref());
    let support = || context.support(service.clock().now());
    html(match step {
        Step::Consent { frame, permissions: asked, organisation, trust: known } => Consent {
            form: form(&frame, posts::CONSENT),
            tenant: tenant(&frame),
            trust: trust(&frame.app, known),
            app: app(&frame.app),
            account: account(&frame),
            permissions: permissions(asked),
            may_consent_for_all: organisation == Organisation::Offered,
        }
        .render(&of(&frame)),
        Step::AdminConsent { frame, permissions: asked, trust: known } => OrganizationConsent {
            form: form(&frame, posts::CONSENT),
            tenant: tenant(&frame),
            trust: trust(&frame.app, known),
            app: app(&frame.app),
            account: account(&frame),
            permissions: permissions(asked),
            replaces_earlier: true,
        }
        .render(&of(&frame)),
        Step::NeedAdmin { frame, permissions: asked, refusal, trust: known } => NeedAdmin {
            form: form(&frame, posts::NEED_ADMIN),
            tenant: tenant(&frame),
            trust: trust(&frame.app, known),
            app: app(&frame.app),
            account: account(&frame),
            permissions: permissions(asked),
            because: because(&refusal),
            code: refusal.code(service.fidelity()),
            support: support(),
        }
        .render(&of(&frame)),
        Step::Approval(step) => return approval(service, *step, context),
        Step::ApprovalSent(step) => {
            let shown = of(&step.frame);
            sent(*step).render(&shown)
        }
        Step::AdminConsentRecorded { frame, permissions: asked } => AdminConsentDone {
            tenant: tenant(&frame),
            app: App { returns_to: None, ..app(&frame.app) },
            permissions: permissions(asked),
            harmless_code: Some(HARMLESS),
            support: support(),
        }
        .render(&of(&frame)),
        _ => return refused(service, Refusal::TransactionInvalid, context),
    })
}

fn approval(service: &Service, step: ApprovalStep, context: &Context) -> Response {
    let status = match step.problem {
        None => StatusCode::OK,
        Some(Problem::Reason(_)) => StatusCode::BAD_REQUEST,
        Some(Problem::TooMany) => StatusCode::TOO_MANY_REQUESTS,
    };
    let page = ApprovalRequired {
        form: form(&step.frame, posts::NEED_ADMIN),
        tenant: tenant(&step.frame),
        trust: trust(&step.frame.app, step.trust),
        app: app(&step.frame.app),
        account: account(&step.frame),
        permissions: permissions(step.permissions),
        because: because(&step.refusal),
        code: step.refusal.code(service.fidelity()),
        days: step.days,
        reason: step.typed.as_str().into(),
        problem: step.problem.map(|problem| match problem {
            Problem::Reason(invalid) => invalid.into(),
            Problem::TooMany => ApprovalProblem::TooMany,
        }),
        support: context.support(service.clock().now()),
    };
    let page: Html = page.render(&frame(service, context, step.frame.locales.as_deref()));
    html(page.with_status(status))
}

fn sent(step: SentStep) -> ApprovalSent {
    ApprovalSent {
        form: form(&step.frame, posts::NEED_ADMIN),
        tenant: tenant(&step.frame),
        app: app(&step.frame.app),
        account: account(&step.frame),
        permissions: permissions(step.permissions),
        reason: step.reason.as_str().into(),
        sent: if step.before.is_on() { Sent::Before } else { Sent::Now },
        asked_at: step.asked_at,
        expires_at: step.expires_at,
        others: step.others,
        answer_to: step.frame.account.as_ref().map(|known| known.user_name.as_str().into()),
    }
}

/// What is known of the application; a homepage is shown by its host.
fn trust(shown: &AppShown, known: TrustShown) -> Trust {
    let host = shown.homepage.as_deref().and_then(|homepage| Url::parse(homepage).ok());
    let host = host.and_then(|homepage| homepage.host_str().map(Shown::from));
    Trust {
        homepage: host,
        known: Some(known.known.map_or(Known::NotYet, |known| Known::Since {
            date: known.since,
            people: known.people,
        })),
        warnings: known
            .warning
            .into_iter()
            .map(|warning| match warning {
                Warned::LooksLike(name) => Warning::LooksLike(name.into()),
                Warned::Young { registered_at } => Warning::Young(registered_at),
            })
            .collect(),
    }
}

fn permissions(asked: Vec<PermissionShown>) -> Vec<Permission> {
    let shown = |permission: PermissionShown| Permission {
        value: permission.value.into(),
        acts_as: if permission.application { ActsAs::Itself } else { ActsAs::User },
        resource: permission.resource.into(),
        display_name: Some(permission.text.as_str().into()),
        description: Some(permission.text.into()),
    };
    asked.into_iter().map(shown).collect()
}

const fn because(refusal: &Refusal) -> NeedsAdmin {
    match refusal {
        Refusal::AdminApprovalNeeded { because, .. }
        | Refusal::ApprovalRequired { because, .. } => *because,
        _ => NeedsAdmin::Always,
    }
}
