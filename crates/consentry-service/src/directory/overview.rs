//! What an administrator sees first: how much there is, and what waits.

use consentry_model::Tenant;

use super::Done;
use crate::{RequestListed, Service};

/// How many of the longest waiting requests are shown.
const SHOWN: u32 = 3;

/// A tenant at a glance.
#[derive(Debug, Clone)]
pub struct Overview {
    /// How many enterprise applications there are.
    pub applications: u64,
    /// How many people consented for themselves.
    pub people: u64,
    /// How many applications have consents that deserve a look.
    pub risky: u64,
    /// How many have consents that nobody used for 30 days.
    pub unused: u64,
    /// The requests that wait longest.
    pub waiting: Vec<RequestListed>,
}

impl Service {
    /// The tenant at a glance.
    pub async fn overview(&self, tenant: &Tenant) -> Done<Overview> {
        let mut read = self.store.read().await?;
        let applications = number(read.principals(tenant.id).await?.len());
        let people = read.count_consenting(tenant.id).await?;
        let waiting = read.waiting_requests(tenant.id, self.clock.now(), SHOWN).await?;
        let waiting = self.listed(&mut read, tenant, waiting).await?;
        drop(read);
        let reported = self.grants_report(tenant).await?;
        let risky = reported.iter().filter(|one| !one.risks.is_empty()).count();
        let unused = reported.iter().filter(|one| one.unused.is_on()).count();
        Ok(Overview { applications, people, risky: number(risky), unused: number(unused), waiting })
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
