//! Who is admitted at a mail door, and whether he still is while a request is held.
//!
//! Revocation acts on the next request (ruling 17): the facts are judged each time, whatever is
//! remembered of a token's signature. The sign-in log gets a row for every refusal, and one for
//! each token, protocol and device that came in.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_mailbox::Owner;
use consentry_model::{
    FamilyId, MailboxLocation, Protocol, Refusal, ScopeSet, Tenant, Timestamp, User, well_known,
};
use consentry_policy::{Ask, Attempt, Basis, Door, Held, Outcome, Proof, Renewal, Want};
use consentry_store::UserKey;
use consentry_token::{
    jwt::{ClientProof, VerifiedAccess},
    opaque::TokenHash,
};

use super::{
    MailDoor,
    challenge::{claims_challenge, split},
};
use crate::{Caller, Service, ServiceError, judge::Judged};

/// What a mail client says about itself beside its proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailClient {
    /// The door.
    pub protocol: Protocol,
    /// The device, where the protocol names one.
    pub device: Option<MailDevice>,
    /// Whose mailbox the request names; never an authority.
    pub mailbox: Option<String>,
}

/// A device as its requests name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDevice {
    /// The id that it gives itself.
    pub id: String,
    /// The kind that it names.
    pub kind: String,
}

/// Somebody who was let in.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// His tenant.
    pub tenant: Arc<Tenant>,
    /// Who he is.
    pub user: Arc<User>,
    /// His mailbox.
    pub owner: Owner,
    /// How he came in.
    pub client: Arc<MailClient>,
    pass: Pass,
    version: i64,
}

/// What he came in with, as far as it has to be asked about again.
#[derive(Debug, Clone)]
pub(super) enum Pass {
    Token(Arc<VerifiedAccess>),
    Password { at: Timestamp },
}

/// Why somebody was not let in.
#[derive(Debug, thiserror::Error)]
pub enum MailRefused {
    /// He is refused.
    #[error("the mail client is refused")]
    Refused {
        /// Why.
        refusal: Box<Refusal>,
        /// What the answer says about the way in; the tenant's, where a proof named it.
        door: Option<Box<MailDoor>>,
    },
    /// The installation failed.
    #[error(transparent)]
    Failed(#[from] ServiceError),
}

impl From<consentry_store::StoreError> for MailRefused {
    fn from(error: consentry_store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl MailRefused {
    /// A refusal of somebody whose tenant is not known.
    pub(super) fn of_nobody(refusal: Refusal) -> Self {
        Self::Refused { refusal: Box::new(refusal), door: None }
    }
}

/// An attempt that was judged, with what the log needs.
pub(super) struct Case<'a> {
    pub(super) tenant: Tenant,
    pub(super) judged: Judged,
    pub(super) pass: Pass,
    pub(super) client: &'a MailClient,
    pub(super) caller: &'a Caller,
    /// Names this proof in the log of successes.
    pub(super) proof: TokenHash,
}

impl Service {
    /// The attempt of somebody at a mail door.
    pub(super) fn mail_attempt(door: Door, protocol: Protocol, proof: Proof) -> Attempt {
        let needed: ScopeSet =
            protocol.scope().and_then(|scope| scope.parse().ok()).into_iter().collect();
        Attempt {
            door,
            app: None,
            user_name: String::new(),
            want: Want {
                resource: well_known::EXCHANGE,
                name: String::new(),
                ask: Ask::Scopes(needed),
                openid: ScopeSet::new(),
            },
            renewal: Renewal::AsNeeded,
            proof,
        }
    }

