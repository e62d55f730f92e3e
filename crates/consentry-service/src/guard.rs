//! What is done about wrong passwords beside counting them: attacks over many accounts are told to
//! administrators and their senders held off (A30), and locked accounts are shown and unlocked.

use std::{net::IpAddr, str::FromStr, time::Duration};

use consentry_model::{Network, Tenant, Timestamp, Upn};
use consentry_policy::Barred;
use consentry_store::{Actor, Familiarity, Guard, Sprayed, Unit};
use consentry_token::opaque::TokenHash;
use ipnet::IpNet;
use serde_json::json;

use crate::{DirectoryError, Service, ServiceError};

/// How long passwords of a sender are not looked at after an attack.
pub const SPRAY_HOLD: Duration = Duration::from_mins(15);
/// What the audit log calls an attack.
pub(crate) const SPRAY: &str = "Detect password spray";

/// Addresses that many people share, such as those of a carrier: attacks from them are told, but
/// nobody is held off.
#[derive(Debug, Clone, Default)]
pub struct SharedAddresses(Vec<IpNet>);

/// A text that is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither an address nor a network such as 100.64.0.0/10")]
pub struct InvalidShared(pub String);

impl SharedAddresses {
    /// Reads addresses and networks.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidShared> {
        let read = |text: &str| {
            IpNet::from_str(text)
                .or_else(|_| IpAddr::from_str(text).map(IpNet::from))
                .map_err(|_| InvalidShared(text.to_owned()))
        };
        texts.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an address is one of them.
    pub fn hold(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// A lock of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked {
    /// Until when.
    pub until: Timestamp,
    /// Whether for networks from which the user signed in before, or for all others.
    pub familiar: Familiarity,
}

impl Service {
    /// What keeps a password of this account from being looked at.
    pub(crate) fn barred(&self, guard: &Guard, address: IpAddr) -> Barred {
        let held = guard.held_until.filter(|_| !self.shared_addresses.hold(address));
        match (held, guard.locked_until) {
            (Some(until), _) => Barred::Address { until },
            (None, Some(until)) => Barred::Account { until },
            (None, None) => Barred::No,
        }
    }

    /// Holds the sender of an attack off and tells administrators, once for each hold.
    pub(crate) async fn stop_spray(
        &self,
        unit: &mut Unit,
        tenant: Option<&Tenant>,
        address: IpAddr,
        sprayed: Sprayed,
    ) -> Result<(), ServiceError> {
        let cause = match sprayed {
            Sprayed::No => return Ok(()),
            Sprayed::OnePassword => "one password for many accounts",
            Sprayed::ManyAccounts => "many accounts from one address",
        };
        let (sender, now) = (Network::of_sender(address), self.clock.now());
        let until = now.plus(SPRAY_HOLD);
        if !unit.hold_sender(&sender, until, now).await? {
            return Ok(());
        }
        let shared = self.shared_addresses.hold(address);
        tracing::warn!(%sender, cause, shared, "passwords are tried for many accounts");
        let details = json!({
            "cause": cause,
            "address": sender.as_str(),
            "held_until": (!shared).then(|| until.to_string()),
        });
        let target = ("Address", sender.to_string(), sender.to_string());
        let id = tenant.map(|tenant| tenant.id);
        let record = self.audit_of(id, Actor::System, SPRAY, target, details.clone());
        unit.audit(&record).await?;
        match tenant {
            Some(tenant) => self.tell_webhook_of_spray(unit, tenant, details).await,
            None => Ok(()),
        }
    }

    /// The locks of a user's account.
    pub async fn locks_of(
        &self,
        tenant: &Tenant,
        upn: &Upn,
    ) -> Result<Vec<Locked>, DirectoryError> {
        let user = self.user_named(tenant, upn).await?;
        let account = self.account_of(Some(tenant), &user.upn.folded());
        let mut read = self.store.read().await?;
        let locks = read.locks(&account, self.clock.now()).await?;
        Ok(locks.into_iter().map(|(familiar, until)| Locked { until, familiar }).collect())
    }

    /// Unlocks a user's account; whether it was locked.
    pub async fn unlock_user(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        upn: &Upn,
    ) -> Result<bool, DirectoryError> {
        let user = self.user_named(tenant, upn).await?;
        let account = self.account_of(Some(tenant), &user.upn.folded());
        let mut unit = self.store.unit().await?;
        let locked = unit.unlock(&account, self.clock.now()).await?;
        if locked {
            let record = self.audit(Some(tenant.id), actor.clone(), "Unlock user account", &user);
            unit.audit(&record).await?;
        }
        unit.commit().await?;
        Ok(locked)
    }

    /// What stands for a name in a tenant where wrong passwords are counted.
    pub(crate) fn account_of(&self, tenant: Option<&Tenant>, folded: &str) -> TokenHash {
        self.guesses.account(tenant.map(|tenant| tenant.id), folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a030_shared_addresses_are_networks_or_addresses() {
        let shared = SharedAddresses::new(["100.64.0.0/10", "192.0.2.7", "2001:db8::/32"]).unwrap();
        for (address, want) in [
            ("100.64.0.1", true),
            ("100.127.255.255", true),
            ("100.128.0.0", false),
            ("192.0.2.7", true),
            ("::ffff:192.0.2.7", true),
            ("192.0.2.8", false),
            ("2001:db8:1::1", true),
            ("2001:db9::1", false),
        ] {
            assert_eq!(shared.hold(address.parse().unwrap()), want, "{address}");
        }
        assert!(SharedAddresses::new(["100.64.0.0/33"]).is_err());
        assert!(!SharedAddresses::default().hold("192.0.2.7".parse().unwrap()));
    }
}
