//! What a mail door says to somebody who is not admitted: whose challenge, and whether a password
//! is an option (ruling 11).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use consentry_model::{
    ChallengeProfile, DomainName, Fidelity, Protocol, Refusal, Switch, Tenant, TenantId, Upn,
};

use crate::{Service, ServiceError, Version};

/// What is known at a mail door about somebody who has not proved who he is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDoor {
    /// The wording of the challenge.
    pub profile: ChallengeProfile,
    /// Whether a password would be looked at.
    pub basic: Switch,
    /// Where users sign in.
    pub authorization_uri: String,
    /// The tenant, if one is known.
    pub tenant: Option<TenantId>,
    /// The host that clients talk to.
    pub host: String,
    /// Hardened or faithful answers.
    pub fidelity: Fidelity,
    /// The claims that the next token must have, in base64, for a client that understands them
    /// (`identity.md` §2.6).
    pub claims: Option<String>,
}

impl Service {
    /// The door for whom the request names, if it names anybody: by his domain, which is public.
    pub async fn mail_door(
        &self,
        identity: Option<&str>,
        protocol: Protocol,
    ) -> Result<MailDoor, ServiceError> {
        let tenant = match identity.and_then(domain_of) {
            Some(domain) => self.store.read().await?.tenant_by_domain(&domain).await?,
            None => None,
        };
        Ok(self.door_of(tenant.as_ref(), protocol))
    }

    /// The door of a tenant, or of the installation where none is known.
    pub(super) fn door_of(&self, tenant: Option<&Tenant>, protocol: Protocol) -> MailDoor {
        let segment = tenant.map_or_else(|| "common".to_owned(), |tenant| tenant.id.to_string());
        let settings = tenant.map(|tenant| &tenant.settings);
        let allowed = settings.is_some_and(|settings| settings.basic.allows(protocol));
        MailDoor {
            profile: settings.map_or(ChallengeProfile::Exo2026, |settings| settings.challenge),
            basic: if allowed { Switch::On } else { Switch::Off },
            authorization_uri: self.origin.oauth(&segment, Version::V1, "authorize"),
            tenant: tenant.map(|tenant| tenant.id),
            host: self.origin.host().to_owned(),
            fidelity: settings.map_or(self.fidelity, |settings| settings.fidelity),
            claims: None,
        }
    }
}

/// The claims challenge for a token that was revoked: a sign-in from that moment on.
pub(super) fn claims_challenge(refusal: &Refusal) -> Option<String> {
    let Refusal::GrantRevoked { valid_from, .. } = refusal else { return None };
    let nbf = valid_from.seconds().to_string();
    let claims =
        serde_json::json!({ "access_token": { "nbf": { "essential": true, "value": nbf } } });
    Some(STANDARD.encode(claims.to_string()))
}

/// The domain of `user@domain` or of `domain\user`.
fn domain_of(identity: &str) -> Option<DomainName> {
    let (domain, name) = split(identity);
    match name.parse::<Upn>() {
        Ok(upn) => Some(upn.domain().clone()),
        Err(_) => domain?.parse().ok(),
    }
}

/// Takes `domain\` off a name; blanks and tabs around it are the client's.
pub(super) fn split(identity: &str) -> (Option<&str>, &str) {
    let identity = identity.trim();
    match identity.split_once('\\') {
        Some((domain, name)) => (Some(domain).filter(|domain| !domain.is_empty()), name),
        None => (None, identity),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_is_found_in_every_form_of_a_name() {
        for (identity, want) in [
            ("adele@contoso.example", Some("contoso.example")),
            ("\tAdele@Contoso.Example", Some("contoso.example")),
            ("CONTOSO\\adele@contoso.example", Some("contoso.example")),
            ("contoso.example\\adele", Some("contoso.example")),
            ("CONTOSO\\adele", None),
            ("adele", None),
            ("", None),
        ] {
            let found = domain_of(identity).map(|domain| domain.as_str().to_owned());
            assert_eq!(found.as_deref(), want, "{identity:?}");
        }
    }
}
