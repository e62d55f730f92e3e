//! `consentry user import-mail UPN PATH`.

use std::path::PathBuf;

use clap::Args;
use consentry_mailbox::Skipped;
use consentry_model::Upn;
use serde_json::json;

use crate::cli::{
    Exit, Terminal,
    desk::{ACTOR, Desk},
};

#[derive(Debug, Args)]
pub(super) struct ImportMailArgs {
    /// Whose mailbox.
    upn: Upn,
    /// A Maildir, an mbox file, a message, or a folder of `.eml` and `.txt` files.
    path: PathBuf,
}

impl ImportMailArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(Some(&self.upn)).await?;
        let done = desk.service.import_mail(&ACTOR, &tenant, &self.upn, &self.path).await?;
        let told = |skipped: &Skipped| json!({ "path": skipped.path, "reason": skipped.reason });
        let value = json!({
            "upn": self.upn,
            "messages": done.messages,
            "folders": done.folders,
            "skipped": done.skipped.iter().map(told).collect::<Vec<_>>(),
        });
        let mut lines = vec![format!(
            "{} messages in {} folders for {}",
            done.messages, done.folders, self.upn
        )];
        lines.extend(
            done.skipped.iter().map(|left| format!("left out: {}: {}", left.path, left.reason)),
        );
        desk.done(terminal, &value, lines.join("\n"))?;
        Ok(if done.skipped.is_empty() { Exit::Done } else { Exit::Partly })
    }
}
