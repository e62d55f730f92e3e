//! Revocation by a client (RFC 7009): the family of one of its own tokens ends.
//!
//! A token of somebody else, or of nobody, is answered like one that was revoked (A22).

use consentry_model::{FamilyId, Refusal};
use consentry_token::{jwt::ClientProof, opaque::TokenHash};

use super::{ClientAuthenticated, TokenFailure, TokenRequest, introspect::in_path};
use crate::Service;

impl Service {
    /// Ends everything that was born with a token of this client. Answers with the origin that may
    /// read it.
    pub async fn revoke_token(
        &self,
        request: TokenRequest,
    ) -> Result<Option<String>, TokenFailure> {
        let asked = self.asked(request).await?;
        let token = asked.params().require("token").map_err(|r| asked.refuse(r))?;
        let refresh = self.store.read().await?.refresh_token(&TokenHash::of(token)).await?;
        let family = if let Some(found) = refresh.filter(|found| found.app == asked.app.id) {
            let tenant = self.tenant(found.tenant).await?;
            let proved = asked.client.require(&asked.app, Some(found.platform));
            proved.map_err(|refusal| asked.refuse(refusal))?;
            in_path(&asked, &tenant).then_some(found.family)
        } else {
            let holding = self.holding(token).await?;
            let own = |access: &consentry_token::jwt::VerifiedAccess| access.app == asked.app.id;
            match holding.filter(|held| own(&held.access) && in_path(&asked, &held.tenant)) {
                None => None,
                // Whoever got it by a credential takes it back by one.
                Some(held)
                    if held.access.client != ClientProof::Public
                        && asked.client == ClientAuthenticated::Unproved =>
                {
                    return Err(asked.refuse(Refusal::SecretMissing { app: asked.app.id }));
                }
                Some(held) => held.access.session.map(|sid| FamilyId::from_uuid(sid.as_uuid())),
            }
        };
        if let Some(family) = family {
            let mut unit = self.store.unit().await?;
            unit.end_family(family, self.clock.now()).await?;
            unit.commit().await?;
            tracing::info!(%family, app = %asked.app.id, "a client revoked its tokens");
        }
        Ok(asked.cors())
    }
}