    /// Carries out the judgement: looks at the mailbox, writes the log, lets in or not.
    pub(super) async fn conclude(&self, case: Case<'_>) -> Result<Admitted, MailRefused> {
        let Case { tenant, judged, pass, client, caller, proof } = case;
        let family = match &pass {
            Pass::Token(access) => access.session.map(|s| FamilyId::from_uuid(s.as_uuid())),
            Pass::Password { .. } => None,
        };
        let refusal = match (&judged.evaluation.outcome, &judged.found.user) {
            (Outcome::Allow(_), Some(user)) => {
                let ended = match family {
                    Some(family) => !self.family_alive(family).await?,
                    None => false,
                };
                beyond_policy(&tenant, user, client, ended)
            }
            (Outcome::Refuse(refusal), _) => Some(refusal.clone()),
            (Outcome::Allow(_) | Outcome::Interact(_), _) => Some(Refusal::CredentialsWrong),
        };
        let mut row = self.sign_in_row(&tenant, &judged, refusal.as_ref(), caller);
        row.device_id = client.device.as_ref().map(|device| device.id.clone());
        if let Some(refusal) = refusal {
            let mut unit = self.store.unit().await?;
            unit.log_sign_in(&row).await?;
            unit.commit().await?;
            return Err(self.refused_at(&tenant, client.protocol, &pass, refusal));
        }
        let version = judged.found.tenant_version;
        let user = judged.found.user.ok_or(ServiceError::Record { what: "user" })?;
        let owner = Owner::new(tenant.id, user.id);
        let key = log_key(&proof, client);
        if !self.mail.verified.is_logged(&proof, &key) {
            self.log_entry(&key, &row, owner, client, caller).await?;
            self.mail.verified.note_logged(&proof, &key);
        }
        self.mailboxes.ensure(owner).await.map_err(ServiceError::from)?;
        Ok(Admitted {
            tenant: Arc::new(tenant),
            user: Arc::new(user),
            owner,
            client: Arc::new(client.clone()),
            pass,
            version,
        })
    }

    /// Judges somebody again whose request is held. As long as neither his tenant nor his token's
    /// family changed, two reads by key answer it.
    pub async fn still_admitted(
        &self,
        admitted: &Admitted,
        caller: &Caller,
    ) -> Result<(), MailRefused> {
        let now = self.clock.now();
        let mut read = self.store.read().await?;
        let version = read.tenant_version(admitted.tenant.id).await?;
        let family = match &admitted.pass {
            Pass::Token(access) => access.session.map(|s| FamilyId::from_uuid(s.as_uuid())),
            Pass::Password { .. } => None,
        };
        let ended = match family {
            Some(family) => !read.family_alive(family).await?,
            None => false,
        };
        drop(read);
        if version == Some(admitted.version) && !ended {
            return Ok(());
        }
        let tenant = self.tenant(admitted.tenant.id).await?;
        let (door, app, proof) = match &admitted.pass {
            Pass::Token(access) => {
                let (issued_at, scopes) = (access.issued_at, access.scopes.clone());
                let held = held_by(access);
                let proof = Proof::AccessToken { issued_at, scopes, held };
                (Door::MailToken(admitted.client.protocol), Some(access.app), proof)
            }
            Pass::Password { at } => {
                let proof =
                    Proof::Session { authenticated_at: *at, held: Held::Cookie(Basis::Password) };
                (Door::MailBasic(admitted.client.protocol), None, proof)
            }
        };
        let user_name = admitted.user.upn.to_string();
        let attempt = Self::mail_attempt(door, admitted.client.protocol, proof);
        let attempt = Attempt { app, user_name, ..attempt };
        let mut read = self.store.read().await?;
        let key = UserKey::Id(admitted.user.id);
        let judged = self.judge(&mut read, &tenant, &attempt, key).await?;
        drop(read);
        if let Pass::Token(access) = &admitted.pass {
            self.key_counts(access).map_err(super::bearer::invalid)?;
        }
        let refused = match (&judged.evaluation.outcome, &judged.found.user) {
            (Outcome::Allow(_), Some(user)) => {
                beyond_policy(&tenant, user, &admitted.client, ended)
            }
            (Outcome::Refuse(refusal), _) => Some(refusal.clone()),
            (Outcome::Allow(_) | Outcome::Interact(_), _) => Some(Refusal::CredentialsWrong),
        };
        let Some(refusal) = refused else { return Ok(()) };
        let mut row = self.sign_in_row(&tenant, &judged, Some(&refusal), caller);
        row.at = now;
        row.device_id = admitted.client.device.as_ref().map(|device| device.id.clone());
        let mut unit = self.store.unit().await?;
        unit.log_sign_in(&row).await?;
        unit.commit().await?;
        Err(self.refused_at(&tenant, admitted.client.protocol, &admitted.pass, refusal))
    }

