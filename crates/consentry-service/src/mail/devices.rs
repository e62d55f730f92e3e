//! The registry of devices: written when a device comes in with a new proof, and when it tells
//! about itself.

use consentry_mailbox::Owner;
use consentry_store::{Device, SignIn};

use super::{Admitted, MailClient};
use crate::{Caller, Service, ServiceError};

/// What a device tells about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceTold {
    /// Its model.
    pub model: Option<String>,
    /// Its system.
    pub os: Option<String>,
    /// Its mail program, where that is not the one of its requests.
    pub user_agent: Option<String>,
}

impl Service {
    /// Writes the row of a success and the device it came from, once.
    pub(super) async fn log_entry(
        &self,
        key: &str,
        row: &SignIn,
        owner: Owner,
        client: &MailClient,
        caller: &Caller,
    ) -> Result<(), ServiceError> {
        if self.store.read().await?.success_logged(key).await? {
            return Ok(());
        }
        let mut unit = self.store.unit().await?;
        unit.log_success_once(key, row).await?;
        if let Some(device) = self.device_row(owner, client, caller, &DeviceTold::default()) {
            unit.seen_device(&device).await?;
        }
        unit.commit().await?;
        Ok(())
    }

    /// Keeps what a device told about itself.
    pub async fn device_told(
        &self,
        admitted: &Admitted,
        told: &DeviceTold,
        caller: &Caller,
    ) -> Result<(), ServiceError> {
        let row = self.device_row(admitted.owner, &admitted.client, caller, told);
        let Some(device) = row else { return Ok(()) };
        let mut unit = self.store.unit().await?;
        unit.seen_device(&device).await?;
        unit.commit().await?;
        Ok(())
    }

    fn device_row(
        &self,
        owner: Owner,
        client: &MailClient,
        caller: &Caller,
        told: &DeviceTold,
    ) -> Option<Device> {
        let (device, now) = (client.device.as_ref()?, self.clock.now());
        let user_agent = match &told.user_agent {
            Some(program) => Caller::clean_user_agent(program),
            None => caller.user_agent.clone(),
        };
        Some(Device {
            tenant: owner.tenant,
            user: owner.user,
            device_id: device.id.clone(),
            device_type: device.kind.clone(),
            user_agent,
            model: told.model.clone(),
            os: told.os.clone(),
            first_seen: now,
            last_seen: now,
        })
    }
}
