//! What comes of an attempt.

use std::collections::BTreeMap;

use consentry_model::{AppId, Refusal, ScopeSet};
use serde::{Deserialize, Serialize};

/// What was allowed, for the tokens and for the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// All permissions of the wanted resource that are granted for this user (`scp`).
    pub scopes: ScopeSet,
    /// The OpenID Connect scopes of the request.
    pub openid: ScopeSet,
    /// Application roles (`roles`), for an application by itself.
    pub roles: ScopeSet,
}

/// Whether the page may offer to consent for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Organisation {
    /// The check box "Consent on behalf of your organization" is shown.
    Offered,
    /// The user consents for himself alone.
    NotOffered,
}

/// What a consent page asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentAsk {
    /// Delegated permissions by resource.
    pub scopes: BTreeMap<AppId, ScopeSet>,
    /// Application roles by resource; only an administrator's page has any.
    pub roles: BTreeMap<AppId, ScopeSet>,
    /// May it be for everybody?
    pub organisation: Organisation,
}

/// What the person before the page has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interaction {
    /// Say who he is and prove it by a password.
    Password,
    /// Change a one-time password.
    ChangePassword,
    /// Consent for himself, or decline.
    Consent(ConsentAsk),
    /// Accept for the organisation, or decline.
    AdminConsent(ConsentAsk),
}

/// The judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Go on; tokens may be issued, mail may be served.
    Allow(Allowed),
    /// Ask the person.
    Interact(Interaction),
    /// No.
    Refuse(Refusal),
}
