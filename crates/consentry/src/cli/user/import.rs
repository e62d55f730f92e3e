//! `consentry user import FILE.csv`: users in bulk, with a dry run that names every problem by
//! line and column.
//!
//! The file is read as a stream, a batch at a time, so its size costs no memory; a batch is
//! written whole or not at all. What has been done stays done, and a second run is harmless.

mod columns;
mod lines;

use std::{collections::BTreeSet, fs::File, io::BufReader, path::PathBuf};

use anyhow::Context as _;
use clap::Args;
use consentry_model::Tenant;
use consentry_service::{ImportCount, ImportProblem, ImportRow, WhoIsThere};
use serde_json::{Value, json};

use self::{
    columns::{Columns, ReadRow},
    lines::Lines,
};
use crate::cli::{
    Exit, Format, Terminal,
    desk::{ACTOR, Desk},
    output::visible,
};

/// Rows of one unit of work.
const BATCH: usize = 200;
/// Problems that an answer in JSON holds; the others are counted.
const MOST_TOLD: usize = 10_000;
/// The largest file, in bytes: a quote that is never closed makes one field of all that follows.
const LARGEST_FILE: u64 = 512 * 1024 * 1024;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// A CSV file with a heading. Columns: userPrincipalName, displayName, givenName, surname,
    /// preferredLanguage, accountEnabled, userType, otherMail, password or passwordHash, groups
    /// (separated by `;`). Only the first is needed.
    file: PathBuf,
    /// Change nothing: say what is wrong, by line and column, and what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Give users who are there what the file says, but for their passwords.
    #[arg(long)]
    update: bool,
}

/// How it goes.
#[derive(Debug, Default)]
struct Run {
    count: ImportCount,
    /// Rows that were read.
    rows: u64,
    /// Rows that were not written because of their batch's problems.
    left_out: u64,
    problems: u64,
    told: Vec<Value>,
}

impl ImportArgs {
    pub(super) async fn run(self, desk: &Desk, terminal: &mut Terminal) -> anyhow::Result<Exit> {
        let tenant = desk.tenant_of(None).await?;
        let shown = self.file.display();
        let file = File::open(&self.file).with_context(|| format!("cannot open {shown}"))?;
        let size = file.metadata().with_context(|| format!("cannot read {shown}"))?.len();
        anyhow::ensure!(size <= LARGEST_FILE, "{shown} is larger than 512 MiB; split it");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Lines(BufReader::new(file)));
        let mut records = reader.records();
        let mut run = Run::default();
        let columns = match Columns::read(&mut records) {
            Ok(columns) => columns,
            Err(problems) => {
                run.tell(desk, terminal, &problems)?;
                return run.end(desk, terminal, self.dry_run);
            }
        };
        for note in &columns.notes {
            terminal.note(format_args!("note: {note}"))?;
        }
        let (mut seen, mut batch) = (BTreeSet::new(), Vec::new());
        for record in records {
            batch.push(columns.row(record, &mut seen));
            if batch.len() == BATCH {
                let rows = std::mem::take(&mut batch);
                self.batch((desk, terminal), &tenant, rows, &mut run).await?;
            }
        }
        if !batch.is_empty() {
            self.batch((desk, terminal), &tenant, batch, &mut run).await?;
        }
        run.end(desk, terminal, self.dry_run)
    }

    async fn batch(
        &self,
        (desk, terminal): (&Desk, &mut Terminal),
        tenant: &Tenant,
        read: Vec<ReadRow>,
        run: &mut Run,
    ) -> anyhow::Result<()> {
        let size = u64::try_from(read.len()).unwrap_or(u64::MAX);
        run.rows = run.rows.saturating_add(size);
        let mut problems = Vec::new();
        let mut rows: Vec<ImportRow> = Vec::new();
        for row in read {
            match row {
                Ok(row) => rows.push(*row),
                Err(found) => problems.extend(found),
            }
        }
        problems.extend(desk.service.check_import(tenant, &rows).await?);
        problems.sort_by_key(|problem| problem.line);
        run.tell(desk, terminal, &problems)?;
        let there = if self.update { WhoIsThere::IsUpdated } else { WhoIsThere::Stays };
        if self.dry_run {
            let bad: BTreeSet<u64> = problems.iter().map(|problem| problem.line).collect();
            rows.retain(|row| !bad.contains(&row.line));
            let count = desk.service.count_import(tenant, &rows, there).await?;
            run.count = run.count.and(count);
        } else if problems.is_empty() {
            let count = desk.service.import_batch(&ACTOR, tenant, &rows, there).await?;
            run.count = run.count.and(count);
        } else {
            run.left_out = run.left_out.saturating_add(size);
        }
        Ok(())
    }
}

impl Run {
    fn tell(
        &mut self,
        desk: &Desk,
        terminal: &mut Terminal,
        problems: &[ImportProblem],
    ) -> anyhow::Result<()> {
        for ImportProblem { line, column, what } in problems {
            self.problems = self.problems.saturating_add(1);
            match desk.format() {
                Format::Table => {
                    terminal.line(format_args!("line {line}, {column}: {}", visible(what)))?;
                }
                Format::Json if self.told.len() < MOST_TOLD => {
                    self.told.push(json!({ "line": line, "column": column, "what": what }));
                }
                Format::Json => {}
            }
        }
        Ok(())
    }

    fn end(self, desk: &Desk, terminal: &mut Terminal, dry: bool) -> anyhow::Result<Exit> {
        let ImportCount { added, updated, unchanged } = self.count;
        let value = json!({
            "dry_run": dry,
            "rows": self.rows,
            "added": added,
            "updated": updated,
            "unchanged": unchanged,
            "left_out": self.left_out,
            "problems": self.problems,
            "problem_list": self.told,
        });
        let did = if dry { "would be added" } else { "added" };
        let mut line = format!(
            "{} rows: {added} {did}, {updated} updated, {unchanged} there already, {} problems",
            self.rows, self.problems
        );
        if self.left_out > 0 {
            line.push_str("; ");
            line.push_str(&self.left_out.to_string());
            line.push_str(" rows left out with their batches of ");
            line.push_str(&BATCH.to_string());
        }
        desk.done(terminal, &value, line)?;
        let something = added.saturating_add(updated).saturating_add(unchanged) > 0;
        Ok(match (self.problems > 0, dry, something) {
            (false, ..) => Exit::Done,
            (true, false, true) => Exit::Partly,
            (true, ..) => Exit::Refused,
        })
    }
}
