//! Admission by name and password. The switch of the protocol is judged before the password is
//! looked at, so that a switched-off protocol never tells whether one fits (ruling 16).

use consentry_model::{DomainName, Refusal, Secret, Upn};
use consentry_policy::{Attempt, Door, Proof};
use consentry_token::opaque::TokenHash;

use super::admit::{Case, Pass};
use super::{Admitted, MailClient, MailRefused, challenge::split};
use crate::{Caller, Service};

/// A success of the same user, protocol and device is logged once a day.
const DAY_SECONDS: i64 = 86_400;

impl Service {
    /// Admits somebody by name and password, or says why not.
    pub async fn admit_basic(
        &self,
        name: &str,
        password: &Secret<String>,
        client: &MailClient,
        caller: &Caller,
    ) -> Result<Admitted, MailRefused> {
        let unknown = || MailRefused::of_nobody(Refusal::CredentialsWrong);
        let upn = upn_of(name).ok_or_else(unknown)?;
        let found = self.store.read().await?.tenant_by_domain(upn.domain()).await?;
        let tenant = found.ok_or_else(unknown)?;
        let door = Door::MailBasic(client.protocol);
        let attempt = Self::mail_attempt(door, client.protocol, Proof::None);
        let attempt = Attempt { user_name: upn.to_string(), ..attempt };
        let judged = self.prove(&tenant, attempt, &upn, password, caller).await?;
        let at = self.clock.now();
        let day = at.seconds().div_euclid(DAY_SECONDS);
        let proof = TokenHash::of(&format!("basic {} {} {day}", tenant.id, upn.folded()));
        let pass = Pass::Password { at };
        self.conclude(Case { tenant, judged, pass, client, caller, proof }).await
    }
}

/// `user@domain`, `ANY\user@domain` or `domain\user`.
fn upn_of(name: &str) -> Option<Upn> {
    let (domain, user) = split(name);
    if user.contains('@') {
        return user.parse().ok();
    }
    let domain: DomainName = domain?.parse().ok()?;
    format!("{user}@{}", domain.as_str()).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_old_clients_write_them() {
        for (name, want) in [
            ("adele@contoso.example", Some("adele@contoso.example")),
            ("CONTOSO\\adele@contoso.example", Some("adele@contoso.example")),
            ("contoso.example\\adele", Some("adele@contoso.example")),
            ("\\adele@contoso.example", Some("adele@contoso.example")),
            ("CONTOSO\\adele", None),
            ("adele", None),
            ("", None),
        ] {
            assert_eq!(upn_of(name).map(|upn| upn.to_string()).as_deref(), want, "{name}");
        }
    }
}
