//! An application's logo: served to whoever reads the admin centre, set and removed by whoever
//! manages applications.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::{
    body::{Body, Bytes},
    extract::{
        Multipart, Path,
        multipart::{MultipartError, MultipartRejection},
    },
    response::{IntoResponse, Response},
};
use consentry_model::AppId;
use consentry_policy::Deed;
use consentry_service::DirectoryError;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH,
        X_CONTENT_TYPE_OPTIONS,
    },
};

use super::{
    change::{form, must_be_here, wrong},
    detail::Returned,
    id_of,
};
use crate::{
    admin::{allow, done, settings::nothing_left},
    inside::Inside,
    pages::admin::{Done, settings::Problem},
    paths,
    trouble::Trouble,
};

/// `GET …/logo`.
pub(super) async fn serve(
    inside: Inside,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    allow(&inside, Deed::Read)?;
    let (service, tenant, id) = (&inside.service, inside.tenant(), id_of(&id)?);
    let principal = service.principal_of(tenant, id).await?;
    let Some(png) = service.app_logo(tenant, principal).await? else {
        return Err(Trouble::NotFound);
    };
    let tag = tag(&png);
    let known = headers.get_all(IF_NONE_MATCH).iter().any(|sent| *sent == tag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(png).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    for (name, value) in [
        (CONTENT_TYPE, "image/png"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "private, no-cache"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// Tells two pictures apart; nobody's safety hangs on it.
fn tag(png: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    png.hash(&mut hasher);
    let text = format!("\"{:016x}\"", hasher.finish());
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("\"0\""))
}

/// What a form brought.
enum Sent {
    /// A picture, from the page of this session.
    Picture(Bytes),
    /// More than a body may hold.
    TooMuch,
}

/// `POST …/logo`: the form's token comes before its picture.
pub(super) async fn set(
    inside: Inside,
    Path(id): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let sent = read(&inside, id, body.map_err(|_| Trouble::Expired)?).await?;
    allow(&inside, Deed::ManageApplications)?;
    must_be_here(&inside, id).await?;
    let not_one = || Returned { logo: Some(Problem::Picture), ..Returned::default() };
    let Sent::Picture(picture) = sent else { return wrong(&inside, id, not_one()).await };
    let (service, actor, tenant) = (&inside.service, inside.actor(), inside.tenant());
    match service.set_app_logo(&actor, tenant, id, Some(picture.to_vec())).await {
        Ok(()) => Ok(done(&paths::application(id), Done::LogoSet)),
        Err(DirectoryError::Invalid(_)) => wrong(&inside, id, not_one()).await,
        Err(error) => Err(error.into()),
    }
}

/// The two parts of the form, and no others (BI-054). Too much is told before the token is known:
/// nothing is done with it.
async fn read(inside: &Inside, id: AppId, mut parts: Multipart) -> Result<Sent, Trouble> {
    let too_much = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Ok(Sent::TooMuch),
        _ => Err(Trouble::Expired),
    };
    let token = match parts.next_field().await {
        Ok(Some(field)) if field.name() == Some("csrf") => field.text().await,
        Ok(Some(_) | None) => return Err(Trouble::Expired),
        Err(error) => return too_much(error),
    };
    match token {
        Ok(token) => inside.bound(&paths::application(id), &token)?,
        Err(error) => return too_much(error),
    }
    let picture = match parts.next_field().await {
        Ok(Some(field)) if field.name() == Some("logo") => field.bytes().await,
        Ok(Some(_) | None) => return Err(Trouble::Expired),
        Err(error) => return too_much(error),
    };
    match (picture, parts.next_field().await) {
        (Ok(picture), Ok(None)) => Ok(Sent::Picture(picture)),
        (Ok(_), Ok(Some(_))) => Err(Trouble::Expired),
        (Err(error), _) | (Ok(_), Err(error)) => too_much(error),
    }
}

/// `POST …/logo/remove`.
pub(super) async fn remove(
    inside: Inside,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let fields = form(&inside, id, &body)?;
    nothing_left(&fields)?;
    must_be_here(&inside, id).await?;
    inside.service.set_app_logo(&inside.actor(), inside.tenant(), id, None).await?;
    Ok(done(&paths::application(id), Done::LogoRemoved))
}
