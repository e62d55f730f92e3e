//! OAuth 2.0 and OpenID Connect endpoints and the pages people see.
//!
//! Handlers translate: parameters to the service's types, its answers to redirects, pages and
//! JSON. Nothing is decided here. [`router`] is everything that this face serves.

mod answer;
mod authorize;
mod demo_web;
mod device;
mod discovery;
mod forgotten;
mod introspection;
mod logout;
mod look_up;
mod lookup;
mod own_pages;
pub mod pages;
mod posts;
mod token;
mod userinfo;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use consentry_service::Service;

/// The largest body of the form with a reason, in bytes: it is read, so that a reason which is far
/// too long is told as one (BI-061).
pub const LARGEST_REASON_BODY: usize = 2 * 1024 * 1024;
/// The largest body of a request here, in bytes (A11).
pub const LARGEST_BODY: usize = 256 * 1024;
/// The longest query, in bytes: beyond it 90015.
pub const LONGEST_QUERY: usize = 8 * 1024;

/// Pages that only a demo shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoPages {
    /// `/demo/web` is served.
    Shown,
    /// It is not.
    Absent,
}

/// Every route of the authority.
pub fn router(service: Arc<Service>, demo: DemoPages) -> Router {
    let authorize = || get(authorize::by_query).head(authorize::head).post(authorize::by_form);
    let admin_consent = || get(authorize::admin_consent).head(authorize::head);
    let logout = || get(logout::by_query).head(authorize::head).post(logout::by_form);
    let token = || post(token::redeem).get(token::only_post).options(token::preflight);
    let revoke = || post(introspection::revoke).options(token::preflight);
    let device_code = || post(device::authorization).get(token::only_post);
    let page = |handler| post(handler).get(posts::only_post);
    let mut router = Router::new()
        .route("/{tenant}/oauth2/authorize", authorize())
        .route("/{tenant}/oauth2/v2.0/authorize", authorize())
        .route("/{tenant}/adminconsent", admin_consent())
        .route("/{tenant}/v2.0/adminconsent", admin_consent())
        .route("/{tenant}/oauth2/token", token())
        .route("/{tenant}/oauth2/v2.0/token", token())
        .route("/{tenant}/oauth2/logout", logout())
        .route("/{tenant}/oauth2/v2.0/logout", logout())
        .route("/{tenant}/oauth2/v2.0/introspect", post(introspection::introspect))
        .route("/{tenant}/oauth2/v2.0/revoke", revoke())
        .route("/oidc/userinfo", get(userinfo::any).post(userinfo::any))
        .route("/{tenant}/openid/userinfo", get(userinfo::of_tenant).post(userinfo::of_tenant))
        .route("/{tenant}/oauth2/devicecode", device_code())
        .route("/{tenant}/oauth2/v2.0/devicecode", device_code())
        .route("/{tenant}/oauth2/deviceauth", get(device::page))
        .route("/devicelogin", get(device::page))
        .route(device::USER_CODE, post(device::enter).get(posts::only_post))
        .route("/{tenant}/.well-known/openid-configuration", get(discovery::metadata_v1))
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(discovery::metadata_v2))
        .route("/{tenant}/discovery/keys", get(discovery::keys_v1))
        .route("/{tenant}/discovery/v2.0/keys", get(discovery::keys_v2))
        .route("/{tenant}/discovery/instance", get(discovery::instance))
        .route("/{tenant}/userrealm/{user}", get(look_up::user_realm))
        .route("/{tenant}/getcredentialtype", post(look_up::credential_type))
        .route("/getuserrealm.srf", get(look_up::user_realm_srf))
        .route(posts::SIGN_IN, page(posts::sign_in))
        .route("/sign-in", get(own_pages::sign_in))
        .route("/sign-in/organization-consent", get(own_pages::organization_consent))
        .route(forgotten::FORGOT, get(forgotten::ask).post(forgotten::send))
        .route(forgotten::RESET, get(forgotten::look).post(forgotten::reset))
        .route("/error", get(lookup::lookup))
        .route("/assets/{file}", get(lookup::asset));
    for path in
        [posts::ACCOUNT, posts::CHANGE_PASSWORD, posts::CONSENT, posts::RETURN, posts::LEAVE]
    {
        router = router.route(path, page(posts::sign_in));
    }
    router = router.route(
        posts::NEED_ADMIN,
        page(posts::sign_in).layer(DefaultBodyLimit::max(LARGEST_REASON_BODY)),
    );
    if demo == DemoPages::Shown {
        router = router.route("/demo/web", get(demo_web::page));
    }
    router.layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state(service)
}
