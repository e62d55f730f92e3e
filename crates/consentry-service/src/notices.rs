//! Mails that the request workflow writes: to reviewers (new, reminder, ended) and to those who
//! asked (approved, denied, blocked, expired), each in the language of whoever reads it.
//!
//! A notice is queued in the unit of work of what it tells of, so nothing is lost and nobody
//! waits while no mail server answers. What it says and how is `consentry-pages`' matter (A59).

use std::{collections::BTreeMap, sync::Arc};

use consentry_model::{
    Application, ConsentRequest, OutboundMailId, RequestId, RequestState, Requester, Tenant, User,
    UserId,
};
use consentry_store::{MailKind, MailState, OutboundMail, Unit};
use mail_builder::{
    MessageBuilder,
    headers::{address::Address, date::Date, raw::Raw},
};

use crate::{PermissionShown, Service, ServiceError, approval::as_ask};

/// What a notice tells, and to whom.
#[derive(Debug, Clone, Copy)]
enum Told<'a> {
    /// A reviewer: somebody asks.
    New,
    /// A reviewer: it ends soon.
    Reminder,
    /// A reviewer: it has ended, and nobody decided.
    Ended,
    /// Somebody who asked: what became of it.
    Outcome(RequestState, Option<&'a str>),
}

/// What all notices about a request have in common.
struct About {
    tenant: Tenant,
    app: Arc<Application>,
    request: ConsentRequest,
    permissions: Vec<PermissionShown>,
    /// Those who asked, the first one first.
    requesters: Vec<Requester>,
    people: BTreeMap<UserId, User>,
    review_url: String,
}

struct Letter {
    subject: String,
    text: String,
    html: String,
}

impl Service {
    /// Where a reviewer looks at a request. The link holds its id and nothing else; it needs a
    /// sign-in, and acts only by what is posted there.
    pub(crate) fn review_url(&self, id: RequestId) -> String {
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
        let about = self.about(unit, tenant, request).await?;
        self.tell(unit, &about, reviewers.values(), Told::New).await
    }

    /// A request ends soon: to its reviewers.
    pub(crate) async fn remind_reviewers(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<(), ServiceError> {
        let reviewers = self.reviewers_of(unit, tenant, request).await?;
        let about = self.about(unit, tenant, request).await?;
        self.tell(unit, &about, reviewers.values(), Told::Reminder).await
    }

    /// A request has ended by itself: to its reviewers.
    pub(crate) async fn tell_reviewers_of_end(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<(), ServiceError> {
        let reviewers = self.reviewers_of(unit, tenant, request).await?;
        let about = self.about(unit, tenant, request).await?;
        self.tell(unit, &about, reviewers.values(), Told::Ended).await
    }

    /// A request has ended: to everybody who asked.
    pub(crate) async fn tell_requesters(
        &self,
        unit: &mut Unit,
        tenant: &Tenant,
        request: &ConsentRequest,
    ) -> Result<(), ServiceError> {
        let about = self.about(unit, tenant, request).await?;
        let asked = about.requesters.iter().filter_map(|one| about.people.get(&one.user));
        let asked: Vec<&User> = asked.collect();
        let reason = request.closing.as_ref().and_then(|closing| closing.reason.as_ref());
        // What the program writes by itself, such as "granted elsewhere", is no reviewer's reason.
        let by_person = request.closing.as_ref().is_some_and(|closing| closing.by.is_some());
        let reason = reason.filter(|_| by_person).map(consentry_model::Reason::as_str);
        self.tell(unit, &about, asked, Told::Outcome(request.state, reason)).await
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
        let people = unit.users_of(tenant.id, requesters.iter().map(|one| one.user)).await?;
        let ask = as_ask(&request.asked);
        let resources = ask.scopes.keys().chain(ask.roles.keys()).copied();
        let resources = unit.applications_of(resources).await?;
        Ok(About {
            tenant: tenant.clone(),
            permissions: PermissionShown::all(&ask, &resources),
            app,
            requesters,
            people,
            review_url: self.review_url(request.id),
            request: request.clone(),
        })
    }

    async fn tell<'a>(
        &self,
        unit: &mut Unit,
        about: &About,
        readers: impl IntoIterator<Item = &'a User>,
        told: Told<'_>,
    ) -> Result<(), ServiceError> {
        for reader in readers {
            let letter = about.letter(reader, told);
            self.queue_notice(unit, reader, letter).await?;
        }
        Ok(())
    }

    /// Puts a letter to one person into the queue.
    async fn queue_notice(
        &self,
        unit: &mut Unit,
        reader: &User,
        letter: Letter,
    ) -> Result<(), ServiceError> {
        let (id, now) = (OutboundMailId::mint(&*self.ids), self.clock.now());
        let (from, to) = (self.notices_from(), reader.upn.to_string());
        let name = Some(reader.display_name.to_string());
        let mut message = Vec::new();
        MessageBuilder::new()
            .from(("Consentry", from.as_str()))
            .to(Address::new_address(name, to.clone()))
            .date(Date::new(now.seconds()))
            .message_id(format!("{}@{}", id.as_uuid().simple(), self.origin.host()))
            // No out-of-office answers (RFC 3834 §5).
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .subject(letter.subject)
            .text_body(letter.text)
            .html_body(letter.html)
            .serialize(&mut message);
        let mail = OutboundMail {
            id,
            kind: MailKind::Notice,
            from,
            to: vec![to],
            message,
            state: MailState::Queued,
            attempts: 0,
            next_attempt_at: now,
            last_error: None,
            created_at: now,
        };
        Ok(unit.queue_mail(&mail).await?)
    }

    /// The sender of notices.
    fn notices_from(&self) -> String {
        format!("no-reply@{}", self.origin.host())
    }
}

impl About {
    fn letter(&self, reader: &User, told: Told<'_>) -> Letter {
        let _ = (&self.tenant, &self.permissions, &self.request, reader);
        Letter {
            subject: format!("{told:?} {}", self.app.name),
            text: self.review_url.clone(),
            html: String::new(),
        }
    }
}
