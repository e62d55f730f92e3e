//! An application's logo: served to whoever reads the admin centre, set and removed by whoever
//! manages applications.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::{
    body::{Body, Bytes},
    extract::{Multipart, Path, multipart::MultipartRejection},
    response::{IntoResponse, Response},
};
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

/// `POST …/logo`: the form's token comes before its picture.
pub(super) async fn set(
    inside: Inside,
    Path(id): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let id = id_of(&id)?;
    let mut parts = body.map_err(|_| Trouble::Expired)?;
    let token = match parts.next_field().await.map_err(|_| Trouble::Expired)? {
        Some(field) if field.name() == Some("csrf") => {
            field.text().await.map_err(|_| Trouble::Expired)?
        }
        Some(_) | None => return Err(Trouble::Expired),
    };
    inside.bound(&paths::application(id), &token)?;
    allow(&inside, Deed::ManageApplications)?;
    must_be_here(&inside, id).await?;
    let picture = match parts.next_field().await.map_err(|_| Trouble::Expired)? {
        Some(field) if field.name() == Some("logo") => field.bytes().await.ok(),
        Some(_) | None => return Err(Trouble::Expired),
    };
    let not_one = || Returned { logo: Some(Problem::Picture), ..Returned::default() };
    // What breaks off is larger than a body may be.
    let Some(picture) = picture else { return wrong(&inside, id, not_one()).await };
    if parts.next_field().await.map_err(|_| Trouble::Expired)?.is_some() {
        return Err(Trouble::Expired);
    }
    let (service, actor, tenant) = (&inside.service, inside.actor(), inside.tenant());
    match service.set_app_logo(&actor, tenant, id, Some(picture.to_vec())).await {
        Ok(()) => Ok(done(&paths::application(id), Done::LogoSet)),
        Err(DirectoryError::Invalid(_)) => wrong(&inside, id, not_one()).await,
        Err(error) => Err(error.into()),
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
