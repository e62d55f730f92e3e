//! Keyed hashes of wrong passwords and of the names they were tried for (A28, A29).
//!
//! Nobody without the installation's key can tell from one which password or name is behind it, so
//! a stolen database does not help to guess. A wrong password of one account is hashed together
//! with the account and with what it was compared with: it is another one for another account, and
//! after the password was changed.

use std::fmt;

use aws_lc_rs::hmac;
use consentry_model::{Secret, TenantId};

use crate::{csrf::joined, opaque::TokenHash, seal::MasterKey};

/// The installation's key for what people typed wrong. Boxed: it is large, and moves with what
/// holds it.
pub struct GuessKey(Box<hmac::Key>);

/// Prints nothing of the key.
impl fmt::Debug for GuessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuessKey(…)")
    }
}

impl GuessKey {
    /// The key of an installation: every node that has the master key has this one too.
    pub fn derive(master: &MasterKey) -> Self {
        Self(Box::new(master.derive("wrong passwords")))
    }

    /// What stands for a folded sign-in name in a tenant, whether or not there is such a user.
    pub fn account(&self, tenant: Option<TenantId>, name: &str) -> TokenHash {
        let tenant = tenant.map(|id| id.to_string()).unwrap_or_default();
        self.hash(&["account", &tenant, name])
    }

    /// A wrong password of one account, as it was compared with what is stored of the right one.
    pub fn wrong(
        &self,
        account: &TokenHash,
        stored: Option<&Secret<String>>,
        password: &Secret<String>,
    ) -> TokenHash {
        let stored = stored.map(|hash| hash.expose().as_str()).unwrap_or_default();
        self.hash(&["wrong", &account.to_hex(), stored, password.expose()])
    }

    /// The same password, for whatever account it is tried.
    pub fn anywhere(&self, password: &Secret<String>) -> TokenHash {
        self.hash(&["anywhere", password.expose()])
    }

    fn hash(&self, parts: &[&str]) -> TokenHash {
        let tag = hmac::sign(&self.0, &joined(parts));
        let mut bytes = [0_u8; 32];
        for (to, from) in bytes.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        TokenHash::from_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use consentry_model::IdSource;

    use super::*;

    #[derive(Debug)]
    struct Fixed(u8);

    impl IdSource for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    fn key(of: u8) -> GuessKey {
        GuessKey::derive(&MasterKey::generate(&Fixed(of)).unwrap())
    }

    #[test]
    fn a029_hashes_differ_by_key_account_and_stored_password() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let (one, other) = (key(1), key(2));
        let adele = one.account(None, "adele@contoso.example");
        let alex = one.account(None, "alex@contoso.example");
        let (old, new) = (secret("$argon2id$old"), secret("$argon2id$new"));
        let typed = secret("Spring-2026!");
        let mut seen = vec![
            one.wrong(&adele, Some(&old), &typed),
            one.wrong(&adele, Some(&new), &typed),
            one.wrong(&adele, None, &typed),
            one.wrong(&adele, Some(&old), &secret("Spring-2027!")),
            one.wrong(&alex, Some(&old), &typed),
            other.wrong(&adele, Some(&old), &typed),
            one.anywhere(&typed),
            other.anywhere(&typed),
            adele,
            alex,
        ];
        assert_eq!(one.wrong(&adele, Some(&old), &typed), seen[0], "the same each time");
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }
}
