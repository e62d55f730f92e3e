//! Mails that the request workflow writes: to reviewers (new, reminder, ended) and to those who
//! asked (approved, denied, blocked, expired), each in the language of whoever reads it.
//!
//! A notice is queued in the unit of work of what it tells of, so nothing is lost and nobody
//! waits while no mail server answers. What it says is `consentry-pages`' matter ([`notice`]), its
//! header fields are `message`'s (A59).

mod message;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use consentry_model::{
    Application, ConsentRequest, OutboundMailId, RequestId, RequestState, Requester, Tenant, User,
    UserId,
};
use consentry_pages::{
    Account, Locale, Publisher, Shown,
    notice::{self, Answer, Letter, Notice, Outcome, Review, ReviewStage, TurnedDown, Voice},
};
use consentry_store::{MailKind, MailState, OutboundMail, Unit};

use self::message::Addressed;
use crate::{AccountName, OwnPage, PermissionShown, Service, ServiceError, approval::as_ask};

const DAY: Duration = Duration::from_hours(24);

/// What all notices about a request have in common.
struct About {
    tenant: Tenant,
    app: Arc<Application>,
    request: ConsentRequest,
    permissions: Vec<PermissionShown>,
    /// Those who asked, the first one first.
    requesters: Vec<Requester>,
    /// Those of them who are still there, and whoever decided.
    people: BTreeMap<UserId, User>,
}

impl Service {
    /// Where a reviewer looks at a request. The link holds its id and nothing else; it needs a
    /// sign-in, and acts only by what is posted there.
    pub fn review_url(&self, id: RequestId) -> String {
        self.origin.path(&format!("/admin/requests/{id}"))
    }

    /// A new request: to its reviewers, if the tenant wants that.
    pub(crate) async fn tell_reviewers_of_new(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
        reviewers: &BTreeMap<UserId, User>,
    ) -> Result<(), ServiceError> {
        if !tenant.settings.workflow.notify.is_on() {
            return Ok(());
        }
        self.tell_reviewers(unit, tenant, request, (reviewers, ReviewStage::New)).await
    }

