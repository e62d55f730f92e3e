//! Admission by an access token: its form and signature once, everything else at every request.

use std::sync::Arc;

use consentry_model::{Refusal, TenantId, refusal::TokenFault, well_known};
use consentry_policy::{Attempt, Door, Proof};
use consentry_store::UserKey;
use consentry_token::{
    jwt::{Expected, VerifiedAccess, verify},
    opaque::TokenHash,
};

use super::admit::{Case, Pass, held_by};
use super::{Admitted, MailClient, MailRefused};
use crate::{Caller, Service, ServiceError};

impl Service {
    /// Admits the bearer of a token, or says why not.
    pub async fn admit_bearer(
        &self,
        token: &str,
        client: &MailClient,
        caller: &Caller,
    ) -> Result<Admitted, MailRefused> {
        let hash = TokenHash::of(token);
        let access = self.verified_token(token, hash, None).await?.map_err(invalid)?;
        let user = access.user().map_err(invalid)?;
        let found = self.store.read().await?.tenant(access.tenant).await?;
        let Some(tenant) = found else { return Err(invalid(TokenFault::Issuer)) };
        let (issued_at, scopes) = (access.issued_at, access.scopes.clone());
        let proof = Proof::AccessToken { issued_at, scopes, held: held_by(&access) };
        let attempt = Self::mail_attempt(Door::MailToken(client.protocol), client.protocol, proof);
        let attempt = Attempt { app: Some(access.app), user_name: user.to_string(), ..attempt };
        let mut read = self.store.read().await?;
        let judged = self.judge(&mut read, &tenant, &attempt, UserKey::Id(user)).await?;
        drop(read);
        self.key_counts(&access).map_err(invalid)?;
        let pass = Pass::Token(access);
        self.conclude(Case { tenant, judged, pass, client, caller, proof: hash }).await
    }

    /// Checks a token's signature, times, issuer and audience.
    async fn verified_token(
        &self,
        token: &str,
        hash: TokenHash,
        tenant: Option<TenantId>,
    ) -> Result<Result<Arc<VerifiedAccess>, TokenFault>, ServiceError> {
        let now = self.clock.now();
        if let Some(access) = self.mail.verified.find(&hash, now) {
            return Ok(Ok(access));
        }
        let audiences = self.exchange_audiences().await?;
        let checked = self.check_access(token, &audiences, tenant).await?;
        Ok(checked.map(|access| {
            let access = Arc::new(access);
            self.mail.verified.keep(hash, Arc::clone(&access));
            access
        }))
    }

    /// Checks a token for one of these audiences, whatever door it comes to.
    pub(crate) async fn check_access(
        &self,
        token: &str,
        audiences: &[String],
        tenant: Option<TenantId>,
    ) -> Result<Result<VerifiedAccess, TokenFault>, ServiceError> {
        let now = self.clock.now();
        let expected = Expected { issuers: self.issuers(), audiences, tenant, now };
        let ring = self.keys.now();
        let mut checked = verify(token, ring.public(), &expected);
        if checked == Err(TokenFault::Signature) {
            // Perhaps another node rolled the key.
            let fresh = self.fresh_keys().await?;
            if !Arc::ptr_eq(&ring, &fresh) {
                checked = verify(token, fresh.public(), &expected);
            }
        }
        Ok(checked)
    }

    /// The names of Exchange in tokens: those registered, its id, and our own host, each with and
    /// without a final slash (A37).
    async fn exchange_audiences(&self) -> Result<Vec<String>, ServiceError> {
        let exchange = self.store.read().await?.application(well_known::EXCHANGE).await?;
        let mut names = vec![well_known::EXCHANGE.to_string()];
        let registered = exchange.iter().flat_map(|app| app.identifier_uris.iter());
        for uri in registered.map(String::as_str).chain([self.origin.as_str()]) {
            let bare = uri.trim_end_matches('/');
            names.push(bare.to_owned());
            names.push(format!("{bare}/"));
        }
        Ok(names)
    }
}

pub(super) fn invalid(why: TokenFault) -> MailRefused {
    MailRefused::of_nobody(Refusal::TokenInvalid { why })
}
