//! A device's row: its policy keys, what it says of itself, its cached requests.
//!
//! The texts are the face's own; they are kept as they are.

use consentry_model::Timestamp;
use consentry_sql::{Arg, FromRow, Row, SqlError};

use crate::error::MailError;
use crate::id::{DeviceId, Owner};
use crate::store::Mailboxes;

/// The time of the last request is written at most this often.
const SEEN_MILLIS: i64 = 60_000;

/// The two keys of provisioning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PolicyKeys {
    /// Given out, not acknowledged yet.
    pub temporary: Option<u32>,
    /// Acknowledged: what commands must carry.
    pub active: Option<u32>,
}

/// A device as it was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What it calls its kind: `iPhone`.
    pub kind: String,
    /// Its first request.
    pub first_seen: Timestamp,
    /// Its last request, to about a minute.
    pub last_seen: Timestamp,
    /// The keys of provisioning.
    pub policy: PolicyKeys,
    /// What it said of itself.
    pub info: String,
    /// Its last complete Ping.
    pub ping: Option<String>,
    /// Its last complete Sync.
    pub last_sync: Option<Vec<u8>>,
}

macro_rules! device {
    ($rest:literal) => {
        concat!(
            "SELECT device, kind, first_seen, last_seen, policy_temporary, policy_final, info, ",
            "ping, last_sync FROM eas_device WHERE mailbox = $1 ",
            $rest
        )
    };
}

impl FromRow for Device {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let id: String = row.get(0)?;
        let key = |index| -> Result<Option<u32>, SqlError> {
            let stored: Option<i64> = row.get(index)?;
            let read = stored.map(u32::try_from).transpose();
            read.map_err(|why| SqlError::corrupt("eas_device", &id, why))
        };
        let policy = PolicyKeys { temporary: key(4)?, active: key(5)? };
        Ok(Self {
            kind: row.get(1)?,
            first_seen: Timestamp::from_millis(row.get(2)?),
            last_seen: Timestamp::from_millis(row.get(3)?),
            policy,
            info: row.get(6)?,
            ping: row.get(7)?,
            last_sync: row.get(8)?,
            id: id.parse().map_err(|why| SqlError::corrupt("eas_device", &id, why))?,
        })
    }
}