    /// The refusal with what the answer says about the way in.
    fn refused_at(
        &self,
        tenant: &Tenant,
        protocol: Protocol,
        pass: &Pass,
        refusal: Refusal,
    ) -> MailRefused {
        let claims = match pass {
            Pass::Token(access) if access.claims_challenges.is_on() => claims_challenge(&refusal),
            Pass::Token(_) | Pass::Password { .. } => None,
        };
        let door = Box::new(MailDoor { claims, ..self.door_of(Some(tenant), protocol) });
        MailRefused::Refused { refusal: Box::new(refusal), door: Some(door) }
    }
}

/// What only a mail door asks: is the token's family alive, is the mailbox here, is it his?
fn beyond_policy(
    tenant: &Tenant,
    user: &User,
    client: &MailClient,
    family_ended: bool,
) -> Option<Refusal> {
    if family_ended {
        return Some(Refusal::GrantExpired);
    }
    if client.mailbox.as_deref().is_some_and(|named| !names(named, user)) {
        return Some(Refusal::OtherMailbox);
    }
    match user.mailbox.unwrap_or(tenant.settings.mailboxes) {
        MailboxLocation::Here => None,
        MailboxLocation::OnPremises => Some(Refusal::NoMailbox),
    }
}

/// What a token rests on, as far as it says.
pub(crate) fn held_by(access: &VerifiedAccess) -> Held {
    match access.client {
        ClientProof::Secret | ClientProof::Certificate => Held::Confidential,
        ClientProof::Public if access.password_based.is_on() => Held::Token(Basis::Password),
        ClientProof::Public => Held::Token(Basis::Other),
    }
}

/// Whether a text names this user: his whole name, or its first part with or without a domain
/// before a backslash.
fn names(text: &str, user: &User) -> bool {
    let (_, name) = split(text);
    let own = user.upn.as_str();
    let local = own.split('@').next().unwrap_or_default();
    name.is_empty() || name.eq_ignore_ascii_case(own) || name.eq_ignore_ascii_case(local)
}

/// One success for each proof, protocol and device.
fn log_key(proof: &TokenHash, client: &MailClient) -> String {
    let device = client.device.as_ref().map_or("", |device| device.id.as_str());
    let proof = URL_SAFE_NO_PAD.encode(proof.as_bytes());
    format!("{proof}|{}|{device}", client.protocol)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use consentry_model::{AccountState, PasswordState, TenantId, UserId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_mailbox_may_be_named_in_several_ways() {
        let user = User {
            id: UserId::from_uuid(Uuid::nil()),
            tenant: TenantId::from_uuid(Uuid::nil()),
            upn: "adele@contoso.example".parse().unwrap(),
            display_name: "Adele".parse().unwrap(),
            given_name: None,
            family_name: None,
            language: None,
            state: AccountState::Enabled,
            password: PasswordState::Current,
            roles: BTreeSet::new(),
            kind: consentry_model::UserKind::Member,
            mailbox: None,
            sessions_valid_from: Timestamp::from_seconds(0),
            puid: String::new(),
            password_changed_at: Timestamp::from_seconds(0),
            other_mail: None,
            created_at: Timestamp::from_seconds(0),
        };
        for (text, want) in [
            ("adele@contoso.example", true),
            ("\tADELE@contoso.EXAMPLE ", true),
            ("adele", true),
            ("CONTOSO\\adele", true),
            ("contoso.example\\adele@contoso.example", true),
            ("", true),
            ("alex@contoso.example", false),
            ("adele@fabrikam.example", false),
            ("CONTOSO\\alex", false),
        ] {
            assert_eq!(names(text, &user), want, "{text:?}");
        }
    }
}
