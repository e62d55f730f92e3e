//! Where a mailbox is: the decision behind Autodiscover (ruling 34).
//!
//! The question carries no proof of who asks, so an unknown user of a domain of ours is answered
//! as a known one whose mailbox is where the tenant's are.

use consentry_model::{Difference, DomainName, Fidelity, MailboxLocation, Upn};

use crate::{Caller, Service, ServiceError};

/// What is known of the client that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocateClient {
    /// Nothing speaks against it.
    Any,
    /// A mail client for ActiveSync that cannot sign in by OAuth.
    WithoutOauth,
}

/// Where the mailbox is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// In this installation.
    Here,
    /// At another host, which has to be asked.
    Elsewhere {
        /// Its name.
        host: String,
    },
    /// Not told to this client.
    NotSupportedClient,
    /// No domain of ours.
    Unknown,
}

/// What the directory knows about an address.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Facts {
    client: LocateClient,
    domain: Option<DomainName>,
    tenant: Option<Place>,
    fidelity: Fidelity,
}

/// Where a tenant keeps this mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    location: MailboxLocation,
    host: Option<DomainName>,
}

impl Service {
    /// Says where the mailbox of an address is.
    pub async fn locate(
        &self,
        email: &str,
        client: LocateClient,
        caller: &Caller,
    ) -> Result<Located, ServiceError> {
        let located = decide(self.locate_facts(email, client).await?);
        tracing::info!(
            address = %caller.address,
            user_agent = %caller.user_agent,
            outcome = ?located,
            "located a mailbox"
        );
        Ok(located)
    }

    async fn locate_facts(&self, email: &str, client: LocateClient) -> Result<Facts, ServiceError> {
        let domain: Option<DomainName> =
            email.rsplit_once('@').and_then(|(_, domain)| domain.parse().ok());
        let mut facts = Facts { client, domain, tenant: None, fidelity: self.fidelity };
        let Some(domain) = &facts.domain else { return Ok(facts) };
        let mut read = self.store.read().await?;
        let Some(tenant) = read.tenant_by_domain(domain).await? else { return Ok(facts) };
        let user = match email.parse::<Upn>() {
            Ok(name) => read.user_by_name(tenant.id, &name).await?,
            Err(_) => None,
        };
        let location = user.and_then(|user| user.mailbox).unwrap_or(tenant.settings.mailboxes);
        facts.tenant = Some(Place { location, host: tenant.settings.autodiscover_host });
        Ok(facts)
    }
}

fn decide(facts: Facts) -> Located {
    match facts {
        Facts { client: LocateClient::WithoutOauth, .. } => Located::NotSupportedClient,
        Facts { tenant: Some(Place { location: MailboxLocation::Here, .. }), .. } => Located::Here,
        Facts { tenant: Some(Place { host: Some(host), .. }), .. } => {
            Located::Elsewhere { host: host.as_str().to_owned() }
        }
        Facts { tenant: Some(_), domain: Some(domain), .. } => elsewhere(&domain),
        Facts { fidelity, domain: Some(domain), .. }
            if Difference::ForeignDomain.as_original(fidelity) =>
        {
            elsewhere(&domain)
        }
        Facts { .. } => Located::Unknown,
    }
}

fn elsewhere(domain: &DomainName) -> Located {
    Located::Elsewhere { host: format!("autodiscover.{}", domain.as_str()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions() {
        let domain: DomainName = "tailspin.example".parse().unwrap();
        let base = Facts {
            client: LocateClient::Any,
            domain: Some(domain),
            tenant: Some(Place { location: MailboxLocation::Here, host: None }),
            fidelity: Fidelity::Hardened,
        };
        let on_premises = |host: Option<&str>| {
            let host = host.map(|host| host.parse().unwrap());
            Some(Place { location: MailboxLocation::OnPremises, host })
        };
        let elsewhere = |host: &str| Located::Elsewhere { host: host.to_owned() };
        for (name, facts, want) in [
            ("here", base.clone(), Located::Here),
            (
                "a client without OAuth, before anything is looked up",
                Facts { client: LocateClient::WithoutOauth, tenant: None, ..base.clone() },
                Located::NotSupportedClient,
            ),
            (
                "on premises, with a host",
                Facts { tenant: on_premises(Some("mail.tailspin.example")), ..base.clone() },
                elsewhere("mail.tailspin.example"),
            ),
            (
                "on premises, without a host",
                Facts { tenant: on_premises(None), ..base.clone() },
                elsewhere("autodiscover.tailspin.example"),
            ),
            ("unknown domain", Facts { tenant: None, ..base.clone() }, Located::Unknown),
            (
                "unknown domain, faithful",
                Facts { tenant: None, fidelity: Fidelity::Faithful, ..base.clone() },
                elsewhere("autodiscover.tailspin.example"),
            ),
            (
                "no domain, faithful",
                Facts { tenant: None, domain: None, fidelity: Fidelity::Faithful, ..base },
                Located::Unknown,
            ),
        ] {
            assert_eq!(decide(facts), want, "{name}");
        }
    }
}
