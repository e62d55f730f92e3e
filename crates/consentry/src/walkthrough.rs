//! The story of `consentry demo --walkthrough`, one line a step.

use std::{path::Path, sync::Arc};

use consentry_service::Service;

use crate::cli::{Exit, Terminal};

/// Plays it against the running demo.
pub(crate) async fn play(
    _service: &Arc<Service>,
    _ca_file: &Path,
    terminal: &mut Terminal,
) -> anyhow::Result<Exit> {
    terminal.line("the story follows")?;
    Ok(Exit::Refused)
}
