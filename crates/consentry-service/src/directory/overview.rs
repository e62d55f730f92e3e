//! What an administrator sees first: how much there is, and what waits.

use std::time::Duration;

use consentry_model::{Tenant, Timestamp};
use consentry_store::{AuditFilter, Page};

use super::Done;
use crate::{RequestListed, Service, guard::SPRAY};

/// How many of the longest waiting requests are shown.
const SHOWN: u32 = 3;
/// For how long an attack on passwords is shown.
const ATTACK_SHOWN: Duration = Duration::from_hours(24 * 7);

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
    /// The last attack on passwords of many accounts within a week: when, and from where.
    pub spray: Option<(Timestamp, String)>,
}

impl Service {
    /// The tenant at a glance.
    pub async fn overview(&self, tenant: &Tenant) -> Done<Overview> {
        let mut read = self.store.read().await?;
        let applications = number(read.principals(tenant.id).await?.len());
        let people = read.count_consenting(tenant.id).await?;
        let waiting = read.waiting_requests(tenant.id, self.clock.now(), SHOWN).await?;
        let waiting = self.listed(&mut read, tenant, waiting).await?;
        let filter = AuditFilter {
            tenant: Some(tenant.id),
            activity: Some(SPRAY.to_owned()),
            since: Some(self.clock.now().minus(ATTACK_SHOWN)),
            ..AuditFilter::default()
        };
        let last = read.audits(&filter, Page::first(1)).await?.rows.into_iter().next();
        let spray = last.map(|record| (record.at, record.target.name));
        drop(read);
        let reported = self.grants_report(tenant).await?;
        let risky = reported.iter().filter(|one| !one.risks.is_empty()).count();
        let unused = reported.iter().filter(|one| one.unused.is_on()).count();
        Ok(Overview {
            applications,
            people,
            risky: number(risky),
            unused: number(unused),
            waiting,
            spray,
        })
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
