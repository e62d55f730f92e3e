//! My Apps: `/myapps` and below, for everybody who is signed in; only what is his own is shown.

mod password;
mod sessions;

use std::{cmp::Reverse, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::Path,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use consentry_model::AppId;
use consentry_service::{Allowed, DirectoryError, MyApp, OwnPage, Service};
use consentry_web::{Failure, html, permissions, publisher, see_other, sign_in_for};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
};

use crate::{
    admin::account_of,
    inside::{Inside, enter},
    pages::{
        admin::AppLabel,
        myapps::{
            AllowedBy, AppRow, Done, Homepage, MyAppDetail, MyApps, OwnConsent, Person,
            RefusedPage, SignOutEverywhere, SignedOutEverywhere, TenantConsent, WhyRefused,
        },
    },
    paths,
    trouble::Trouble,
};

/// Every route of My Apps.
pub(crate) fn router(service: Arc<Service>) -> Router {
    Router::new()
        .route(paths::MY_APPS, get(list))
        .route(paths::SIGN_OUT_EVERYWHERE, get(ask).post(sign_out_everywhere))
        .route(paths::SESSIONS, get(sessions::list))
        .route(paths::END_SESSION, post(sessions::end))
        .route(paths::MY_PASSWORD, get(password::show).post(password::change))
        .route(paths::MY_OTHER_MAIL, post(password::other_mail))
        .route("/myapps/{app}", get(show))
        .route("/myapps/{app}/revoke", post(take_back))
        .route("/myapps/{app}/logo", get(logo))
        .route("/myapps/{app}/{*rest}", get(async || Trouble::NotFound))
        .layer(from_fn_with_state((service, OwnPage::MyApps), enter))
}

/// `GET /myapps`: what he uses, the last used first.
async fn list(inside: Inside) -> Result<Response, Trouble> {
    let mut apps = inside.service.my_apps(inside.tenant(), inside.user()).await?;
    apps.sort_by(|one, other| {
        let key = |app: &MyApp| (Reverse(app.last_used), app.app.name.as_str().to_lowercase());
        key(one).cmp(&key(other))
    });
    let page = MyApps {
        person: person(&inside),
        done: done(&inside),
        apps: apps.iter().map(row).collect(),
    };
    Ok(html(page.render(&inside.frame())))
}

/// `GET /myapps/{app}`.
async fn show(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    let found = find(&inside, &id).await?;
    let homepage = found.principal.homepage.as_ref().or(found.app.homepage.as_ref());
    let page = MyAppDetail {
        person: person(&inside),
        done: done(&inside),
        app: label(&found),
        homepage: homepage.and_then(|address| Homepage::of(address)),
        last_used: found.last_used,
        own: found.own.clone().map(|own| OwnConsent {
            permissions: permissions(own.permissions),
            since: own.since,
            action: paths::take_back(found.app.id),
            token: inside.token(&paths::my_app(found.app.id)),
        }),
        for_everybody: found.for_everybody.map(|Allowed { permissions: all, since }| {
            TenantConsent { permissions: permissions(all), since }
        }),
    };
    Ok(html(page.render(&inside.frame())))
}

/// `POST /myapps/{app}/revoke`: acts at once. Done twice, it is done.
async fn take_back(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = find(&inside, &id).await?.app.id;
    let page = paths::my_app(id);
    inside.form(&page, &body)?;
    let (service, tenant, user) = (&inside.service, inside.tenant(), inside.user());
    service.revoke_own(tenant, user, id).await?;
    let (page, done) = match service.my_app(tenant, user, id).await {
        Ok(MyApp { for_everybody: Some(_), .. }) => (page, Done::TakenBackInPart),
        Ok(_) => (page, Done::TakenBack),
        // He has never used it: it is no longer among his.
        Err(DirectoryError::Unknown { .. }) => (paths::MY_APPS.to_owned(), Done::TakenBack),
        Err(error) => return Err(error.into()),
    };
    Ok(see_other(&paths::with(&page, &[("done", &done.word())])))
}

