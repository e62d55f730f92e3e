//! A forgotten password: a link by mail to an address elsewhere, and a new password by the link.
//!
//! Whoever asks gets one answer after the same work, whether the account is known or not: what he
//! typed is written down, and looked at afterwards by the background work (A65, A66). A link holds
//! 256 random bits, is kept as its hash, lives half an hour and ends once; it acts only by a post
//! of its page (A59), and stands under the configured origin alone (A79).

use std::{net::IpAddr, time::Duration};

use consentry_model::{
    AccountState, PasswordAskId, PasswordState, Secret, Tenant, Timestamp, Upn, User,
};
use consentry_pages::{
    Account,
    password_mail::{PasswordMail, PasswordTold},
};
use consentry_store::{PasswordAsk, PasswordLink, Unit, Voids};
use consentry_token::opaque::{self, TokenHash, TokenKind};
use serde_json::json;

use crate::{
    AccountName, Service, ServiceError, directory::actor_of, notices::locale_of,
    step::PasswordProblem,
};

/// How long a link leads somewhere.
pub const LINK_LIFE: Duration = Duration::from_mins(30);
/// How many links an account gets in an hour.
pub const MOST_LINKS_AN_HOUR: u64 = 3;
/// How often one address may ask in an hour.
pub const MOST_ASKS_AN_HOUR: u64 = 20;
/// The longest account name that is written down.
const LONGEST_ACCOUNT: usize = 320;
/// How many asks one run looks at.
const AT_ONCE: u32 = 50;
const HOUR: Duration = Duration::from_hours(1);
/// The page that a link leads to.
pub const RESET_PATH: &str = "/sign-in/reset-password";

/// What became of asks for links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PasswordAskRun {
    /// Links that were sent.
    pub sent: u32,
    /// Asks that nothing came of.
    pub dropped: u32,
}

/// Whose password a link is for.
#[derive(Debug, Clone)]
pub struct LinkShown {
    /// The tenant.
    pub tenant: Tenant,
    /// The person.
    pub account: AccountName,
    /// The fewest characters of a new password.
    pub minimum: u32,
}

/// What came of a new password by a link.
#[derive(Debug, Clone)]
pub enum ByLink {
    /// He has it.
    Done(LinkShown),
    /// It was not taken; the link still holds.
    Problem(LinkShown, PasswordProblem),
    /// The link leads nowhere any more.
    Over,
}

impl Service {
    /// Somebody asks for a link. There is nothing to tell: the answer is always the same.
    pub async fn ask_for_link(&self, account: &str, from: IpAddr) -> Result<(), ServiceError> {
        let (now, address) = (self.clock.now(), from.to_string());
        let since = now.minus(HOUR);
        let mut unit = self.store.unit().await?;
        if unit.count_password_asks(&address, since).await? >= MOST_ASKS_AN_HOUR {
            return Ok(());
        }
        let account = account.trim().chars().take(LONGEST_ACCOUNT).collect();
        let id = PasswordAskId::mint(&*self.ids);
        unit.add_password_ask(&PasswordAsk { id, account, address, asked_at: now }).await?;
        unit.commit().await?;
        Ok(())
    }

    /// Looks at what was asked since: makes links and queues their mails.
    pub async fn run_password_asks_once(
        &self,
        now: Timestamp,
    ) -> Result<PasswordAskRun, ServiceError> {
        let mut run = PasswordAskRun::default();
        let waiting = self.store.read().await?.waiting_password_asks(AT_ONCE).await?;
        for ask in waiting {
            let mut unit = self.store.unit().await?;
            if !unit.take_password_ask(ask.id, now).await? {
                continue;
            }
            if self.answer_ask(&mut unit, &ask, now).await?.is_some() {
                run.sent = run.sent.saturating_add(1);
            } else {
                run.dropped = run.dropped.saturating_add(1);
            }
            unit.commit().await?;
        }
        Ok(run)
    }

