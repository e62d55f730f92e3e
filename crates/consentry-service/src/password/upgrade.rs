//! A hash from elsewhere becomes one of the house's own when its owner signs in (ruling 35).

use consentry_model::{Secret, UserId};

use super::imported;
use crate::{Service, ServiceError};

impl Service {
    /// Replaces a hash that is not the house's own, after the password was found right. One
    /// conditional write: a password that was changed meanwhile stays.
    pub(crate) async fn upgrade_hash(
        &self,
        user: UserId,
        password: &Secret<String>,
        stored: &Secret<String>,
    ) -> Result<(), ServiceError> {
        if imported::is_house(stored.expose()) {
            return Ok(());
        }
        let hash = self.passwords.hash(password.clone(), &*self.ids).await?;
        let mut unit = self.store.unit().await?;
        if unit.upgrade_password_hash(user, stored, &hash).await? {
            unit.commit().await?;
        }
        Ok(())
    }
}
