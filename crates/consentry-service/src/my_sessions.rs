//! My devices and sessions: where a person is signed in, in browsers and in applications, and how
//! he ends one of them. Ending a family acts on its access tokens too, held mail requests included.

use std::net::IpAddr;

use consentry_model::{
    AppId, Application, FamilyId, Platform, SessionId, Switch, Tenant, Timestamp, User,
};
use consentry_policy::Held;
use consentry_store::{Actor, BrowserSession, Conn, RefreshToken, Unit, basis_of};
use serde_json::json;

use crate::{
    DirectoryError, SESSION_IDLE, SESSION_KEPT, Service,
    token::{FAMILY_LIFE, SPA_LIFE},
};

type Done<T> = Result<T, DirectoryError>;

/// A browser in which a person is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyBrowser {
    /// Its session.
    pub id: SessionId,
    /// The browser, as it names itself.
    pub user_agent: String,
    /// From where he signed in.
    pub address: Option<IpAddr>,
    /// When he signed in.
    pub since: Timestamp,
    /// When it was last used.
    pub last_used: Timestamp,
    /// Whether he stays signed in there.
    pub kept: Switch,
}

/// An application that holds refresh tokens of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyFamily {
    /// The family.
    pub id: FamilyId,
    /// The application.
    pub app: AppId,
    /// Its name.
    pub app_name: String,
    /// The client, as it names itself.
    pub user_agent: String,
    /// From where it was last used.
    pub address: Option<IpAddr>,
    /// When he signed in there.
    pub since: Timestamp,
    /// When it was last used.
    pub last_used: Timestamp,
}

/// Where a person is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MySessions {
    /// In browsers, the last used first.
    pub browsers: Vec<MyBrowser>,
    /// In applications, the last used first.
    pub families: Vec<MyFamily>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OneSession {
    /// A browser.
    Browser(SessionId),
    /// An application.
    Family(FamilyId),
}

impl Service {
    /// Where a person is signed in: what still opens something.
    pub async fn my_sessions(&self, tenant: &Tenant, user: &User) -> Done<MySessions> {
        let mut read = self.store.read().await?;
        let (browsers, families) = self.standing(&mut read, tenant, user).await?;
        let apps = read.applications_of(families.iter().map(|token| token.app)).await?;
        let name = |app: AppId| {
            apps.get(&app).map_or_else(
                || app.to_string(),
                |app: &std::sync::Arc<Application>| app.name.to_string(),
            )
        };
        let browser = |session: BrowserSession| MyBrowser {
            id: session.id,
            user_agent: session.user_agent,
            address: session.address,
            since: session.authenticated_at,
            last_used: session.last_used,
            kept: session.kept,
        };
        let family = |token: RefreshToken| MyFamily {
            id: token.family,
            app: token.app,
            app_name: name(token.app),
            user_agent: token.user_agent,
            address: token.address,
            since: token.family_started_at,
            last_used: token.issued_at,
        };
        Ok(MySessions {
            browsers: browsers.into_iter().map(browser).collect(),
            families: families.into_iter().map(family).collect(),
        })
    }

    /// Ends one session of a person, at his own wish or an administrator's; `false` if there is no
    /// such session of his.
    pub async fn end_one_session(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        user: &User,
        which: OneSession,
    ) -> Done<bool> {
        let now = self.clock.now();
        let mut unit: Unit = self.store.unit().await?;
        let (browsers, families) = self.standing(&mut unit, tenant, user).await?;
        let (found, details) = match which {
            OneSession::Browser(id) => {
                let found = browsers.iter().any(|session| session.id == id)
                    && unit.end_session(id, now).await?;
                (found, json!({ "session": id }))
            }
            OneSession::Family(id) => {
                let token = families.iter().find(|token| token.family == id);
                if token.is_some() {
                    unit.end_family(id, now).await?;
                }
                (token.is_some(), json!({ "family": id, "app": token.map(|token| token.app) }))
            }
        };
        if found {
            let target = ("User", user.id.to_string(), user.upn.to_string());
            let who = (Some(tenant.id), actor);
            self.record_change(&mut unit, who, "Sign out of a session", target, details).await?;
            unit.commit().await?;
        }
        Ok(found)
    }

    /// What was neither ended nor revoked and is not too old.
    async fn standing(
        &self,
        conn: &mut Conn,
        tenant: &Tenant,
        user: &User,
    ) -> Done<(Vec<BrowserSession>, Vec<RefreshToken>)> {
        let now = self.clock.now();
        let mut browsers = conn.sessions_of_user(user.id).await?;
        let mut families = conn.families_of_user(user.id, now).await?;
        let valid_from = conn.valid_from(user.id).await?;
        let stands = |at: Timestamp, held: Held| valid_from.is_some_and(|from| at >= from.of(held));
        let keeps = tenant.settings.keep_signed_in.is_on();
        browsers.retain(|session| {
            let kept = keeps && session.kept.is_on();
            let idle = if kept { SESSION_KEPT } else { SESSION_IDLE };
            now.since(session.last_used) < idle && stands(session.authenticated_at, session.held())
        });
        families.retain(|token| {
            let (life, held) = match token.platform {
                Platform::Web => (FAMILY_LIFE, Held::Confidential),
                Platform::Spa => (SPA_LIFE, Held::Token(basis_of(&token.amr))),
                Platform::PublicClient => (FAMILY_LIFE, Held::Token(basis_of(&token.amr))),
            };
            now.since(token.family_started_at) < life && stands(token.authenticated_at, held)
        });
        Ok((browsers, families))
    }
}
