//! What comes of an attempt.

use std::collections::BTreeMap;

use consentry_model::{AppId, NeedsAdmin, Refusal, ScopeSet};
use serde::{Deserialize, Serialize};

/// What was allowed, for the tokens and for the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    /// All permissions of the wanted resource that are granted for this user (`scp`).
    pub scopes: ScopeSet,
    /// The OpenID Connect scopes of the request.
    pub openid: ScopeSet,
    /// Application roles at the resource (`roles`): granted to an application by itself, or those
    /// that the user is assigned to.
    pub roles: ScopeSet,
    /// Application roles that the user is assigned to at the client itself, for its id token.
    #[serde(default)]
    pub client_roles: ScopeSet,
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

/// What a page asks for where only an administrator can grant it, and the user may ask one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAsk {
    /// The snapshot of what is asked for.
    pub ask: ConsentAsk,
    /// Which kind of rule asks for an administrator.
    pub because: NeedsAdmin,
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
    /// Ask an administrator for approval, with a reason.
    Approval(ApprovalAsk),
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