    /// A link for the account, if it is known, on, has an address, and has not had too many.
    async fn answer_ask(
        &self,
        unit: &mut Unit,
        ask: &PasswordAsk,
        now: Timestamp,
    ) -> Result<Option<()>, ServiceError> {
        let Ok(name) = ask.account.parse::<Upn>() else { return Ok(None) };
        let Some(tenant) = unit.tenant_by_domain(name.domain()).await? else { return Ok(None) };
        let Some(user) = unit.user_by_name(tenant.id, &name).await? else { return Ok(None) };
        let Some(to) = user.other_mail.clone() else { return Ok(None) };
        // What waited for longer than a link lives is no longer waited for.
        let stale = now.since(ask.asked_at) >= LINK_LIFE;
        if user.state == AccountState::Disabled || stale {
            return Ok(None);
        }
        // Two nodes count one after the other.
        unit.lock(&format!("password links {}", user.id)).await?;
        if unit.count_password_links(user.id, now.minus(HOUR)).await? >= MOST_LINKS_AN_HOUR {
            return Ok(None);
        }
        let (token, hash) = opaque::mint(TokenKind::PasswordLink, &*self.ids);
        let (tenant_id, expires_at) = (tenant.id, now.plus(LINK_LIFE));
        let link =
            PasswordLink { hash, tenant: tenant_id, user: user.id, made_at: now, expires_at };
        unit.add_password_link(&link).await?;
        let link = self.origin.path(&format!("{RESET_PATH}?token={}", token.expose()));
        let minutes = LINK_LIFE.as_secs() / 60;
        let told = PasswordTold::Link { link, minutes };
        self.queue_password_mail(unit, (&tenant, &user), to.as_str(), told).await?;
        let target = ("User", user.id.to_string(), user.upn.to_string());
        let details = json!({ "from": ask.address });
        let activity = "Send password reset link";
        let record = self.audit_of(
            Some(tenant.id),
            consentry_store::Actor::System,
            activity,
            target,
            details,
        );
        unit.audit(&record).await?;
        Ok(Some(()))
    }

    /// Whose password a link is for; nothing if it leads nowhere. Looking changes nothing.
    pub async fn look_at_link(&self, token: &str) -> Result<Option<LinkShown>, ServiceError> {
        let found = self.behind_link(token).await?;
        Ok(found.map(|(_, tenant, user)| LinkShown::of(tenant, &user)))
    }

    async fn behind_link(
        &self,
        token: &str,
    ) -> Result<Option<(PasswordLink, Tenant, User)>, ServiceError> {
        let (hash, now) = (TokenHash::of(token), self.clock.now());
        let mut read = self.store.read().await?;
        let Some(link) = read.password_link(&hash, now).await? else { return Ok(None) };
        let Some(user) = read.user(link.tenant, link.user).await? else { return Ok(None) };
        drop(read);
        if user.state == AccountState::Disabled {
            return Ok(None);
        }
        Ok(Some((link, self.tenant(user.tenant).await?, user)))
    }

    /// A new password by a link: it is used up, everything that was proved before is void, and
    /// the person is told at both of his addresses.
    pub async fn reset_by_link(
        &self,
        token: &str,
        chosen: &Secret<String>,
        again: &Secret<String>,
    ) -> Result<ByLink, ServiceError> {
        let Some((link, tenant, user)) = self.behind_link(token).await? else {
            return Ok(ByLink::Over);
        };
        let shown = LinkShown::of(tenant.clone(), &user);
        if chosen.expose() != again.expose() {
            return Ok(ByLink::Problem(shown, PasswordProblem::Differ));
        }
        let present = self.store.read().await?.password_hash(user.id).await?;
        if let Err(fault) = self.may_choose(&tenant, &user, chosen, present.as_ref()).await? {
            return Ok(ByLink::Problem(shown, PasswordProblem::Fault(fault)));
        }
        let hash = self.passwords.hash(chosen.clone(), &*self.ids).await?;
        let now = self.clock.now();
        let mut unit = self.store.unit().await?;
        // Of two posts of one page, or with a copy of the link, one wins.
        if !unit.use_password_link(&link.hash, now).await? {
            return Ok(ByLink::Over);
        }
        unit.set_password(
            user.id,
            &hash,
            PasswordState::Current,
            now,
            Voids::PasswordProofsAndTokens,
        )
        .await?;
        unit.end_sessions_of_user(user.id, now).await?;
        unit.unlock(&self.account_of(Some(&tenant), &user.upn.folded()), now).await?;
        let told = PasswordTold::Changed { at: now };
        let addresses = user.other_mail.iter().map(ToString::to_string);
        for to in addresses.chain([user.upn.to_string()]) {
            self.queue_password_mail(&mut unit, (&tenant, &user), &to, told.clone()).await?;
        }
        let target = ("User", user.id.to_string(), user.upn.to_string());
        let details = json!({ "by": "link" });
        let activity = "Reset password (self-service)";
        let record = self.audit_of(Some(tenant.id), actor_of(&user), activity, target, details);
        unit.audit(&record).await?;
        unit.commit().await?;
        Ok(ByLink::Done(shown))
    }

    async fn queue_password_mail(
        &self,
        unit: &mut Unit,
        (tenant, user): (&Tenant, &User),
        to: &str,
        told: PasswordTold,
    ) -> Result<(), ServiceError> {
        let account: Account = AccountName::from(user).into();
        let mail = PasswordMail { tenant: tenant.name.as_str().into(), account, told };
        let letter = mail.letter(locale_of(user));
        let letter = letter.map_err(|_| ServiceError::Record { what: "mail about a password" })?;
        self.queue_letter(unit, user, to, letter).await
    }
}

impl LinkShown {
    fn of(tenant: Tenant, user: &User) -> Self {
        let minimum = tenant.settings.passwords.minimum.characters();
        Self { tenant, account: AccountName::from(user), minimum }
    }
}
