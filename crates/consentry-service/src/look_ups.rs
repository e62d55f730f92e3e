//! What a sign-in page may ask about a name before a password (`identity.md` §1.10): the kind of
//! its domain, and in faithful tenants whether somebody has it (A66).
//!
//! Counted by network address, a minute at a time, in the memory of this node.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use consentry_model::{Difference, Timestamp, Upn};

use crate::{Caller, Service, ServiceError};

/// Questions from one address in a minute.
pub const MOST_LOOK_UPS: u32 = 60;
/// Addresses that are counted; beyond them everybody new waits for the next minute.
const MOST_ADDRESSES: usize = 50_000;
const MINUTE: i64 = 60;

/// What is told about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameLookUp {
    /// In a domain of this installation; hardened tenants say so of every name.
    Known,
    /// Faithful only: nobody in this domain has it.
    NotThere,
    /// No domain of this installation.
    UnknownDomain,
    /// Too many questions from this address.
    Throttled,
}

/// How often each address has asked in the present minute.
#[derive(Debug, Default)]
pub(crate) struct LookUps(Mutex<(i64, BTreeMap<IpAddr, u32>)>);

impl LookUps {
    /// Counts a question; `false` if there were too many.
    fn count(&self, from: IpAddr, now: Timestamp) -> bool {
        let minute = now.seconds().div_euclid(MINUTE);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, counts) = &mut *held;
        if *of != minute {
            *of = minute;
            counts.clear();
        }
        let from = network(from);
        if counts.len() >= MOST_ADDRESSES && !counts.contains_key(&from) {
            return false;
        }
        let count = counts.entry(from).or_default();
        *count = count.saturating_add(1);
        *count <= MOST_LOOK_UPS
    }
}

/// A customer's network: an IPv4 address, or the /64 of an IPv6 one.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
    }
}

impl Service {
    /// What is told about a name. In hardened tenants nobody is looked for, so every name of a
    /// domain costs the same.
    pub async fn look_up_name(
        &self,
        name: &str,
        caller: &Caller,
    ) -> Result<NameLookUp, ServiceError> {
        if !self.look_ups.count(caller.address, self.clock.now()) {
            return Ok(NameLookUp::Throttled);
        }
        let Ok(name) = name.trim().parse::<Upn>() else { return Ok(NameLookUp::UnknownDomain) };
        let mut read = self.store.read().await?;
        let Some(tenant) = read.tenant_by_domain(name.domain()).await? else {
            return Ok(NameLookUp::UnknownDomain);
        };
        if !Difference::NameLookUp.as_original(tenant.settings.fidelity) {
            return Ok(NameLookUp::Known);
        }
        Ok(match read.user_by_name(tenant.id, &name).await? {
            Some(_) => NameLookUp::Known,
            None => NameLookUp::NotThere,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_sixty_questions_a_minute() {
        let look_ups = LookUps::default();
        let at = |seconds| Timestamp::from_seconds(seconds);
        let one: IpAddr = "2001:db8::1".parse().unwrap();
        let neighbour: IpAddr = "2001:db8::ffff:2".parse().unwrap();
        let other: IpAddr = "192.0.2.1".parse().unwrap();
        for _ in 0..MOST_LOOK_UPS {
            assert!(look_ups.count(one, at(120)));
        }
        assert!(!look_ups.count(one, at(179)));
        assert!(!look_ups.count(neighbour, at(179)), "the same network");
        assert!(look_ups.count(other, at(179)));
        assert!(look_ups.count(one, at(180)));
    }
}
