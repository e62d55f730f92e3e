//! What several faces show alike: from the service's values to those of the pages.

use consentry_model as model;
use consentry_pages::{Known, Permission, Publisher, Shown, Trust, Warning};
use consentry_service::{PermissionShown, TrustShown, policy};
use url::Url;

/// Who made an application.
pub fn publisher(publisher: Option<&model::Publisher>) -> Publisher {
    Publisher::of(publisher)
}

/// Permissions, in the order in which they came.
pub fn permissions(asked: Vec<PermissionShown>) -> Vec<Permission> {
    asked.into_iter().map(permission).collect()
}

/// One permission.
pub fn permission(asked: PermissionShown) -> Permission {
    asked.into()
}

/// What is known of an application; its homepage is shown by the host.
pub fn trust(homepage: Option<&str>, found: TrustShown) -> Trust {
    let homepage = homepage.and_then(|homepage| Url::parse(homepage).ok());
    Trust {
        homepage: homepage.and_then(|homepage| homepage.host_str().map(Shown::from)),
        known: Some(known(found.known)),
        warnings: found.warning.into_iter().map(warning).collect(),
    }
}

/// How a tenant knows an application.
pub fn known(found: Option<consentry_service::Known>) -> Known {
    found.map_or(Known::NotYet, |found| Known::Since { date: found.since, people: found.people })
}

fn warning(found: policy::Warning) -> Warning {
    match found {
        policy::Warning::LooksLike(name) => Warning::LooksLike(name.into()),
        policy::Warning::Young { registered_at } => Warning::Young(registered_at),
    }
}
