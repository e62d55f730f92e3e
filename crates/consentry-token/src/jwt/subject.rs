//! Pairwise subjects (OpenID Connect Core §8.1): `sub` differs from application to application.

use std::fmt;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use consentry_model::{AppId, Secret, TenantId, UserId};

use crate::seal::MasterKey;

/// What the key is derived for.
const PURPOSE: &str = "pairwise subjects";

/// The key of pairwise subjects: two applications cannot compare their users by `sub`.
pub struct PairwiseKey(hmac::Key);

/// Prints nothing of the key.
impl fmt::Debug for PairwiseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairwiseKey(…)")
    }
}

impl PairwiseKey {
    /// From a salt that is kept sealed. Subjects change with it, so it is never rotated.
    pub fn from_salt(salt: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, salt))
    }

    /// The key of an installation without a salt of its own: it follows from the master key.
    pub fn derive(master: &MasterKey) -> Self {
        Self(master.derive(PURPOSE))
    }

    /// The salt that gives the key which follows from this master key, to be kept sealed: so
    /// subjects stay when the master key changes.
    pub fn salt_of(master: &MasterKey) -> Secret<Vec<u8>> {
        Secret::new(master.derive_tag(PURPOSE).as_ref().to_vec())
    }

    /// The subject of a user at an application: 43 characters.
    pub fn subject(&self, tenant: TenantId, user: UserId, app: AppId) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(tenant.as_uuid().as_bytes());
        context.update(user.as_uuid().as_bytes());
        context.update(app.as_uuid().as_bytes());
        URL_SAFE_NO_PAD.encode(context.sign())
    }
}
