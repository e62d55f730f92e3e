//! One registration: `GET` and `POST /admin/registrations/{id}`. A new secret is shown on the page
//! that answers its form, and nowhere else.

use std::time::Duration;

use axum::{body::Bytes, extract::Path, response::Response};
use consentry_model::{
    AppId, Audience, OptionalClaim, OptionalClaims, PermissionKind, RedirectUri, RoleHolders,
    ScopeValue, SecretId, Switch, Timestamp,
};
use consentry_service::{
    ApplicationChange as Change, CredentialLife, DirectoryError, NewRole, NewScope,
};
use consentry_store::AppSecret;
use consentry_web::{Fields, html};
use http::StatusCode;

use super::{audience_of, fault, fault_of, id_of, redirect};
use crate::{
    admin::{
        centre, done,
        settings::{nothing_left, typed},
    },
    inside::Inside,
    pages::{
        Day,
        admin::{
            Done,
            registrations::{
                Fault, RedirectRow, Registration, RoleRow, ScopeRow, SecretRow, SecretState,
            },
            settings::NewSecret,
        },
    },
    paths,
    trouble::Trouble,
};

/// How long a secret may live, in days.
const LIVES: [u32; 3] = [90, 180, 365];

pub(super) async fn show(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    let page = page(&inside, id_of(&id)?, (None, None)).await?;
    Ok(html(page.render(&inside.frame())))
}

async fn page(
    inside: &Inside,
    id: AppId,
    (fault, secret): (Option<Fault>, Option<NewSecret>),
) -> Result<Registration, Trouble> {
    let shown = inside.service.registration(inside.tenant(), Some(inside.user()), id).await?;
    let (app, now) = (&shown.application, inside.service.clock().now());
    let claim = |claim: OptionalClaim| {
        let in_access = Switch::from(app.claims.access.contains(&claim));
        (claim, in_access, Switch::from(app.claims.id.contains(&claim)))
    };
    Ok(Registration {
        centre: centre(inside).await?,
        token: inside.token(&paths::registration(id)),
        id,
        name: app.name.as_str().into(),
        many_tenants: Switch::from(app.audience == Audience::ManyTenants),
        maker: shown.registered_by.as_ref().map(|user| user.upn.as_str().into()),
        redirects: app
            .redirects
            .iter()
            .map(|known| RedirectRow { uri: known.uri.as_str().into(), platform: known.platform })
            .collect(),
        secrets: shown.secrets.iter().map(|secret| secret_row(secret, now)).collect(),
        secret,
        names: app.identifier_uris.iter().map(|uri| uri.as_str().into()).collect(),
        scopes: app
            .permissions
            .iter()
            .map(|scope| ScopeRow {
                value: scope.value.as_str().into(),
                text: scope.admin_text.as_str().into(),
                users: Switch::from(scope.kind == PermissionKind::User),
                enabled: scope.enabled,
            })
            .collect(),
        roles: app
            .roles
            .iter()
            .map(|role| RoleRow {
                value: role.value.as_str().into(),
                name: role.name.as_str().into(),
                holders: role.holders,
                enabled: role.enabled,
            })
            .collect(),
        claims: OptionalClaim::ALL.into_iter().map(claim).collect(),
        fault,
    })
}

fn secret_row(secret: &AppSecret, now: Timestamp) -> SecretRow {
    SecretRow {
        key: consentry_pages::Shown::from(secret.id.to_string()),
        hint: secret.hint.as_str().into(),
        ends: Day(secret.expires_at),
        state: match CredentialLife::at(now, secret.expires_at) {
            CredentialLife::Good => SecretState::Counts,
            CredentialLife::EndsSoon => SecretState::EndsSoon,
            CredentialLife::Ended => SecretState::Ended,
        },
    }
}