/// `GET /myapps/{app}/logo`.
async fn logo(inside: Inside, Path(id): Path<String>) -> Result<Response, Trouble> {
    let found = find(&inside, &id).await?;
    let png = inside.service.app_logo(inside.tenant(), found.principal.id).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/png")),
        (CACHE_CONTROL, HeaderValue::from_static("private, max-age=300")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'")),
    ];
    Ok((headers, png.ok_or(Trouble::NotFound)?).into_response())
}

/// `GET /myapps/sign-out`: what signing out everywhere does.
async fn ask(inside: Inside) -> Response {
    let token = inside.token(paths::SIGN_OUT_EVERYWHERE);
    html(SignOutEverywhere { person: person(&inside), token }.render(&inside.frame()))
}

/// `POST /myapps/sign-out`.
async fn sign_out_everywhere(inside: Inside, body: Bytes) -> Result<Response, Trouble> {
    inside.form(paths::SIGN_OUT_EVERYWHERE, &body)?;
    inside.service.sign_out_everywhere(inside.tenant(), inside.user()).await?;
    let sign_in = sign_in_for(paths::MY_APPS);
    let page = SignedOutEverywhere { person: person(&inside), sign_in };
    Ok(html(page.render(&inside.frame())))
}

/// One of his applications.
async fn find(inside: &Inside, id: &str) -> Result<MyApp, Trouble> {
    let id: AppId = id.parse().map_err(|_| Trouble::NotFound)?;
    Ok(inside.service.my_app(inside.tenant(), inside.user(), id).await?)
}

fn person(inside: &Inside) -> Person {
    let (tenant, user) = (inside.tenant(), inside.user());
    Person { tenant: tenant.name.as_str().into(), account: account_of(user) }
}

fn done(inside: &Inside) -> Option<Done> {
    Done::of(&inside.query("done"))
}

fn label(app: &MyApp) -> AppLabel {
    AppLabel {
        name: app.app.name.as_str().into(),
        publisher: publisher(app.app.publisher.as_ref()),
        logo: app.logo.is_on().then(|| paths::my_app_logo(app.app.id)),
    }
}

fn row(app: &MyApp) -> AppRow {
    AppRow {
        href: paths::my_app(app.app.id),
        app: label(app),
        allowed: match (&app.own, &app.for_everybody) {
            (Some(_), Some(_)) => AllowedBy::Both,
            (Some(_), None) => AllowedBy::You,
            (None, Some(_)) => AllowedBy::Administrator,
            (None, None) => AllowedBy::Nobody,
        },
        last_used: app.last_used,
    }
}

/// What went wrong, as a page.
pub(crate) fn trouble(inside: &Inside, trouble: Trouble) -> Response {
    let status = trouble.status();
    if let Some(why) = why(&trouble) {
        let support = inside.context.support(inside.service.clock().now());
        let page = RefusedPage { person: person(inside), why, support };
        return html(page.render(&inside.frame()).with_status(status));
    }
    match trouble {
        Trouble::Directory(error) => match Arc::into_inner(error) {
            Some(DirectoryError::Service(error)) => Failure(error).into_response(),
            Some(_) | None => status.into_response(),
        },
        Trouble::NoRole(_) | Trouble::Expired | Trouble::NotFound => status.into_response(),
    }
}

/// Why, in a person's words; nothing where the installation failed.
fn why(trouble: &Trouble) -> Option<WhyRefused> {
    match trouble {
        Trouble::NotFound => Some(WhyRefused::NotYours),
        Trouble::NoRole(_) | Trouble::Expired => Some(WhyRefused::TooOld),
        Trouble::Directory(error) => match &**error {
            DirectoryError::Service(_) => None,
            DirectoryError::Refused(_) | DirectoryError::Unknown { .. } => {
                Some(WhyRefused::NotYours)
            }
            DirectoryError::Forbidden(_)
            | DirectoryError::Taken { .. }
            | DirectoryError::Conflict(_)
            | DirectoryError::Invalid(_)
            | DirectoryError::Registration(_) => Some(WhyRefused::TooOld),
        },
    }
}
