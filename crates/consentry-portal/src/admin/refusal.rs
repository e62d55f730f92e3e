//! What went wrong, as a page in the frame.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use consentry_pages::Shown;
use consentry_service::DirectoryError;
use consentry_web::{Failure, html, sign_in_for};

use super::centre;
use crate::{
    inside::Inside,
    pages::admin::{Place, Refused, WhyRefused},
    paths,
    trouble::Trouble,
};

/// The page for what went wrong; an installation that fails has none.
pub(crate) async fn trouble(inside: &Inside, trouble: Trouble) -> Response {
    match page(inside, &trouble).await {
        Ok(response) => response,
        Err(Trouble::Directory(error)) => match Arc::try_unwrap(error) {
            Ok(DirectoryError::Service(error)) => Failure(error).into_response(),
            Ok(_) | Err(_) => trouble.status().into_response(),
        },
        Err(Trouble::NoRole(_) | Trouble::Expired | Trouble::NotFound) => {
            trouble.status().into_response()
        }
    }
}

async fn page(inside: &Inside, trouble: &Trouble) -> Result<Response, Trouble> {
    let Some((why, detail)) = reason(trouble) else { return Err(trouble.clone()) };
    let centre = centre(inside).await?;
    let path = inside.path();
    let place = Place::at(path);
    let back = match why {
        WhyRefused::NeedsRole(_) | WhyRefused::Forbidden => {
            centre.places.first().map(|place| place.path().to_owned())
        }
        WhyRefused::Missing => centre.places.contains(&place).then(|| place.path().to_owned()),
        WhyRefused::Expired | WhyRefused::Changed | WhyRefused::Invalid => {
            Some(paths::around(path))
        }
    };
    let page = Refused {
        centre,
        place,
        why,
        detail,
        back,
        other_account: format!("{}&prompt=select_account", sign_in_for(&paths::around(path))),
        support: inside.context.support(inside.service.clock().now()),
    };
    Ok(html(page.render(&inside.frame()).with_status(trouble.status())))
}

/// Why, and what the service says of it; nothing where the installation fails.
fn reason(trouble: &Trouble) -> Option<(WhyRefused, Option<Shown>)> {
    let error = match trouble {
        Trouble::NoRole(deed) => return Some((WhyRefused::NeedsRole(deed.roles()), None)),
        Trouble::Expired => return Some((WhyRefused::Expired, None)),
        Trouble::NotFound => return Some((WhyRefused::Missing, None)),
        Trouble::Directory(error) => error,
    };
    let why = match **error {
        DirectoryError::Refused(_) | DirectoryError::Unknown { .. } => WhyRefused::Missing,
        DirectoryError::Forbidden(_) => WhyRefused::Forbidden,
        DirectoryError::Taken { .. } | DirectoryError::Conflict(_) => WhyRefused::Changed,
        DirectoryError::Invalid(_) | DirectoryError::Registration(_) => WhyRefused::Invalid,
        DirectoryError::Service(_) => return None,
    };
    Some((why, Some(Shown::from(error.to_string()))))
}
