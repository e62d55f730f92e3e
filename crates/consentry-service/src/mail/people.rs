//! The address list of a tenant, as mail clients search it.

use consentry_model::{AccountState, Tenant, User};
use consentry_store::Page;

use super::Admitted;
use crate::{Service, ServiceError};

/// Users that one search looks through at most.
const MOST_LOOKED_THROUGH: usize = 10_000;
/// Users that are read at a time.
const AT_ONCE: u32 = 500;

impl Service {
    /// The users of the own tenant whose name or address, or a word of it, begins with a text:
    /// at most `most`, in the order of their addresses.
    pub async fn people(
        &self,
        admitted: &Admitted,
        text: &str,
        most: usize,
    ) -> Result<Vec<User>, ServiceError> {
        let text = text.trim().to_lowercase();
        let tenant: &Tenant = &admitted.tenant;
        let mut found = Vec::new();
        if text.is_empty() {
            return Ok(found);
        }
        let (mut page, mut looked) = (Page::first(AT_ONCE), 0);
        while looked < MOST_LOOKED_THROUGH {
            let read = self.store.read().await?.users(tenant.id, page).await?;
            looked += read.rows.len();
            let next = read.next.clone();
            found.extend(read.rows.into_iter().filter(|user| is_meant(user, &text)));
            if found.len() >= most {
                break;
            }
            let Some(after) = next else { break };
            page = Page { limit: AT_ONCE, after: Some(after) };
        }
        found.truncate(most);
        Ok(found)
    }
}

fn is_meant(user: &User, text: &str) -> bool {
    let name = user.display_name.as_str().to_lowercase();
    let family = user.family_name.as_deref().unwrap_or_default().to_lowercase();
    let begins = name.starts_with(text)
        || name.split_whitespace().any(|word| word.starts_with(text))
        || family.starts_with(text)
        || user.upn.folded().starts_with(text);
    begins && user.state == AccountState::Enabled
}
