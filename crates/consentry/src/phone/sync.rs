//! The mails of the Inbox, window by window (MS-ASCMD 2.2.1.21).

use consentry_mailproto::{
    client,
    eas::{
        BodyPreference, BodyType, CollectionId, Command, Email, SyncKey,
        sync::{Change, CollectionResponse, Response},
    },
};

use super::{
    mailbox::{Device, read},
    report::{Diary, MailLine, Outcome, StepName, Stop},
};

const STEP: StepName = StepName::Mail;
/// Mails in one answer.
const WINDOW: u32 = 100;
/// More windows than any mailbox of a phone needs.
const WINDOWS_MAX: usize = 1000;
/// A list shows the beginning of a mail.
const BODY_BEGINNING: u32 = 512;

/// Gets the whole folder.
pub(super) async fn sync(
    device: &Device<'_>,
    folder: CollectionId,
    diary: &mut Diary<'_>,
) -> Result<Vec<MailLine>, Stop> {
    let begin = client::begin_sync(folder.clone());
    let answer = device.command(STEP, Command::Sync, &begin).await?;
    let mut key = only(answer.code(), read::<Response>(STEP, &answer)?)?.sync_key;
    let mut mails = Vec::new();
    for window in 1..=WINDOWS_MAX {
        let (status, got) = next(device, folder.clone(), key.clone()).await?;
        let Some(got) = got else {
            diary.note(STEP, status, told(mails.len(), window));
            return Ok(mails);
        };
        mails.extend(got.changes.into_iter().filter_map(line_of));
        if !got.more_available {
            diary.note(STEP, status, told(mails.len(), window));
            return Ok(mails);
        }
        if got.sync_key == key {
            let detail = "more mails are announced under a key that does not move";
            return Err(Stop::new(STEP, status, Outcome::Error, detail));
        }
        key = got.sync_key;
    }
    Err(Stop::unanswered(STEP, "the mails do not come to an end"))
}

async fn next(
    device: &Device<'_>,
    folder: CollectionId,
    key: SyncKey,
) -> Result<(u16, Option<CollectionResponse>), Stop> {
    let body = BodyPreference {
        truncation_size: Some(BODY_BEGINNING),
        ..BodyPreference::whole(BodyType::Text)
    };
    let request = client::next_window(folder, key, WINDOW, body);
    let answer = device.command(STEP, Command::Sync, &request).await?;
    let read = client::read_sync(&answer.body).map_err(|error| {
        Stop::new(STEP, answer.code(), Outcome::Error, format!("unreadable answer: {error}"))
    })?;
    let got = read.map(|response| only(answer.code(), response)).transpose()?;
    Ok((answer.code(), got))
}

/// The answer for the one folder that was asked for.
fn only(status: u16, response: Response) -> Result<CollectionResponse, Stop> {
    let refused = |what: String| Stop::new(STEP, status, Outcome::Refused, what);
    match response {
        Response::Collections(all) => match all.into_iter().next() {
            Some(one) if one.status == consentry_mailproto::eas::sync::Status::Success => Ok(one),
            Some(one) => Err(refused(format!("the folder was refused ({:?})", one.status))),
            None => Err(refused("the answer holds no folder".to_owned())),
        },
        Response::Failure { status, .. } => Err(refused(format!("refused ({status:?})"))),
    }
}

fn told(mails: usize, windows: usize) -> String {
    let plural = if windows == 1 { "window" } else { "windows" };
    format!("{mails} mails in {windows} {plural}")
}

fn line_of(change: Change) -> Option<MailLine> {
    match change {
        Change::Add { item, .. } => Some(line(*item)),
        Change::Change { .. } | Change::Delete(_) | Change::SoftDelete(_) => None,
    }
}

fn line(item: Email) -> MailLine {
    MailLine {
        subject: item.subject.unwrap_or_default(),
        from: item.from.unwrap_or_default(),
        date: item.date_received.map(|at| at.to_string()).unwrap_or_default(),
    }
}
