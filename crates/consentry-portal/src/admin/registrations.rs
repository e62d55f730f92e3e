//! Applications that were registered here: the list, a new one, deleting and restoring.
//!
//! Who may register and who may change what is the service's answer; a person who may do neither
//! finds an empty list.

mod detail;

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use consentry_model::{
    AppId, Audience, DisplayName, Platform, RedirectUri, RegisteredRedirect, Switch,
};
use consentry_pages::Shown;
use consentry_policy::registration::RegistrationProblem;
use consentry_service::{DirectoryError, NewApplication};
use consentry_web::html;
use http::StatusCode;

use super::{
    centre, done,
    settings::{nothing_left, typed},
};
use crate::{
    inside::Inside,
    pages::{
        Day,
        admin::{
            Done,
            registrations::{DeletedRegistration, Fault, RegistrationRow, Registrations},
        },
    },
    paths,
    trouble::Trouble,
};

/// The routes of registrations.
pub(super) fn routes() -> Router {
    Router::new()
        .route(paths::REGISTRATIONS, get(list).post(register))
        .route("/admin/registrations/{id}", get(detail::show).post(detail::change))
        .route("/admin/registrations/{id}/delete", post(delete))
        .route("/admin/registrations/{id}/restore", post(restore))
}

fn id_of(text: &str) -> Result<AppId, Trouble> {
    text.parse().map_err(|_| Trouble::NotFound)
}

/// What was sent, to be shown again beside what was wrong with it.
#[derive(Default)]
struct Sent {
    name: String,
    uri: String,
    fault: Option<Fault>,
}

async fn list(inside: Inside) -> Result<Response, Trouble> {
    Ok(html(page(&inside, Sent::default()).await?.render(&inside.frame())))
}

async fn page(inside: &Inside, sent: Sent) -> Result<Registrations, Trouble> {
    let (service, tenant, user) = (&inside.service, inside.tenant(), inside.user());
    let registers = service.may_register(tenant, user).await?;
    let all = service.registrations(tenant, Some(user)).await?;
    let ending = service.ending_secrets(tenant).await?;
    let row = |app: &consentry_model::Application| RegistrationRow {
        href: paths::registration(app.id),
        name: app.name.as_str().into(),
        id: app.id,
        many_tenants: Switch::from(app.audience == Audience::ManyTenants),
        ending: Switch::from(ending.contains(&app.id)),
        since: Day(app.created_at),
    };
    let deleted = service.deleted_registrations(tenant, Some(user)).await?;
    let gone = deleted.iter().map(|(app, until)| DeletedRegistration {
        id: app.id,
        name: app.name.as_str().into(),
        until: Day(*until),
    });
    Ok(Registrations {
        centre: centre(inside).await?,
        registering: registers.then(|| inside.token(paths::REGISTRATIONS)),
        token: inside.token(paths::REGISTRATIONS),
        rows: all.iter().map(|app| row(app)).collect(),
        deleted: gone.collect(),
        name: sent.name,
        uri: sent.uri,
        fault: sent.fault,
    })
}

/// `POST /admin/registrations`.
async fn register(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    let mut fields = inside.form(paths::REGISTRATIONS, &body)?;
    let (name, uri) = (typed(&mut fields, "name"), typed(&mut fields, "uri"));
    let (platform, audience) = (typed(&mut fields, "platform"), typed(&mut fields, "audience"));
    nothing_left(&fields)?;
    let made = match described(&name, &uri, &platform, &audience) {
        Ok(new) => inside.service.register_app(&inside.actor(), inside.tenant(), new).await,
        Err(fault) => return again(&inside, Sent { name, uri, fault: Some(fault) }).await,
    };
    match made {
        Ok(app) => Ok(done(&paths::registration(app.id), Done::Registered)),
        Err(DirectoryError::Registration(problem)) => {
            again(&inside, Sent { name, uri, fault: Some(fault_of(&problem)) }).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn again(inside: &Inside, sent: Sent) -> Result<Response, Trouble> {
    let page = page(inside, sent).await?.render(&inside.frame());
    Ok(html(page.with_status(StatusCode::UNPROCESSABLE_ENTITY)))
}

fn described(
    name: &str,
    uri: &str,
    platform: &str,
    audience: &str,
) -> Result<NewApplication, Fault> {
    let name: DisplayName = name.trim().parse().map_err(|_| fault("empty", name))?;
    let redirect = redirect(platform, uri)?;
    Ok(NewApplication {
        name,
        redirects: redirect.into_iter().collect(),
        audience: audience_of(audience),
        required: Vec::new(),
        homepage: None,
    })
}

fn audience_of(word: &str) -> Audience {
    if word == "many" { Audience::ManyTenants } else { Audience::OneTenant }
}

/// An address with its platform; nothing where none was typed.
fn redirect(platform: &str, uri: &str) -> Result<Option<RegisteredRedirect>, Fault> {
    let uri = uri.trim();
    if uri.is_empty() {
        return Ok(None);
    }
    let platform = match platform {
        "spa" => Platform::Spa,
        "native" => Platform::PublicClient,
        _ => Platform::Web,
    };
    let parsed: RedirectUri = uri.parse().map_err(|_| fault("uri", uri))?;
    Ok(Some(RegisteredRedirect { uri: parsed, platform }))
}

fn fault(rule: &'static str, what: &str) -> Fault {
    Fault { rule, what: what.into() }
}

/// A rule of the policy as the page tells it.
fn fault_of(problem: &RegistrationProblem) -> Fault {
    use RegistrationProblem as P;
    let (rule, what) = match problem {
        P::CustomScheme(uri) => ("custom-scheme", uri.to_string()),
        P::Character { uri, .. } => ("character", uri.to_string()),
        P::Twice(uri) => ("twice", uri.to_string()),
        P::TooMany { most, .. } => ("too-many", most.to_string()),
        P::Name(name) => ("name", name.clone()),
        P::Value(value) => ("value", value.to_string()),
        P::OpenId(value) => ("openid", value.to_string()),
        P::Text(value) => ("text", value.to_string()),
        P::Trust { scope, .. } => ("trust", scope.to_string()),
        P::Homepage => ("homepage", String::new()),
        P::PublisherDomain(domain) => ("publisher", domain.to_string()),
        P::TokenVersion => ("version", String::new()),
    };
    Fault { rule, what: Shown::from(what) }
}

/// `POST /admin/registrations/{id}/delete`.
async fn delete(inside: Inside, Path(id): Path<String>, body: Bytes) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let fields = inside.form(&paths::registration(id), &body)?;
    nothing_left(&fields)?;
    inside.service.delete_registration(&inside.actor(), inside.tenant(), id).await?;
    Ok(done(paths::REGISTRATIONS, Done::RegistrationDeleted))
}

/// `POST /admin/registrations/{id}/restore`.
async fn restore(inside: Inside, Path(id): Path<String>, body: Bytes) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let fields = inside.form(paths::REGISTRATIONS, &body)?;
    nothing_left(&fields)?;
    inside.service.restore_registration(&inside.actor(), inside.tenant(), id).await?;
    Ok(done(&paths::registration(id), Done::RegistrationRestored))
}
