//! The device authorization grant (RFC 8628): the codes, and their redemption.
//!
//! Closed unless an administrator opened it, since whoever talks a person into typing a code gets
//! his tokens (A31). The person's part is `device.rs` of the service.

use std::time::Duration;

use consentry_model::{Platform, Refusal, Secret};
use consentry_policy::{Attempt, Door, Proof, Renewal};
use consentry_store::{DeviceCode, DeviceState, StoreError, UserKey};
use consentry_token::opaque::{self, TokenHash, TokenKind};

use super::{
    Asked, TokenFailure, TokenRequest, Tokens, code::wants_refresh, issue::Grounds, refresh::Birth,
};
use crate::{
    Caller, Remembered, Service, ServiceError, Version, authorize::wanted, judge::Permitted,
};

/// How long a device waits for its person.
pub const DEVICE_CODE_LIFE: Duration = Duration::from_mins(15);
/// How long it waits between two questions.
pub const DEVICE_PAUSE: Duration = Duration::from_secs(5);
/// How much longer after each question that came too soon (RFC 8628 §3.5).
pub const DEVICE_PAUSE_MORE: Duration = Duration::from_secs(5);
/// How much earlier a question may come: clients count from the answer, we from the question.
const EARLY: Duration = Duration::from_millis(500);
/// Two devices in a billion share a user code; then another is drawn.
const DRAWS: usize = 4;

/// The answer of the device authorization endpoint.
#[derive(Debug, Clone)]
pub struct DeviceAuthorization {
    /// v1 or v2: v1 has numbers as strings.
    pub version: Version,
    /// For the device.
    pub device_code: Secret<String>,
    /// For the person.
    pub user_code: String,
    /// Where he types it.
    pub verification_uri: String,
    /// Seconds that it lives.
    pub expires_in: u64,
    /// Seconds between two questions.
    pub interval: u64,
}

impl Service {
    /// Begins a sign-in for a device.
    pub async fn device_authorization(
        &self,
        request: TokenRequest,
        caller: &Caller,
    ) -> Result<DeviceAuthorization, TokenFailure> {
        let asked = self.asked(request).await?;
        asked.client.require(&asked.app, None).map_err(|r| asked.refuse(r))?;
        let now = self.clock.now();
        let want = {
            let mut read = self.store.read().await?;
            if let Some(tenant) = asked.segment.tenant() {
                let open = read.device_grant(tenant.id, asked.app.id).await?;
                if open.is_none_or(|open| !open.at(now)) {
                    return Err(asked.refuse(Refusal::DeviceCodeClosed { app: asked.app.id }));
                }
            }
            wanted(&mut read, &asked.app, asked.request.version, asked.params()).await?
        };
        let remembered = Remembered {
            version: asked.request.version,
            want: want.map_err(|refusal| asked.refuse(refusal))?,
            platform: Platform::PublicClient,
            cp1: false,
            acr: false,
            kept: false,
        };
        for _ in 0..DRAWS {
            let (device_code, hash) = opaque::mint(TokenKind::Device, &*self.ids);
            let user_code = opaque::mint_user_code(&*self.ids);
            let row = DeviceCode {
                hash,
                user_code: TokenHash::of(&user_code),
                tenant: asked.segment.tenant().map(|tenant| tenant.id),
                app: asked.app.id,
                wanted: remembered.written()?,
                address: caller.address,
                created_at: now,
                expires_at: now.plus(DEVICE_CODE_LIFE),
                pause: DEVICE_PAUSE,
                state: DeviceState::Waiting,
                approval: None,
            };
            let mut unit = self.store.unit().await?;
            match unit.add_device_code(&row).await {
                Ok(()) => unit.commit().await?,
                Err(StoreError::Taken { .. }) => continue,
                Err(error) => return Err(error.into()),
            }
            return Ok(DeviceAuthorization {
                version: asked.request.version,
                device_code,
                user_code,
                verification_uri: self.origin.path("/devicelogin"),
                expires_in: DEVICE_CODE_LIFE.as_secs(),
                interval: DEVICE_PAUSE.as_secs(),
            });
        }
        Err(ServiceError::Record { what: "user code" }.into())
    }

