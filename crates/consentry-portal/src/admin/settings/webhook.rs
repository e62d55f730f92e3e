//! The webhook: `GET` and `POST /admin/settings/webhook`, and the question before it is removed.
//!
//! A new secret is shown on the page that answers the form, and nowhere else.

use axum::{body::Bytes, response::Response};
use consentry_model::Switch;
use consentry_policy::Deed;
use consentry_service::DirectoryError;
use consentry_store::{Delivery, MailState};
use consentry_web::html;

use super::{nothing_left, refused, typed};
use crate::{
    admin::{allow, centre, done, named::changing},
    inside::Inside,
    pages::{
        When,
        admin::{
            Done, Failed,
            settings::{
                Confirm, ConfirmWhat, DeliveryRow, DeliveryState, Field, NewSecret, Problem,
                Webhook,
            },
        },
    },
    paths,
    trouble::Trouble,
};

/// The page.
pub(super) async fn show(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let address = inside.tenant().settings.webhook.clone().unwrap_or_default();
    Ok(html(page(&inside, Field::of(address), None).await?.render(&inside.frame())))
}

async fn page(
    inside: &Inside,
    address: Field,
    secret: Option<NewSecret>,
) -> Result<Webhook, Trouble> {
    let tenant = inside.tenant();
    let present = secret.is_some() || tenant.settings.webhook.is_some();
    let deliveries = inside.service.deliveries(tenant).await?;
    Ok(Webhook {
        centre: centre(inside).await?,
        changing: changing(inside, Deed::ManageWorkflow, paths::WEBHOOK),
        present: Switch::from(present),
        address,
        secret,
        deliveries: deliveries.iter().map(row).collect(),
    })
}

fn row(delivery: &Delivery) -> DeliveryRow {
    DeliveryRow {
        event: delivery.event.as_str().into(),
        at: When(delivery.created_at),
        state: match delivery.state {
            MailState::Queued => DeliveryState::Waiting(When(delivery.next_attempt_at)),
            MailState::Sent => DeliveryState::Sent,
            MailState::Failed => DeliveryState::Failed,
        },
        attempts: delivery.attempts.into(),
        error: delivery.last_error.as_deref().map(Into::into),
    }
}

/// Sets the address, or sends a test.
pub(super) async fn post(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::WEBHOOK, &body)?;
    allow(&inside, Deed::ManageWorkflow)?;
    let (service, tenant) = (&inside.service, inside.tenant());
    match fields.take("action").as_deref() {
        Some("save") => {
            let address = typed(&mut fields, "address").trim().to_owned();
            nothing_left(&fields)?;
            match service.set_webhook(&inside.actor(), tenant, Some(&address)).await {
                Ok(secret) => {
                    let secret = secret.map(|secret| NewSecret(secret.into_exposed()));
                    let page = page(&inside, Field::of(address), secret).await?;
                    Ok(html(page.render(&inside.frame())))
                }
                Err(DirectoryError::Invalid(_)) => {
                    let address = Field::wrong(address, Problem::Address);
                    let page = page(&inside, address, None).await?;
                    Ok(refused(page.render(&inside.frame())))
                }
                Err(error) => Err(error.into()),
            }
        }
        Some("test") => {
            nothing_left(&fields)?;
            if service.test_webhook(tenant).await? {
                Ok(done(paths::WEBHOOK, Done::Tested))
            } else {
                let failed = Failed::Changed.word();
                let path = paths::with(paths::WEBHOOK, &[("failed", &failed)]);
                Ok(consentry_web::see_other(&path))
            }
        }
        _ => Err(Trouble::Expired),
    }
}

/// The question before it is removed.
pub(super) async fn ask(inside: Inside) -> Result<Response, Trouble> {
    allow(&inside, Deed::ManageWorkflow)?;
    let tenant = inside.tenant();
    let address = tenant.settings.webhook.as_deref().ok_or(Trouble::NotFound)?;
    let deliveries = inside.service.deliveries(tenant).await?;
    let waiting = deliveries.iter().filter(|one| one.state == MailState::Queued).count();
    let path = paths::remove_webhook();
    let page = Confirm {
        centre: centre(&inside).await?,
        what: ConfirmWhat::Webhook,
        name: address.into(),
        hindered_by: Vec::new(),
        count: u64::try_from(waiting).unwrap_or(u64::MAX),
        token: inside.token(&path),
        action: path,
        back: paths::WEBHOOK.to_owned(),
    };
    Ok(html(page.render(&inside.frame())))
}

/// Removes it.
pub(super) async fn remove(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let fields = inside.form(&paths::remove_webhook(), &body)?;
    allow(&inside, Deed::ManageWorkflow)?;
    nothing_left(&fields)?;
    inside.service.set_webhook(&inside.actor(), inside.tenant(), None).await?;
    Ok(done(paths::WEBHOOK, Done::WebhookRemoved))
}
