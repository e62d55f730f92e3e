//! The device at the mailbox: versions, the policy in two steps, the list of folders
//! (MS-ASHTTP, MS-ASPROV, MS-ASCMD).

use aws_lc_rs::digest::{SHA256, digest};
use consentry_mailproto::{
    client,
    eas::{
        CollectionId, Command, Message, RequestLine, SyncKey, Version,
        folder_sync::{self, Change, FolderType},
        provision,
        request::{DeviceId, DeviceType},
    },
};
use consentry_model::Secret;
use reqwest::{Method, StatusCode};
use url::Url;

use super::{
    journey::Trip,
    report::{Diary, Outcome, StepName, Stop},
    web::{Answer, ask},
};

/// Letters and digits of a device's id.
const ID_LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// As long as Apple's.
const ID_LENGTH: usize = 26;

/// The device with what it has agreed on with the server.
pub(super) struct Device<'a> {
    trip: &'a Trip<'a>,
    door: &'a Url,
    authorization: Secret<String>,
    id: DeviceId,
    device_type: DeviceType,
    version: Version,
    policy_key: u32,
}

impl<'a> Device<'a> {
    /// Asks for the versions and takes the policy over.
    pub(super) async fn provision(
        trip: &'a Trip<'a>,
        door: &'a Url,
        authorization: Secret<String>,
        diary: &mut Diary<'_>,
    ) -> Result<Self, Stop> {
        const STEP: StepName = StepName::Provision;
        let broken = |error: &dyn std::fmt::Display| Stop::unanswered(STEP, error);
        let mut device = Self {
            trip,
            door,
            authorization,
            id: id_of(trip).parse().map_err(|error| broken(&error))?,
            device_type: trip.kind.device_type().parse().map_err(|error| broken(&error))?,
            version: Version::V14_1,
            policy_key: 0,
        };
        device.version = device.newest_version().await?;
        let (_, temporary) = device.policy(client::fetch_policy(trip.kind.information())).await?;
        device.policy_key = temporary;
        let (status, key) = device.policy(client::acknowledge_policy(temporary)).await?;
        device.policy_key = key;
        diary.note(STEP, status, format_args!("ActiveSync {}, policy applied", device.version));
        Ok(device)
    }

    async fn newest_version(&self) -> Result<Version, Stop> {
        const STEP: StepName = StepName::Provision;
        let request = self.trip.web.mail.request(Method::OPTIONS, self.door.clone());
        let request = request.header("authorization", self.authorization.expose());
        let answer = ask(STEP, request.header("x-ms-policykey", "0")).await?;
        admitted(STEP, &answer)?;
        let announced = answer.header("ms-asprotocolversions").unwrap_or_default();
        let versions = announced.split(',').filter_map(|version| version.parse().ok());
        versions.max().ok_or_else(|| {
            let detail = format!("no version in common; the server announces `{announced}`");
            Stop::new(STEP, answer.code(), Outcome::Error, detail)
        })
    }

    async fn policy(&self, request: provision::Request) -> Result<(u16, u32), Stop> {
        const STEP: StepName = StepName::Provision;
        let answer = self.command(STEP, Command::Provision, &request).await?;
        let response = read::<provision::Response>(STEP, &answer)?;
        let key = response.policy.as_ref().and_then(|policy| policy.key);
        key.map(|key| (answer.code(), key)).ok_or_else(|| {
            let detail = format!("no policy key came back (status {:?})", response.status);
            Stop::new(STEP, answer.code(), Outcome::Refused, detail)
        })
    }

    /// Lists the folders and returns the Inbox.
    pub(super) async fn folders(&self, diary: &mut Diary<'_>) -> Result<CollectionId, Stop> {
        const STEP: StepName = StepName::Folders;
        let request = client::list_folders(SyncKey::initial());
        let answer = self.command(STEP, Command::FolderSync, &request).await?;
        let changes = match read::<folder_sync::Response>(STEP, &answer)? {
            folder_sync::Response::Changes { changes, .. } => changes,
            folder_sync::Response::Failure(status) => {
                let detail = format!("the folders were refused ({status:?})");
                return Err(Stop::new(STEP, answer.code(), Outcome::Refused, detail));
            }
        };
        let mut inbox = None;
        let mut names = Vec::new();
        for change in changes {
            if let Change::Add(folder) = change {
                if folder.kind == FolderType::Inbox {
                    inbox = Some(folder.id);
                }
                names.push(folder.name);
            }
        }
        let Some(inbox) = inbox else {
            return Err(Stop::new(STEP, answer.code(), Outcome::Error, "there is no Inbox"));
        };
        let detail = format!("{} folders: {}", names.len(), names.join(", "));
        diary.note(STEP, answer.code(), detail);
        Ok(inbox)
    }

    /// Sends one command.
    pub(super) async fn command(
        &self,
        step: StepName,
        command: Command,
        request: &impl Message,
    ) -> Result<Answer, Stop> {
        let line = RequestLine {
            command,
            version: self.version,
            user: Some(self.trip.email.to_string()),
            device_id: self.id.clone(),
            device_type: self.device_type.clone(),
            policy_key: Some(self.policy_key),
            accept_multipart: false,
            locale: None,
            parameters: consentry_mailproto::eas::request::Parameters::default(),
        };
        let mut url = self.door.clone();
        url.set_query(Some(&line.to_plain_query()));
        let request = self
            .trip
            .web
            .mail
            .post(url)
            .header("authorization", self.authorization.expose())
            .header("content-type", "application/vnd.ms-sync.wbxml")
            .header("ms-asprotocolversion", self.version.as_str())
            .header("x-ms-policykey", self.policy_key.to_string())
            .body(request.to_wbxml());
        let answer = ask(step, request).await?;
        admitted(step, &answer)?;
        Ok(answer)
    }
}

/// Reads a body; one that is another message is an error of the server.
pub(super) fn read<M: Message>(step: StepName, answer: &Answer) -> Result<M, Stop> {
    M::from_wbxml(&answer.body).map_err(|error| {
        Stop::new(step, answer.code(), Outcome::Error, format!("unreadable answer: {error}"))
    })
}

fn admitted(step: StepName, answer: &Answer) -> Result<(), Stop> {
    let outcome = match answer.status {
        status if status.is_success() => return Ok(()),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Outcome::Refused,
        _ => Outcome::Error,
    };
    let detail = match answer.header("x-ms-diagnostics") {
        Some(diagnostics) => format!("not admitted: {diagnostics}"),
        None => "not admitted".to_owned(),
    };
    Err(Stop::new(step, answer.code(), outcome, detail))
}

/// The same device for the same account and kind, as a phone keeps its id.
fn id_of(trip: &Trip<'_>) -> String {
    let seed = format!("{}\n{}", trip.email.folded(), trip.kind.agent());
    let hash = digest(&SHA256, seed.as_bytes());
    let letters = hash.as_ref().iter().take(ID_LENGTH);
    letters
        .filter_map(|byte| ID_LETTERS.get(usize::from(byte % 32)))
        .map(|letter| char::from(*letter))
        .collect()
}