    pub(super) async fn redeem_device(
        &self,
        asked: &Asked,
        caller: &Caller,
    ) -> Result<Tokens, TokenFailure> {
        asked.client.require(&asked.app, None).map_err(|r| asked.refuse(r))?;
        let params = asked.params();
        // v1 sends it as `code`.
        let sent = params.get("device_code").or_else(|| params.get("code"));
        let missing = || Refusal::ParameterMissing { name: "device_code".to_owned() };
        let sent = sent.ok_or_else(|| asked.refuse(missing()))?;
        let hash = TokenHash::of(sent);
        let found = self.store.read().await?.device_code(&hash).await?;
        let code = found.ok_or_else(|| asked.refuse(Refusal::DeviceUnknown))?;
        // BI-104: somebody else's question changes nothing.
        if code.app != asked.app.id {
            return Err(asked.refuse(Refusal::GrantInvalid));
        }
        self.check_device(asked, &code).await?;
        let approval = code.approval.ok_or(ServiceError::Record { what: "device code" })?;
        let remembered: Remembered = serde_json::from_str(&code.wanted)
            .map_err(|_| ServiceError::Record { what: "device code" })?;
        let tenant = self.tenant(approval.tenant).await?;
        let attempt = Attempt {
            door: Door::DeviceGrant,
            app: Some(code.app),
            user_name: approval.user.to_string(),
            want: remembered.want.clone(),
            renewal: Renewal::AsNeeded,
            proof: Proof::Grant {
                issued_at: approval.authenticated_at,
                held: asked.client.held(&approval.amr),
            },
        };
        let mut read = self.store.read().await?;
        let judged = self.judge(&mut read, &tenant, &attempt, UserKey::Id(approval.user)).await?;
        drop(read);
        let Permitted { mut unit, judged, allowed } = match self.permit(&tenant, judged).await? {
            Ok(permitted) => permitted,
            Err(judged) => return Err(self.refused_grant(asked, &tenant, judged, caller).await?),
        };
        if !unit.redeem_device_code(&hash).await? {
            return Err(asked.refuse(Refusal::DeviceUsed));
        }
        let refresh = if wants_refresh(remembered.version, &remembered.want.openid) {
            let birth = Birth {
                family: approval.family,
                tenant: approval.tenant,
                app: code.app,
                user: approval.user,
                platform: remembered.platform,
                request: code.wanted.clone(),
                session: approval.session,
                authenticated_at: approval.authenticated_at,
            };
            Some(self.first_refresh_token(&mut unit, birth, caller).await?)
        } else {
            None
        };
        unit.commit().await?;
        let user = judged.found.user.as_ref().ok_or(ServiceError::Record { what: "user" })?;
        let grounds = Grounds {
            asked,
            tenant: &tenant,
            user,
            want: &remembered.want,
            allowed: &allowed,
            family: approval.family,
            session: approval.session,
            remembered: &remembered,
            authenticated_at: approval.authenticated_at,
            nonce: None,
            refresh,
            platform: None,
            resource: judged.found.resource.as_deref(),
        };
        Ok(self.issue_for_user(grounds, caller)?)
    }

    /// Whether somebody has signed in for the device: tenant, use, answer, time, and how often it
    /// asks while it waits (BI-105).
    async fn check_device(&self, asked: &Asked, code: &DeviceCode) -> Result<(), TokenFailure> {
        let signed_in = code.approval.as_ref().map(|approval| approval.tenant);
        let tenant = signed_in.or(code.tenant);
        if let (Some(path), Some(tenant)) = (asked.segment.tenant(), tenant)
            && path.id != tenant
        {
            return Err(asked.refuse(Refusal::GrantOtherTenant));
        }
        let now = self.clock.now();
        let refusal = match code.state {
            DeviceState::Redeemed => Refusal::DeviceUsed,
            DeviceState::Declined => Refusal::DeviceDeclined,
            _ if code.expires_at <= now => Refusal::DeviceExpired,
            DeviceState::Approved => return Ok(()),
            DeviceState::Waiting => {
                let mut unit = self.store.unit().await?;
                let spans = (EARLY, DEVICE_PAUSE_MORE);
                let in_time = unit.poll_device_code(&code.hash, now, spans).await?;
                unit.commit().await?;
                if in_time { Refusal::DevicePending } else { Refusal::DeviceTooFast }
            }
        };
        Err(asked.refuse(refusal))
    }
}
