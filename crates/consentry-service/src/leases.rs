//! The right of this node to do a background job, for a time.

use std::time::Duration;

use consentry_model::Timestamp;

use crate::{Service, ServiceError};

impl Service {
    /// Takes or extends a lease; `false` while another node has it.
    pub(crate) async fn hold(
        &self,
        lease: &str,
        span: Duration,
        now: Timestamp,
    ) -> Result<bool, ServiceError> {
        let mut unit = self.store.unit().await?;
        let holder = self.mail.holder.to_string();
        let held = unit.take_lease(lease, &holder, now, now.plus(span)).await?;
        unit.commit().await?;
        Ok(held)
    }

    /// Gives a lease back.
    pub(crate) async fn let_go(&self, lease: &str) -> Result<(), ServiceError> {
        let mut unit = self.store.unit().await?;
        unit.release_lease(lease, &self.mail.holder.to_string()).await?;
        unit.commit().await?;
        Ok(())
    }
}
