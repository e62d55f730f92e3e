//! What a page of the queue of requests costs beside 100 and beside 100,000 past requests.
//!
//! A page is all that is read for it: fifty requests with those who asked, people, applications,
//! look-alikes, and the number of open ones; as the tab of all shows it, as reviewers see it, and
//! for one state. The two directories take turns, so that a busy machine slows both alike; medians
//! count. The larger may cost a quarter more.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{
    collections::BTreeMap,
    error::Error,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use consentry_model::{
    AccountState, AppId, Asked, Closing, ConsentRequest, IdSource, PasswordState, RequestId,
    RequestKind, RequestState, Requester, ScopeSet, Tenant, TenantId, TenantSettings, Timestamp,
    User, UserId, UserKind, well_known,
};
use consentry_sql::{Db, Durability, SqliteOptions};
use consentry_store::{Page, RequestFilter, Store, Unit};
use consentry_token::seal::MasterKey;
use tempfile::TempDir;

type Failure = Box<dyn Error>;

const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);
const ROWS: u32 = 50;
const ROUNDS: usize = 300;
const OPEN: u64 = 2;
const GOAL: f64 = 1.25;

/// Ids that count up.
#[derive(Debug, Default)]
struct Counting(AtomicU64);

impl IdSource for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        bytes.fill(0);
        for (to, from) in bytes.iter_mut().rev().zip(count.to_le_bytes()) {
            *to = from;
        }
    }
}

/// A directory with so many past requests.
struct Queue {
    store: Store,
    tenant: TenantId,
    _folder: TempDir,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    println!("a page of {ROWS} requests, median of {ROUNDS}");
    let (small, large) = (Queue::of(100).await?, Queue::of(100_000).await?);
    let mut worst = 0.0_f64;
    for (name, state) in
        [("all", None), ("open", Some(RequestState::Open)), ("denied", Some(RequestState::Denied))]
    {
        let (mut few, mut many) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            few.push(small.timed(state).await?);
            many.push(large.timed(state).await?);
        }
        let (few, many) = (median(few), median(many));
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!("{name}: {few:?} beside 100, {many:?} beside 100,000 past requests");
        worst = worst.max(ratio);
    }
    println!("queue ratio {worst:.2} (goal at most {GOAL})");
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

impl Queue {
    async fn of(past: u64) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let options = SqliteOptions { durability: Durability::None, ..SqliteOptions::default() };
        let db = Db::open_sqlite(&folder.path().join("directory.db"), options).await?;
        let ids = Counting::default();
        let store = Store::open(db, MasterKey::generate(&ids)?).await?;
        let tenant = tenant(&ids)?;
        let people = [user(&ids, tenant.id, "adele")?, user(&ids, tenant.id, "alex")?];
        let mut unit = store.unit().await?;
        unit.add_tenant(&tenant, &[1; 32]).await?;
        for person in &people {
            unit.add_user(person, None).await?;
        }
        for at in 0..past + OPEN {
            let kind = if at % 2 == 0 { RequestKind::Static } else { RequestKind::Dynamic };
            let new = request(&ids, tenant.id, kind, at);
            write(&mut unit, &new, &people, at < past).await?;
        }
        unit.commit().await?;
        Ok(Self { store, tenant: tenant.id, _folder: folder })
    }

    /// Everything that a page of the queue reads.
    async fn timed(&self, state: Option<RequestState>) -> Result<Duration, Failure> {
        let begun = Instant::now();
        let mut read = self.store.read().await?;
        let filter = RequestFilter { state, ..RequestFilter::default() };
        let found = read.consent_requests(self.tenant, filter, Page::first(ROWS)).await?;
        let ids: Vec<RequestId> = found.rows.iter().map(|one| one.id).collect();
        let asked = read.requesters(&ids).await?;
        read.users_of(self.tenant, asked.values().flatten().map(|one| one.user)).await?;
        let apps: Vec<AppId> = found.rows.iter().map(|one| one.app).collect();
        read.applications_of(apps.iter().copied()).await?;
        read.look_alikes(apps).await?;
        read.count_open_requests(self.tenant, NOW).await?;
        Ok(begun.elapsed())
    }
}

/// A request, denied if it belongs to the past.
async fn write(
    unit: &mut Unit,
    new: &ConsentRequest,
    people: &[User],
    past: bool,
) -> Result<(), Failure> {
    unit.add_consent_request(new, None).await?;
    for person in people {
        let reason = "I read my mail on the train".parse()?;
        let requester = Requester { user: person.id, reason, at: new.created_at };
        unit.add_requester(new.id, &requester).await?;
    }
    if past {
        let closing = Closing { at: new.created_at, by: None, reason: Some("No.".parse()?) };
        unit.decide_request(new, RequestState::Denied, &closing).await?;
    }
    Ok(())
}

fn request(ids: &Counting, tenant: TenantId, kind: RequestKind, at: u64) -> ConsentRequest {
    let scopes: ScopeSet = "EAS.AccessAsUser.All".parse().unwrap_or_default();
    let created_at = NOW.plus(Duration::from_secs(at));
    ConsentRequest {
        id: RequestId::mint(ids),
        tenant,
        app: well_known::APPLE,
        kind,
        asked: Asked {
            scopes: BTreeMap::from([(well_known::EXCHANGE, scopes)]),
            ..Asked::default()
        },
        state: RequestState::Open,
        reviewers: Vec::new(),
        created_at,
        expires_at: created_at.plus(Duration::from_hours(24 * 30)),
        closing: None,
        version: 1,
    }
}

fn tenant(ids: &Counting) -> Result<Tenant, Failure> {
    Ok(Tenant {
        id: TenantId::mint(ids),
        name: "Contoso".parse()?,
        domains: vec!["contoso.example".parse()?],
        settings: TenantSettings::default(),
        version: 1,
        created_at: NOW,
    })
}

fn user(ids: &Counting, tenant: TenantId, name: &str) -> Result<User, Failure> {
    Ok(User {
        id: UserId::mint(ids),
        tenant,
        upn: format!("{name}@contoso.example").parse()?,
        display_name: name.parse()?,
        given_name: None,
        family_name: None,
        language: None,
        kind: UserKind::Member,
        state: AccountState::Enabled,
        password: PasswordState::Current,
        roles: [].into(),
        mailbox: None,
        sessions_valid_from: NOW,
        puid: "1003200000000001".to_owned(),
        password_changed_at: NOW,
        other_mail: None,
        created_at: NOW,
    })
}
