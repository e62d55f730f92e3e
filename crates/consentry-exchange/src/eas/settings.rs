//! Settings: device information, account information, out of office (MS-ASCMD 2.2.1.18).
//!
//! Nobody here sends automatic replies, so out of office is off, and to switch it on is refused
//! rather than promised.

use consentry_mailproto::eas::{
    CommonStatus, Message as _,
    settings::{
        Account, Oof, OofRequest, OofResponse, OofState, Request, Response, Status, UserInformation,
    },
};

use super::{
    provision::told,
    reply::{Reply, Stop, read},
    request::Session,
};

/// Answers Settings.
pub(super) async fn answer(session: &Session, body: &[u8]) -> Result<Reply, Stop> {
    let request: Request = read(body, |error| Response::new(error.into()).to_element())?;
    let mut response = Response::new(Status::Success);
    if let Some(device) = &request.device_information {
        told(session, device).await?;
        response.device_information = Some(Status::Success);
    }
    response.oof = request.oof.map(|asked| oof(&asked));
    response.user_information = request.user_information.then(|| user_information(session));
    response.device_password = request.device_password.then_some(Status::DeniedByPolicy);
    response.rights_management =
        request.rights_management.then_some(Status::Common(CommonStatus::IrmFeatureDisabled));
    Ok(Reply::message(&response))
}

fn oof(asked: &OofRequest) -> OofResponse {
    match asked {
        OofRequest::Get { .. } => {
            OofResponse { status: Status::Success, oof: Some(Oof::disabled()) }
        }
        OofRequest::Set(oof) if oof.state == OofState::Disabled => {
            OofResponse { status: Status::Success, oof: None }
        }
        OofRequest::Set(_) => OofResponse { status: Status::AccessDenied, oof: None },
    }
}

fn user_information(session: &Session) -> UserInformation {
    let user = &session.admitted.user;
    let address = user.upn.to_string();
    UserInformation {
        status: Status::Success,
        accounts: vec![Account {
            user_display_name: Some(user.display_name.to_string()),
            addresses: vec![address.clone()],
            primary_address: Some(address),
            ..Account::default()
        }],
    }
}
