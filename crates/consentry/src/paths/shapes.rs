//! The shapes of paths whose spelling is folded, face by face, in lower case.
//!
//! A shape matches the beginning of a path. Sources: `identity.md` §1.2 for the authority, the
//! MS-ASHTTP and MS-OXDSCLI paths for the mail doors, our own namespaces last.

/// One segment of data: a tenant, a user, an id.
pub(super) const DATA: &str = "{}";

/// All shapes; the longest that fits decides.
pub(super) const SHAPES: &[&[&str]] = &[
    // Authority: v1, v2, consent, metadata.
    &[DATA, "oauth2", "authorize"],
    &[DATA, "oauth2", "token"],
    &[DATA, "oauth2", "logout"],
    &[DATA, "oauth2", "devicecode"],
    &[DATA, "oauth2", "deviceauth"],
    &[DATA, "oauth2", "v2.0", "authorize"],
    &[DATA, "oauth2", "v2.0", "token"],
    &[DATA, "oauth2", "v2.0", "logout"],
    &[DATA, "oauth2", "v2.0", "devicecode"],
    &[DATA, "oauth2"],
    &[DATA, "adminconsent"],
    &[DATA, "v2.0", "adminconsent"],
    &[DATA, ".well-known", "openid-configuration"],
    &[DATA, "v2.0", ".well-known", "openid-configuration"],
    &[DATA, "discovery", "keys"],
    &[DATA, "discovery", "v2.0", "keys"],
    &[DATA, "discovery", "instance"],
    &[DATA, "userrealm"],
    &[DATA, "getcredentialtype"],
    &[DATA, "login"],
    &[DATA, "reprocess"],
    &[DATA, "consent"],
    &["kmsi"],
    &["getuserrealm.srf"],
    &["error"],
    // Mail doors.
    &["microsoft-server-activesync"],
    &["ews", "exchange.asmx"],
    &["autodiscover", "autodiscover.json", "v1.0"],
    &["autodiscover", "autodiscover.json"],
    &["autodiscover", "autodiscover.xml"],
    &["autodiscover", "autodiscover.svc"],
    // Directory API: the names of collections; what follows is an id or a function.
    &["v1.0", "serviceprincipals"],
    &["v1.0", "applications"],
    &["v1.0", "users"],
    &["v1.0", "groups"],
    &["v1.0", "me"],
    &["v1.0"],
    &["beta"],
    // Ours.
    &["admin"],
    &["myapps"],
    &["assets"],
    &["consentry", "v1"],
    &["demo", "web"],
    &["lab", "clock"],
    &["lab", "outbox"],
    &["lab", "reset"],
    &["lab", "faults"],
];
