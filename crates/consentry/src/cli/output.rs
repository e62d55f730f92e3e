//! What commands write: lines, tables of at most 100 columns, JSON, and complaints.

use std::{
    fmt,
    io::{self, BufRead, IsTerminal, Write},
};

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use consentry_model::PolicyId;
use serde::Serialize;

/// Wider tables are wrapped.
const WIDTH_MAX: u16 = 100;

/// How lists and single things are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

/// Where a command writes to and asks.
pub struct Terminal {
    out: Box<dyn Write + Send>,
    err: Box<dyn Write + Send>,
}

impl fmt::Debug for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Terminal")
    }
}

impl Terminal {
    /// Standard output and standard error.
    pub fn of_process() -> Self {
        Self { out: Box::new(io::stdout()), err: Box::new(io::stderr()) }
    }

    /// Other writers, for tests and for commands that play others.
    pub fn new(out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Self { out, err }
    }

    /// One line of the result.
    pub fn line(&mut self, line: impl fmt::Display) -> io::Result<()> {
        writeln!(self.out, "{line}")?;
        self.out.flush()
    }

    /// One line about how it goes, apart from the result.
    pub fn note(&mut self, line: impl fmt::Display) -> io::Result<()> {
        writeln!(self.err, "{line}")
    }

    /// An error with its causes.
    pub fn complain(&mut self, error: &anyhow::Error) -> io::Result<()> {
        writeln!(self.err, "error: {error:#}")
    }

    /// A value as indented JSON.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.out, value)?;
        writeln!(self.out)?;
        self.out.flush()
    }

    /// A table with a heading and a row for each thing.
    pub fn table<R>(&mut self, heading: &[&str], rows: R) -> io::Result<()>
    where
        R: IntoIterator,
        R::Item: IntoIterator<Item = String>,
    {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(WIDTH_MAX)
            .set_header(heading.iter().map(|title| title.to_uppercase()));
        for row in rows {
            table.add_row(row.into_iter().map(|cell| visible(&cell)));
        }
        keep_ids_whole(&mut table);
        for line in table.lines() {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        self.out.flush()
    }

    /// A secret: asked for without echo on a terminal, otherwise the first line of the input.
    pub fn secret(&mut self, question: &str) -> io::Result<String> {
        if io::stdin().is_terminal() {
            return rpassword::prompt_password(format!("{question}: "));
        }
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }
}

/// The blanks on either side of a cell.
const PADDING: usize = 2;

/// An id that is broken over two lines cannot be copied, so its column has room for it. Longer
/// neighbours in the same column still wrap, and leave the other columns theirs.
fn keep_ids_whole(table: &mut Table) {
    let length = |cell: &comfy_table::Cell| {
        let text = cell.content();
        is_id(&text).then(|| text.len().saturating_add(PADDING))
    };
    let widths: Vec<Option<usize>> = (0..table.column_count())
        .map(|column| {
            let cells = table.row_iter().filter_map(|row| row.cell_iter().nth(column));
            cells.filter_map(length).max()
        })
        .collect();
    for (column, width) in widths.into_iter().enumerate() {
        let width = width.and_then(|width| u16::try_from(width).ok());
        if let (Some(column), Some(width)) = (table.column_mut(column), width) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
    }
}

/// A GUID, or the id of a shipped policy.
fn is_id(text: &str) -> bool {
    text.parse::<uuid::Uuid>().is_ok()
        || text.parse::<PolicyId>().is_ok_and(|policy| policy.is_reserved())
}

/// Text from outside that cannot steer the terminal it is shown on.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Sheet(Arc<Mutex<Vec<u8>>>);

    impl Write for Sheet {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn tables_are_narrow_and_harmless() {
        let sheet = Sheet::default();
        let mut terminal = Terminal::new(Box::new(sheet.clone()), Box::new(io::sink()));
        let rows = [["a\u{1b}[31m".to_owned(), "word ".repeat(60)]];
        terminal.table(&["name", "text"], rows).unwrap();
        let text = String::from_utf8(sheet.0.lock().unwrap().clone()).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        assert!(text.contains(" NAME") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn an_id_stays_whole_and_a_long_neighbour_leaves_the_names_theirs() {
        let sheet = Sheet::default();
        let mut terminal = Terminal::new(Box::new(sheet.clone()), Box::new(io::sink()));
        let id = "b1a5c0de-4f2d-4e6a-8c3b-5a7d9e0f1c22";
        let rows = [
            ["client id".to_owned(), id.to_owned()],
            ["redirects".to_owned(), "https://app.example/callback ".repeat(20)],
        ];
        terminal.table(&["property", "value"], rows).unwrap();
        let text = String::from_utf8(sheet.0.lock().unwrap().clone()).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        assert!(text.contains(id) && text.contains("client id"), "{text}");
        assert!(text.contains("redirects") && text.contains("PROPERTY"), "{text}");
    }

    #[test]
    fn the_ids_of_shipped_policies_stay_whole_too() {
        let sheet = Sheet::default();
        let mut terminal = Terminal::new(Box::new(sheet.clone()), Box::new(io::sink()));
        let id = "microsoft-all-application-permissions-verified";
        let rows = [[id.to_owned(), "word ".repeat(20), "word ".repeat(20)]];
        terminal.table(&["policy", "name", "in use for"], rows).unwrap();
        let text = String::from_utf8(sheet.0.lock().unwrap().clone()).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        assert!(text.contains(id), "{text}");
    }
}
