//! The shapes of paths whose spelling is folded, face by face, in lower case.
//!
//! A shape matches the beginning of a path. A face that gets a route adds its shape here; a path
//! without one keeps its spelling. Sources: `identity.md` §1.2 for the authority, MS-ASHTTP and
//! MS-OXDSCLI for the mail doors.

/// One segment of data: a tenant, a user, an id.
pub(super) const DATA: &str = "{}";

/// All shapes; the longest that fits decides.
pub(super) const SHAPES: &[&[&str]] = &[
    // Authority: v1, v2, consent, metadata.
    &[DATA, "oauth2", "authorize"],
    &[DATA, "oauth2", "token"],
    &[DATA, "oauth2", "logout"],
    &[DATA, "oauth2", "v2.0", "authorize"],
    &[DATA, "oauth2", "v2.0", "token"],
    &[DATA, "oauth2", "v2.0", "logout"],
    &[DATA, "oauth2", "devicecode"],
    &[DATA, "oauth2", "v2.0", "devicecode"],
    &[DATA, "oauth2", "deviceauth"],
    &["devicelogin"],
    &[DATA, "oauth2", "v2.0", "introspect"],
    &[DATA, "oauth2", "v2.0", "revoke"],
    &[DATA, "openid", "userinfo"],
    &["oidc", "userinfo"],
    &[DATA, "adminconsent"],
    &[DATA, "v2.0", "adminconsent"],
    &[DATA, ".well-known", "openid-configuration"],
    &[DATA, "v2.0", ".well-known", "openid-configuration"],
    &[DATA, "discovery", "keys"],
    &[DATA, "discovery", "v2.0", "keys"],
    &[DATA, "discovery", "instance"],
    &[DATA, "userrealm"],
    &[DATA, "getcredentialtype"],
    &["getuserrealm.srf"],
    &["error"],
    // Portal.
    &["admin"],
    &["myapps"],
    // Mail doors.
    &["microsoft-server-activesync"],
    &["autodiscover", "autodiscover.json", "v1.0"],
    &["autodiscover", "autodiscover.json"],
    // Only in a demo.
    &["demo", "web"],
    &["lab"],
];
