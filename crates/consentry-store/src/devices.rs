//! The registry of devices that fetched mail, one row for each user and device.

use consentry_model::{TenantId, Timestamp, UserId};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{
    Conn, StoreError, Unit,
    fields::{Fields, loggable},
};

/// A device of a user, as the protocol names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The tenant.
    pub tenant: TenantId,
    /// The user.
    pub user: UserId,
    /// The id that the device gives itself.
    pub device_id: String,
    /// The kind that it names: `iPhone`.
    pub device_type: String,
    /// Its user agent.
    pub user_agent: String,
    /// The model, once it told.
    pub model: Option<String>,
    /// The system, once it told.
    pub os: Option<String>,
    /// When it was first seen.
    pub first_seen: Timestamp,
    /// When it was last seen.
    pub last_seen: Timestamp,
}

impl FromRow for Device {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "devices");
        Ok(Self {
            tenant: fields.parse()?,
            user: fields.parse()?,
            device_id: fields.take()?,
            device_type: fields.take()?,
            user_agent: fields.take()?,
            model: fields.take()?,
            os: fields.take()?,
            first_seen: fields.time()?,
            last_seen: fields.time()?,
        })
    }
}

impl Conn {
    /// A user's devices, the last seen first.
    pub async fn devices(
        &mut self,
        tenant: TenantId,
        user: UserId,
    ) -> Result<Vec<Device>, StoreError> {
        let sql = "SELECT tenant, user_id, device_id, device_type, user_agent, model, os, \
                   first_seen, last_seen FROM devices WHERE tenant = $1 AND user_id = $2 \
                   ORDER BY last_seen DESC, device_id";
        self.list(sql, &[tenant.into(), user.into()]).await
    }
}

impl Unit {
    /// Notes that a device was seen. What it told before and is silent about now stays.
    pub async fn seen_device(&mut self, device: &Device) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO devices (tenant, user_id, device_id, device_type, user_agent, model, \
             os, first_seen, last_seen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (tenant, user_id, device_id) DO UPDATE SET \
             device_type = excluded.device_type, user_agent = excluded.user_agent, \
             model = coalesce(excluded.model, devices.model), \
             os = coalesce(excluded.os, devices.os), last_seen = excluded.last_seen",
            &[
                device.tenant.into(),
                device.user.into(),
                loggable(&device.device_id).into(),
                loggable(&device.device_type).into(),
                loggable(&device.user_agent).into(),
                device.model.as_deref().map(loggable).into(),
                device.os.as_deref().map(loggable).into(),
                device.first_seen.into(),
                device.last_seen.into(),
            ],
        )
        .await
        .map(drop)
    }
}