/// Changes one thing.
pub(super) async fn change(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let path = paths::registration(id);
    let mut fields = inside.form(&path, &body)?;
    let action = typed(&mut fields, "action");
    let (service, actor, tenant) = (&inside.service, inside.actor(), inside.tenant());
    if action == "secret-add" {
        let days = typed(&mut fields, "days").parse().ok().filter(|days| LIVES.contains(days));
        nothing_left(&fields)?;
        let life = Duration::from_hours(24).saturating_mul(days.ok_or(Trouble::Expired)?);
        let ends = service.clock().now().plus(life);
        let made = match service.add_app_secret(&actor, tenant, id, ends).await {
            Ok(made) => made,
            // Beside the end that the page chose nothing else can be invalid.
            Err(DirectoryError::Invalid(_)) => {
                return again(&inside, id, fault("secrets", "")).await;
            }
            Err(error) => return Err(error.into()),
        };
        let secret = NewSecret(made.secret.into_exposed());
        return Ok(html(page(&inside, id, (None, Some(secret))).await?.render(&inside.frame())));
    }
    if action == "secret-remove" {
        let key: SecretId = typed(&mut fields, "key").parse().map_err(|_| Trouble::Expired)?;
        nothing_left(&fields)?;
        service.remove_app_secret(&actor, tenant, id, key).await?;
        return Ok(done(&path, Done::RegistrationSaved));
    }
    let change = match asked(&action, &mut fields) {
        Ok(change) => change.ok_or(Trouble::Expired)?,
        Err(fault) => return again(&inside, id, fault).await,
    };
    nothing_left(&fields)?;
    match service.change_registration(&actor, tenant, id, change).await {
        Ok(_) => Ok(done(&path, Done::RegistrationSaved)),
        Err(DirectoryError::Registration(problem)) => again(&inside, id, fault_of(&problem)).await,
        Err(DirectoryError::Taken { name, .. }) => again(&inside, id, fault("taken", &name)).await,
        Err(error) => Err(error.into()),
    }
}

async fn again(inside: &Inside, id: AppId, fault: Fault) -> Result<Response, Trouble> {
    let page = page(inside, id, (Some(fault), None)).await?.render(&inside.frame());
    Ok(html(page.with_status(StatusCode::UNPROCESSABLE_ENTITY)))
}

/// The change that a form asks for; nothing where no form of the page says so.
fn asked(action: &str, fields: &mut Fields) -> Result<Option<Change>, Fault> {
    let mut field = |name: &str| typed(fields, name).trim().to_owned();
    Ok(Some(match action {
        "redirect-add" => {
            let (platform, uri) = (field("platform"), field("uri"));
            let redirect = redirect(&platform, &uri)?;
            Change::Redirect(redirect.ok_or_else(|| fault("uri", &uri))?)
        }
        "redirect-remove" => {
            let uri = field("uri");
            let parsed: RedirectUri = uri.parse().map_err(|_| fault("uri", &uri))?;
            Change::NoRedirect(parsed)
        }
        "audience" => Change::Audience(audience_of(&field("audience"))),
        "name-add" => Change::IdentifierUri(field("uri")),
        "name-remove" => Change::NoIdentifierUri(field("uri")),
        "scope-save" => Change::Scope(NewScope {
            value: value(&field("value"))?,
            kind: if field("kind") == "admin" {
                PermissionKind::Admin
            } else {
                PermissionKind::User
            },
            admin_text: field("admin_text"),
            user_text: field("user_text"),
            enabled: Switch::from(!field("enabled").is_empty()),
        }),
        "scope-remove" => Change::NoScope(value(&field("value"))?),
        "role-save" => Change::Role(NewRole {
            value: value(&field("value"))?,
            name: field("title"),
            text: field("text"),
            holders: match field("holders").as_str() {
                "applications" => RoleHolders::Applications,
                "both" => RoleHolders::Both,
                _ => RoleHolders::Users,
            },
            enabled: Switch::On,
        }),
        "role-remove" => Change::NoRole(value(&field("value"))?),
        "claims" => {
            let mut ticked = |kind: &str| {
                let all = OptionalClaim::ALL.into_iter();
                all.filter(|claim| !field(&format!("{kind}.{claim}")).is_empty()).collect()
            };
            Change::Claims(OptionalClaims { access: ticked("access"), id: ticked("id") })
        }
        _ => return Ok(None),
    }))
}

fn value(text: &str) -> Result<ScopeValue, Fault> {
    text.parse().map_err(|_| fault("value", text))
}