    /// A request ends soon: to its reviewers.
    pub(crate) async fn remind_reviewers(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<(), ServiceError> {
        let reviewers = self.reviewers_of(unit, tenant, request).await?;
        let left = request.expires_at.since(self.clock.now());
        let stage = ReviewStage::Reminder(left.as_secs().div_ceil(DAY.as_secs()));
        self.tell_reviewers(unit, tenant, request, (&reviewers, stage)).await
    }

    /// A request has ended by itself: to its reviewers.
    pub(crate) async fn tell_reviewers_of_end(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<(), ServiceError> {
        let reviewers = self.reviewers_of(unit, tenant, request).await?;
        self.tell_reviewers(unit, tenant, request, (&reviewers, ReviewStage::Ended)).await
    }

    async fn tell_reviewers(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
        (reviewers, stage): (&BTreeMap<UserId, User>, ReviewStage),
    ) -> Result<(), ServiceError> {
        let about = self.about(unit, tenant, request).await?;
        let told = about.review(stage, self.review_url(request.id));
        for reviewer in reviewers.values() {
            self.queue_notice(unit, reviewer, &told).await?;
        }
        Ok(())
    }

    /// A request has ended: to everybody who asked.
    pub(crate) async fn tell_requesters(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<(), ServiceError> {
        let about = self.about(unit, tenant, request).await?;
        let my_apps = self.origin.path(OwnPage::MyApps.path());
        for requester in &about.requesters {
            let Some(reader) = about.people.get(&requester.user) else { continue };
            let Some(told) = about.answer(requester, &my_apps) else { continue };
            self.queue_notice(unit, reader, &told).await?;
        }
        Ok(())
    }

    async fn about(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<About, ServiceError> {
        let app = unit.application(request.app).await?;
        let app = app.ok_or(ServiceError::Record { what: "application" })?;
        let requesters = unit.requesters(&[request.id]).await?.remove(&request.id);
        let requesters = requesters.unwrap_or_default();
        let decided = request.closing.as_ref().and_then(|closing| closing.by);
        let people = requesters.iter().map(|one| one.user).chain(decided);
        let people = unit.users_of(tenant.id, people).await?;
        let ask = as_ask(&request.asked);
        let resources = ask.scopes.keys().chain(ask.roles.keys()).copied();
        let resources = unit.applications_of(resources).await?;
        Ok(About {
            tenant: tenant.clone(),
            permissions: PermissionShown::all(&ask, &resources),
            app,
            requesters,
            people,
            request: request.clone(),
        })
    }

    /// Puts a notice to one person into the queue, in his language.
    async fn queue_notice(
        &self,
        unit: &mut Unit,
        reader: &User,
        told: &Notice,
    ) -> Result<(), ServiceError> {
        let letter = told.letter(locale_of(reader));
        let letter = letter.map_err(|_| ServiceError::Record { what: "notice" })?;
        self.queue_letter(unit, reader, reader.upn.as_str(), letter).await
    }

    /// Puts a finished letter into the queue: to one of the reader's addresses.
    pub(crate) async fn queue_letter(
        &self,
        unit: &mut Unit,
        reader: &User,
        to: &str,
        letter: Letter,
    ) -> Result<(), ServiceError> {
        let (id, now) = (OutboundMailId::mint(&*self.ids), self.clock.now());
        let (from, locale) = (self.notices_from(), locale_of(reader));
        let name = Shown::from(reader.display_name.as_str());
        let host = self.origin.host();
        let addressed =
            Addressed { from: &from, to, name: name.as_str(), id, host, at: now, locale };
        let mail = OutboundMail {
            id,
            kind: MailKind::Notice,
            message: addressed.message(&letter),
            from,
            to: vec![to.to_owned()],
            state: MailState::Queued,
            attempts: 0,
            next_attempt_at: now,
            last_error: None,
            created_at: now,
        };
        Ok(unit.queue_mail(&mail).await?)
    }

    /// The sender of notices: this installation, never one of those whom they speak of.
    fn notices_from(&self) -> String {
        format!("no-reply@{}", self.origin.host())
    }
}

/// The language of somebody who reads a mail.
pub(crate) fn locale_of(reader: &User) -> Locale {
    Locale::choose(reader.language.as_deref(), None)
}

impl About {
    fn notice(&self, told: notice::Told) -> Notice {
        Notice {
            tenant: self.tenant.name.as_str().into(),
            app: self.app.name.as_str().into(),
            publisher: Publisher::of(self.app.publisher.as_ref()),
            permissions: self.permissions.iter().cloned().map(Into::into).collect(),
            request: self.request.id,
            told,
        }
    }

    fn review(&self, stage: ReviewStage, link: String) -> Notice {
        let voice = |one: &Requester| Voice {
            account: self.account(one.user).unwrap_or_else(|| Account {
                name: Shown::default(),
                upn: one.user.to_string().into(),
            }),
            reason: one.reason.as_str().into(),
            at: one.at,
        };
        self.notice(notice::Told::Reviewer(Review {
            stage,
            voices: self.requesters.iter().map(voice).collect(),
            ends_at: self.request.expires_at,
            link,
        }))
    }

    /// What one who asked is told; nothing while the request waits.
    fn answer(&self, requester: &Requester, my_apps: &str) -> Option<Notice> {
        let closing = self.request.closing.as_ref()?;
        let by = closing.by.and_then(|by| self.account(by));
        let reason = closing.reason.as_ref().map(consentry_model::Reason::as_str);
        let down = |by| TurnedDown { by, reason: reason.unwrap_or_default().into() };
        let outcome = match self.request.state {
            RequestState::Open => return None,
            RequestState::Approved => Outcome::Approved { by, link: my_apps.to_owned() },
            RequestState::Denied => Outcome::Denied(down(by)),
            RequestState::Blocked => Outcome::Blocked(down(by)),
            RequestState::Expired => Outcome::Expired,
        };
        let (asked_at, ended_at) = (requester.at, closing.at);
        Some(self.notice(notice::Told::Requester(Answer { outcome, asked_at, ended_at })))
    }

    fn account(&self, id: UserId) -> Option<Account> {
        self.people.get(&id).map(|user| AccountName::from(user).into())
    }
}
