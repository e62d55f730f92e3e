//! Tokens whose signature was checked before, by their SHA-256, until they end.
//!
//! Only the signature is remembered: whether the token still counts is judged at every request.
//! Beside it stands for which doors and devices its success is in the log.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use consentry_model::Timestamp;
use consentry_token::{jwt::VerifiedAccess, opaque::TokenHash};

/// How many tokens are remembered; the first that came goes first.
const MOST: usize = 10_000;
/// How many log keys one token may have here; devices behind that ask the store.
const MOST_LOGGED: usize = 64;

/// The memory.
#[derive(Debug, Default)]
pub(crate) struct Verified(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    tokens: BTreeMap<TokenHash, Entry>,
    order: BTreeMap<u64, TokenHash>,
    next: u64,
}

#[derive(Debug)]
struct Entry {
    access: Arc<VerifiedAccess>,
    place: u64,
    logged: BTreeSet<String>,
}

impl Verified {
    /// A token that was checked before and has not ended.
    pub(crate) fn find(&self, hash: &TokenHash, now: Timestamp) -> Option<Arc<VerifiedAccess>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = held.tokens.get(hash)?;
        if !entry.access.has_ended(now) {
            return Some(Arc::clone(&entry.access));
        }
        let place = entry.place;
        held.tokens.remove(hash);
        held.order.remove(&place);
        None
    }

    /// Remembers a token.
    pub(crate) fn keep(&self, hash: TokenHash, access: Arc<VerifiedAccess>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while held.tokens.len() >= MOST {
            let Some((_, oldest)) = held.order.pop_first() else { break };
            held.tokens.remove(&oldest);
        }
        let place = held.next;
        held.next = held.next.saturating_add(1);
        let entry = Entry { access, place, logged: BTreeSet::new() };
        if let Some(before) = held.tokens.insert(hash, entry) {
            held.order.remove(&before.place);
        }
        held.order.insert(place, hash);
    }

    /// Whether a success is known to be in the log.
    pub(crate) fn is_logged(&self, hash: &TokenHash, key: &str) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.tokens.get(hash).is_some_and(|entry| entry.logged.contains(key))
    }

    /// Remembers that a success is in the log.
    pub(crate) fn note_logged(&self, hash: &TokenHash, key: &str) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = held.tokens.get_mut(hash)
            && entry.logged.len() < MOST_LOGGED
        {
            entry.logged.insert(key.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use consentry_model::{AppId, ScopeSet, Switch, TenantId, UserId};
    use consentry_token::jwt::{Bearer, ClientProof};
    use uuid::Uuid;

    use super::*;

    fn access(ends: i64) -> Arc<VerifiedAccess> {
        Arc::new(VerifiedAccess {
            tenant: TenantId::from_uuid(Uuid::nil()),
            bearer: Bearer::User(UserId::from_uuid(Uuid::nil())),
            app: AppId::from_uuid(Uuid::nil()),
            audience: String::new(),
            scopes: ScopeSet::new(),
            roles: ScopeSet::new(),
            issued_at: Timestamp::from_seconds(0),
            expires_at: Timestamp::from_seconds(ends),
            session: None,
            uti: String::new(),
            client: ClientProof::Public,
            password_based: Switch::On,
            claims_challenges: Switch::Off,
            kid: String::new(),
        })
    }

    #[test]
    fn a_token_is_remembered_until_it_ends() {
        let (verified, hash) = (Verified::default(), TokenHash::of("t"));
        verified.keep(hash, access(1_000));
        assert!(verified.find(&hash, Timestamp::from_seconds(999)).is_some());
        assert!(!verified.is_logged(&hash, "k"));
        verified.note_logged(&hash, "k");
        assert!(verified.is_logged(&hash, "k"));
        assert!(verified.find(&hash, Timestamp::from_seconds(2_000)).is_none());
        assert!(!verified.is_logged(&hash, "k"), "forgotten with the token");
    }

    #[test]
    fn the_memory_is_bounded() {
        let verified = Verified::default();
        for number in 0..=MOST {
            verified.keep(TokenHash::of(&number.to_string()), access(1_000));
        }
        let find = |text: &str| verified.find(&TokenHash::of(text), Timestamp::from_seconds(1));
        assert!(find("0").is_none());
        assert!(find("1").is_some() && find(&MOST.to_string()).is_some());
    }
}
