//! The pages where trust is asked for, or an administrator is needed: from the service's step to
//! the page's own words.

use axum::response::Response;
use consentry_model::{NeedsAdmin, Refusal};
use consentry_pages::{App, Html, Trust};
use consentry_service::{
    AppShown, ApprovalProblem as Problem, ApprovalSent as SentStep, ApprovalStep, Service, Step,
    TrustShown, policy::Organisation,
};
use consentry_web::{Context, frame, html, permissions};
use http::StatusCode;

use super::{account, app, form, refused, tenant};
use crate::{
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

fn trust(app: &AppShown, known: TrustShown) -> Trust {
    consentry_web::trust(app.homepage.as_deref(), known)
}

const fn because(refusal: &Refusal) -> NeedsAdmin {
    match refusal {
        Refusal::AdminApprovalNeeded { because, .. }
        | Refusal::ApprovalRequired { because, .. } => *because,
        _ => NeedsAdmin::Always,
    }
}
