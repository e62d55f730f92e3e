//! The pages of a sign-in for a device: from the service's step to the page's own words.

use axum::response::Response;
use consentry_model::{Refusal, Secret};
use consentry_pages::{App, Html};
use consentry_service::{PageFrame, Service, Step, UserCodeProblem as Problem};
use consentry_web::{Context, frame, html};
use http::StatusCode;

use super::{app, form, refused, tenant};
use crate::{
    device::USER_CODE,
    pages::{ConfirmDevice, DeviceEnd, EnterUserCode, UserCodeProblem},
    posts,
};

/// The page of one of these steps.
pub(super) fn show(service: &Service, step: Step, context: &Context) -> Response {
    let of = |shown: &PageFrame| frame(service, context, shown.locales.as_deref());
    html(match step {
        Step::EnterUserCode { csrf, problem } => enter(service, &csrf, problem, context),
        Step::ConfirmDevice { frame, address } => ConfirmDevice {
            form: form(&frame, posts::RETURN),
            tenant: frame.tenant.clone().map(Into::into),
            app: nowhere(&frame),
            address: address.to_string().into(),
        }
        .render(&of(&frame)),
        Step::DeviceApproved { frame } => {
            let (tenant, app) = (Some(tenant(&frame)), nowhere(&frame));
            DeviceEnd { tenant, app, signed_in: true }.render(&of(&frame))
        }
        Step::DeviceDeclined { frame } => {
            let (tenant, app) = (frame.tenant.clone().map(Into::into), nowhere(&frame));
            DeviceEnd { tenant, app, signed_in: false }.render(&of(&frame))
        }
        _ => return refused(service, Refusal::TransactionInvalid, context),
    })
}

fn enter(
    service: &Service,
    csrf: &Secret<String>,
    problem: Option<Problem>,
    context: &Context,
) -> Html {
    let status = match problem {
        None => StatusCode::OK,
        Some(Problem::Blocked) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let page = EnterUserCode {
        action: USER_CODE.to_owned(),
        csrf: csrf.expose().clone(),
        problem: problem.map(|problem| UserCodeProblem {
            key: match problem {
                Problem::Missing => "device-problem-empty",
                Problem::Unknown => "device-problem-unknown",
                Problem::Used => "device-problem-used",
                Problem::Expired => "device-problem-expired",
                Problem::Blocked => "device-problem-blocked",
            },
            code: problem.refusal().code(service.fidelity()),
        }),
    };
    page.render(&frame(service, context, None)).with_status(status)
}

/// The application returns nowhere in this browser.
fn nowhere(frame: &PageFrame) -> App {
    App { returns_to: None, ..app(&frame.app) }
}
