//! Provision: the policy with a temporary key, then the final key (MS-ASPROV).
//!
//! The policy asks nothing of the device beyond what it does by itself, so every acknowledgement
//! counts.

use consentry_mailproto::eas::{
    DeviceInformation, Message as _,
    provision::{
        POLICY_TYPE, Policy, PolicyRequest, PolicyResponse, PolicyStatus, Request, Response, Status,
    },
};
use consentry_service::DeviceTold;

use super::{
    reply::{Reply, Stop, read},
    request::Session,
};

/// Answers Provision.
pub(super) async fn answer(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Request = read(body, |error| Response::new(Status::from(error)).to_element())?;
    let mut response = Response::new(Status::Success);
    if let Some(device) = &request.device_information {
        told(session, device).await?;
        response.device_information = Some(Status::Success);
    }
    response.policy = match request.policy {
        Some(PolicyRequest::Fetch { policy_type }) => Some(offer(session, policy_type).await?),
        Some(PolicyRequest::Acknowledge { policy_type, key, .. }) => {
            Some(confirm(session, policy_type, key).await?)
        }
        None if request.device_information.is_some() || request.remote_wipe.is_some() => None,
        None => return Ok(Reply::message(&Response::new(Status::ProtocolError))),
    };
    Ok(Reply::message(&response))
}

async fn offer(session: &Session, policy_type: String) -> Result<PolicyResponse, Stop> {
    if policy_type != POLICY_TYPE {
        return Ok(without_key(policy_type, PolicyStatus::UnknownPolicyType));
    }
    let key = fresh_key(session);
    session.service.mailboxes().offer_policy(session.owner(), &session.device, key).await?;
    Ok(PolicyResponse {
        policy_type,
        status: PolicyStatus::Success,
        key: Some(key),
        policy: Some(Policy::default()),
    })
}

async fn confirm(
    session: &Session,
    policy_type: String,
    temporary: u32,
) -> Result<PolicyResponse, Stop> {
    if policy_type != POLICY_TYPE {
        return Ok(without_key(policy_type, PolicyStatus::UnknownPolicyType));
    }
    let key = fresh_key(session);
    let mailboxes = session.service.mailboxes();
    let right = mailboxes.confirm_policy(session.owner(), &session.device, temporary, key).await?;
    if !right {
        return Ok(without_key(policy_type, PolicyStatus::WrongPolicyKey));
    }
    Ok(PolicyResponse { policy_type, status: PolicyStatus::Success, key: Some(key), policy: None })
}

fn without_key(policy_type: String, status: PolicyStatus) -> PolicyResponse {
    PolicyResponse { policy_type, status, key: None, policy: None }
}

/// Never 0, which means "none".
fn fresh_key(session: &Session) -> u32 {
    let mut bytes = [0_u8; 4];
    session.service.ids().fill(&mut bytes);
    u32::from_le_bytes(bytes).max(1)
}

/// Keeps what a device tells about itself, with its mailbox and in the registry.
pub(super) async fn told(session: &Session, device: &DeviceInformation) -> Result<(), Stop> {
    let info = serde_json::json!({
        "model": device.model,
        "imei": device.imei,
        "friendly_name": device.friendly_name,
        "os": device.os,
        "os_language": device.os_language,
        "phone_number": device.phone_number,
        "user_agent": device.user_agent,
        "mobile_operator": device.mobile_operator,
    });
    let (mailboxes, owner) = (session.service.mailboxes(), session.owner());
    mailboxes.set_device_info(owner, &session.device, &info.to_string()).await?;
    let told = DeviceTold {
        model: device.model.clone(),
        os: device.os.clone(),
        user_agent: device.user_agent.clone(),
    };
    session.service.device_told(&session.admitted, &told, &session.caller).await?;
    Ok(())
}