impl Mailboxes {
    /// A device, if it was ever seen.
    pub async fn device(&self, owner: Owner, id: &DeviceId) -> Result<Option<Device>, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db().read().await?;
        let args = [mailbox.into(), id.as_str().into()];
        Ok(reader.one(device!("AND device = $2"), &args).await?)
    }

    /// All devices of a mailbox, by id.
    pub async fn devices(&self, owner: Owner) -> Result<Vec<Device>, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut reader = self.db().read().await?;
        Ok(reader.all(device!("ORDER BY device"), &[mailbox.into()]).await?)
    }

    /// Notes that a device asks for something, and returns what is known of it. Its first request
    /// makes its row.
    pub async fn device_seen(
        &self,
        owner: Owner,
        id: &DeviceId,
        kind: &str,
        now: Timestamp,
    ) -> Result<Device, MailError> {
        loop {
            if let Some(mut device) = self.device(owner, id).await? {
                if now.millis().saturating_sub(device.last_seen.millis()) >= SEEN_MILLIS {
                    let sql = "UPDATE eas_device SET last_seen = $3 \
                               WHERE mailbox = $1 AND device = $2";
                    self.set(owner, id, sql, now.millis().into()).await?;
                    device.last_seen = now;
                }
                return Ok(device);
            }
            let mailbox = self.mailbox(owner).await?;
            let mut unit = self.db().unit().await?;
            let kind = crate::mime::column(kind);
            unit.run(
                "INSERT INTO eas_device (mailbox, device, kind, first_seen, last_seen, info, \
                 folder_counter) VALUES ($1, $2, $3, $4, $4, '', 0) ON CONFLICT DO NOTHING",
                &[mailbox.into(), id.as_str().into(), (&kind).into(), now.millis().into()],
            )
            .await?;
            unit.commit().await?;
        }
    }

    /// Gives a device a temporary policy key, in place of any other.
    pub async fn offer_policy(
        &self,
        owner: Owner,
        id: &DeviceId,
        temporary: u32,
    ) -> Result<(), MailError> {
        let sql = "UPDATE eas_device SET policy_temporary = $3 WHERE mailbox = $1 AND device = $2";
        self.set(owner, id, sql, i64::from(temporary).into()).await.map(drop)
    }

    /// Replaces the temporary policy key by the final one; `false` if it was another.
    pub async fn confirm_policy(
        &self,
        owner: Owner,
        id: &DeviceId,
        temporary: u32,
        active: u32,
    ) -> Result<bool, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut unit = self.db().unit().await?;
        let args = [
            mailbox.into(),
            id.as_str().into(),
            i64::from(temporary).into(),
            i64::from(active).into(),
        ];
        let sql = "UPDATE eas_device SET policy_temporary = NULL, policy_final = $4 \
                   WHERE mailbox = $1 AND device = $2 AND policy_temporary = $3";
        let won = unit.run(sql, &args).await? == 1;
        unit.commit().await?;
        Ok(won)
    }

    /// Takes back both policy keys, so that the device has to provision again.
    pub async fn revoke_policy(&self, owner: Owner, id: &DeviceId) -> Result<(), MailError> {
        let sql = "UPDATE eas_device SET policy_temporary = NULL, policy_final = $3 \
                   WHERE mailbox = $1 AND device = $2";
        self.set(owner, id, sql, Arg::Int(None)).await.map(drop)
    }

    /// Keeps what a device says of itself.
    pub async fn set_device_info(
        &self,
        owner: Owner,
        id: &DeviceId,
        info: &str,
    ) -> Result<(), MailError> {
        let sql = "UPDATE eas_device SET info = $3 WHERE mailbox = $1 AND device = $2";
        self.set(owner, id, sql, info.into()).await.map(drop)
    }

    /// Keeps a device's last complete Ping, for the next empty one.
    pub async fn set_ping(
        &self,
        owner: Owner,
        id: &DeviceId,
        ping: Option<&str>,
    ) -> Result<(), MailError> {
        let sql = "UPDATE eas_device SET ping = $3 WHERE mailbox = $1 AND device = $2";
        self.set(owner, id, sql, ping.into()).await.map(drop)
    }

    /// Keeps a device's last complete Sync, for the next empty one.
    pub async fn set_last_sync(
        &self,
        owner: Owner,
        id: &DeviceId,
        request: Option<&[u8]>,
    ) -> Result<(), MailError> {
        let sql = "UPDATE eas_device SET last_sync = $3 WHERE mailbox = $1 AND device = $2";
        self.set(owner, id, sql, request.into()).await.map(drop)
    }

    /// Forgets a device with all that it has seen; `false` if it was not known.
    pub async fn forget_device(&self, owner: Owner, id: &DeviceId) -> Result<bool, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let args = [mailbox.into(), id.as_str().into()];
        let mut unit = self.db().unit().await?;
        unit.run("DELETE FROM eas_done WHERE mailbox = $1 AND device = $2", &args).await?;
        unit.run("DELETE FROM eas_collection WHERE mailbox = $1 AND device = $2", &args).await?;
        let sql = "DELETE FROM eas_device WHERE mailbox = $1 AND device = $2";
        let known = unit.run(sql, &args).await? == 1;
        unit.commit().await?;
        Ok(known)
    }

    async fn set(
        &self,
        owner: Owner,
        id: &DeviceId,
        sql: &'static str,
        value: Arg<'_>,
    ) -> Result<bool, MailError> {
        let mailbox = self.mailbox(owner).await?;
        let mut unit = self.db().unit().await?;
        let set = unit.run(sql, &[mailbox.into(), id.as_str().into(), value]).await? == 1;
        unit.commit().await?;
        Ok(set)
    }
}
