//! The columns of a file with users, by their headings, and its rows.
//!
//! Headings are the names of Microsoft Graph, alone or as the bulk templates of the original
//! write them: `User name [userPrincipalName] Required`, below a line `version:v1.0`. Columns of
//! the templates that have no place here are named and left out; any other is refused.

use std::{collections::BTreeSet, io::Read, str::FromStr};

use consentry_model::{AccountState, Secret, Upn, UserKind};
use consentry_service::{FirstPassword, ImportProblem, ImportRow, NewUser, UserChange};
use consentry_token::opaque::TokenHash;
use csv::{StringRecord, StringRecordsIter};

/// A row, or everything that is wrong with it.
pub(super) type ReadRow = Result<Box<ImportRow>, Vec<ImportProblem>>;

/// Headings of the templates that say nothing to this directory.
const LEFT_OUT: &[&str] = &[
    "jobTitle",
    "department",
    "usageLocation",
    "streetAddress",
    "state",
    "country",
    "physicalDeliveryOfficeName",
    "city",
    "postalCode",
    "telephoneNumber",
    "mobile",
];

/// The longest given or family name and language, in characters.
const LONGEST_TEXT: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Upn,
    DisplayName,
    GivenName,
    Surname,
    Language,
    Enabled,
    /// The templates ask the other way round: "Block sign in".
    Blocked,
    Kind,
    OtherMail,
    Password,
    PasswordHash,
    Groups,
}

impl Column {
    const ALL: [(Self, &'static str, &'static [&'static str]); 12] = [
        (Self::Upn, "userPrincipalName", &["userprincipalname"]),
        (Self::DisplayName, "displayName", &["displayname"]),
        (Self::GivenName, "givenName", &["givenname"]),
        (Self::Surname, "surname", &["surname"]),
        (Self::Language, "preferredLanguage", &["preferredlanguage"]),
        (Self::Enabled, "accountEnabled", &["accountenabled"]),
        (Self::Blocked, "accountEnabled", &[]),
        (Self::Kind, "userType", &["usertype"]),
        (Self::OtherMail, "otherMail", &["othermail", "othermails"]),
        (Self::Password, "password", &["password", "passwordprofile"]),
        (Self::PasswordHash, "passwordHash", &["passwordhash"]),
        (Self::Groups, "groups", &["groups"]),
    ];

    fn of(heading: &str) -> Option<Self> {
        let name = bare(heading).to_ascii_lowercase();
        let (column, ..) = Self::ALL.into_iter().find(|(.., names)| names.contains(&&*name))?;
        let asks_to_block = heading.to_ascii_lowercase().contains("block sign in");
        Some(if column == Self::Enabled && asks_to_block { Self::Blocked } else { column })
    }

    fn name(self) -> &'static str {
        let mut found = Self::ALL.into_iter().filter(|(column, ..)| *column == self);
        found.next().map_or("", |(_, name, _)| name)
    }
}

/// `User name [userPrincipalName] Required` is `userPrincipalName`.
fn bare(heading: &str) -> &str {
    let inside = heading.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    inside.map_or(heading, |(inside, _)| inside).trim()
}

/// Which column is where.
#[derive(Debug)]
pub(super) struct Columns {
    places: Vec<Option<Column>>,
    /// What is worth knowing before anything is read.
    pub(super) notes: Vec<String>,
}

impl Columns {
    /// Reads the heading.
    pub(super) fn read<R: Read>(
        records: &mut StringRecordsIter<'_, R>,
    ) -> Result<Self, Vec<ImportProblem>> {
        let problem = |line, what| ImportProblem { line, column: "heading", what };
        let mut next = || match records.next() {
            Some(Ok(record)) => Ok(record),
            Some(Err(error)) => Err(vec![problem(line_of(&error), told(&error))]),
            None => Err(vec![problem(1, "the file is empty".to_owned())]),
        };
        let mut heading = next()?;
        if heading.get(0).is_some_and(|first| first.trim().starts_with("version:")) {
            heading = next()?;
        }
        let line = heading.position().map_or(1, csv::Position::line);
        let (mut places, mut notes, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for heading in &heading {
            let (column, name) = (Column::of(heading), bare(heading));
            if let Some(column) = column {
                if places.contains(&Some(column)) {
                    problems.push(problem(line, format!("the column `{name}` comes twice")));
                }
            } else if LEFT_OUT.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                notes.push(format!("the column `{name}` is left out: nothing here keeps it"));
            } else {
                let known: Vec<&str> = Column::ALL.iter().map(|(_, name, _)| *name).collect();
                let what = format!("`{name}` is no column; expected one of {}", known.join(", "));
                problems.push(problem(line, what));
            }
            places.push(column);
        }
        if !places.contains(&Some(Column::Upn)) {
            problems.push(problem(line, "the column `userPrincipalName` is missing".to_owned()));
        }
        if problems.is_empty() { Ok(Self { places, notes }) } else { Err(problems) }
    }

    /// A row. `seen` holds the sign-in names of the rows before, as hashes.
    pub(super) fn row(
        &self,
        record: csv::Result<StringRecord>,
        seen: &mut BTreeSet<TokenHash>,
    ) -> ReadRow {
        let record = record.map_err(|error| {
            vec![ImportProblem { line: line_of(&error), column: "row", what: told(&error) }]
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != self.places.len() {
            let what = format!(
                "the row has {} fields; expected {} as in the heading",
                record.len(),
                self.places.len()
            );
            return Err(vec![ImportProblem { line, column: "row", what }]);
        }
        let fields = self.places.iter().copied().zip(&record);
        let fields: Vec<(Column, &str)> =
            fields.filter_map(|(column, text)| Some((column?, text))).collect();
        let mut reading = Reading { line, fields, problems: Vec::new() };
        let row = reading.row(seen);
        match row {
            Some(row) if reading.problems.is_empty() => Ok(Box::new(row)),
            _ => Err(reading.problems),
        }
    }
}

struct Reading<'a> {
    line: u64,
    fields: Vec<(Column, &'a str)>,
    problems: Vec<ImportProblem>,
}

impl<'a> Reading<'a> {
    /// The trimmed text of a column; nothing if the file has it not.
    fn text(&self, wanted: Column) -> Option<&'a str> {
        let mut found = self.fields.iter().filter(|(column, _)| *column == wanted);
        found.next().map(|(_, text)| text.trim())
    }

    fn problem(&mut self, column: Column, what: impl Into<String>) {
        let what = what.into();
        self.problems.push(ImportProblem { line: self.line, column: column.name(), what });
    }

    /// A column that holds something of a type; nothing if it is empty or wrong.
    fn parsed<T: FromStr<Err: std::fmt::Display>>(&mut self, column: Column) -> Option<T> {
        let text = self.text(column).filter(|text| !text.is_empty())?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                // What stands where a hash or password is expected is told to nobody.
                let secret = matches!(column, Column::PasswordHash | Column::Password);
                let what = if secret { error.to_string() } else { format!("`{text}`: {error}") };
                self.problem(column, what);
                None
            }
        }
    }

    /// A name or a language; empty is nothing.
    fn short(&mut self, column: Column) -> Option<String> {
        let text = self.text(column)?;
        if text.chars().count() > LONGEST_TEXT || text.chars().any(char::is_control) {
            self.problem(column, "expected at most 256 characters on one line");
            return None;
        }
        Some(text.to_owned())
    }

    fn yes_or_no(&mut self, column: Column) -> Option<bool> {
        let text = self.text(column).filter(|text| !text.is_empty())?;
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => {
                self.problem(column, format!("`{text}`: expected true or false"));
                None
            }
        }
    }

    fn state(&mut self) -> Option<AccountState> {
        let enabled = self.yes_or_no(Column::Enabled);
        let enabled = enabled.or_else(|| self.yes_or_no(Column::Blocked).map(|blocked| !blocked));
        enabled.map(|on| if on { AccountState::Enabled } else { AccountState::Disabled })
    }

    fn kind(&mut self) -> UserKind {
        match self.text(Column::Kind).map(str::to_ascii_lowercase).as_deref() {
            None | Some("" | "member") => UserKind::Member,
            Some("guest") => UserKind::Guest,
            Some(_) => {
                self.problem(Column::Kind, "expected Member or Guest");
                UserKind::Member
            }
        }
    }

    fn password(&mut self) -> FirstPassword {
        // A password is not trimmed: blanks are part of it.
        let clear = self.fields.iter().find(|(column, _)| *column == Column::Password);
        let clear = clear.map(|(_, text)| *text).filter(|text| !text.is_empty());
        let hash = self.parsed(Column::PasswordHash);
        match (clear, hash) {
            (Some(_), Some(_)) => {
                self.problem(Column::Password, "expected a password or its hash, not both");
                FirstPassword::Nothing
            }
            (Some(clear), None) => FirstPassword::Chosen(Secret::new(clear.to_owned())),
            (None, Some(hash)) => FirstPassword::Imported(hash),
            (None, None) => FirstPassword::Nothing,
        }
    }

    fn row(&mut self, seen: &mut BTreeSet<TokenHash>) -> Option<ImportRow> {
        let upn: Option<Upn> = self.parsed(Column::Upn);
        match &upn {
            Some(upn) if !seen.insert(TokenHash::of(&upn.folded())) => {
                self.problem(Column::Upn, format!("`{upn}` stands in an earlier row too"));
            }
            None if self.text(Column::Upn).is_some_and(str::is_empty) => {
                self.problem(Column::Upn, "expected a sign-in name");
            }
            Some(_) | None => {}
        }
        let display_name = self.parsed(Column::DisplayName);
        let given_name = self.short(Column::GivenName);
        let family_name = self.short(Column::Surname);
        let language = self.short(Column::Language);
        let (state, kind, password) = (self.state(), self.kind(), self.password());
        let other_mail = self.parsed(Column::OtherMail);
        let mut groups = Vec::new();
        let named = self.text(Column::Groups).unwrap_or_default().split(';');
        for name in named.map(str::trim).filter(|name| !name.is_empty()) {
            match name.parse() {
                Ok(name) => groups.push(name),
                Err(error) => self.problem(Column::Groups, format!("`{name}`: {error}")),
            }
        }
        let named = NewUser::named(upn?).ok()?;
        let set = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let new = NewUser {
            display_name: display_name.clone().unwrap_or_else(|| named.display_name.clone()),
            given_name: set(&given_name),
            family_name: set(&family_name),
            language: set(&language),
            other_mail: other_mail.clone(),
            state: state.unwrap_or(AccountState::Enabled),
            kind,
            password,
            ..named
        };
        let has_mail = self.text(Column::OtherMail).is_some();
        let other_mail = has_mail.then_some(other_mail);
        let change = UserChange {
            state,
            display_name,
            given_name,
            family_name,
            language,
            other_mail,
            ..UserChange::default()
        };
        Some(ImportRow { line: self.line, new, change, groups })
    }
}

fn line_of(error: &csv::Error) -> u64 {
    error.position().map_or(0, csv::Position::line)
}

fn told(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "expected text in UTF-8".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::lines::Lines, *};

    /// What a file reads as: rows by their names, problems as they are told.
    fn read(file: &[u8]) -> Vec<String> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(Lines(file));
        let mut records = reader.records();
        let told = |problems: Vec<ImportProblem>| {
            let lines = problems.into_iter();
            lines.map(|found| format!("{} {}: {}", found.line, found.column, found.what))
        };
        let columns = match Columns::read(&mut records) {
            Ok(columns) => columns,
            Err(problems) => return told(problems).collect(),
        };
        let (mut seen, mut out) = (BTreeSet::new(), columns.notes.clone());
        for record in records {
            match columns.row(record, &mut seen) {
                Ok(row) => out.push(format!(
                    "{} {} \"{}\" {:?} {:?}",
                    row.line, row.new.upn, row.new.display_name, row.new.state, row.new.password
                )),
                Err(problems) => out.extend(told(problems)),
            }
        }
        out
    }

    #[test]
    fn files_as_spreadsheets_write_them() {
        let file = b"\xEF\xBB\xBFuserPrincipalName,displayName,accountEnabled\r\n\
                     adele@contoso.example,\"Brandt, Adele\",TRUE\r\n\
                     alex@contoso.example,\"Alex \"\"Al\"\" Moreau\",no\r\n";
        assert_eq!(
            read(file),
            [
                "2 adele@contoso.example \"Brandt, Adele\" Enabled Nothing",
                "3 alex@contoso.example \"Alex \"Al\" Moreau\" Disabled Nothing",
            ]
        );
    }

    #[test]
    fn the_original_s_template_asks_to_block() {
        let file = "version:v1.0\n\
                    Name [displayName] Required,User name [userPrincipalName] Required,\
                    Initial password [passwordProfile] Required,\
                    Block sign in (Yes/No) [accountEnabled] Required,Job title [jobTitle]\n\
                    Chris Green,chris@contoso.example,Blue-ladder-77,Yes,Marketing\n";
        let rows = read(file.as_bytes());
        assert_eq!(rows[0], "the column `jobTitle` is left out: nothing here keeps it");
        assert!(rows[1].starts_with("3 chris@contoso.example \"Chris Green\" Disabled Chosen"));
        assert!(!rows[1].contains("Blue-ladder-77"), "{rows:?}");
    }

    #[test]
    fn every_problem_is_told_by_line_and_column() {
        let heading =
            "userPrincipalName,displayName,accountEnabled,otherMail,passwordHash,password";
        let file = format!(
            "{heading}\n\
             adele,Adele,true,,,\n\
             ,Nobody,,,,\n\
             alex@contoso.example,Alex,perhaps,home,md5,\n\
             ALEX@contoso.example,Alex,,,,\n\
             x@contoso.example,X\n\
             y@contoso.example,Y,,,$2b$31${},secret-one\n",
            "a".repeat(53)
        );
        assert_eq!(
            read(file.as_bytes()),
            [
                "2 userPrincipalName: `adele`: a sign-in name has exactly one `@`",
                "3 userPrincipalName: expected a sign-in name",
                "4 accountEnabled: `perhaps`: expected true or false",
                "4 passwordHash: the hash is of no known kind; expected Argon2, bcrypt, PBKDF2, \
                 {SSHA}, {SSHA256}, {SSHA512} or sha512-crypt",
                "4 otherMail: `home`: a sign-in name has exactly one `@`",
                "5 userPrincipalName: `ALEX@contoso.example` stands in an earlier row too",
                "6 row: the row has 2 fields; expected 6 as in the heading",
                "7 passwordHash: the bcrypt hash costs too much to check; at most cost 13",
            ]
        );
    }

    #[test]
    fn a_heading_says_which_columns_there_are() {
        for (file, want) in [
            (&b""[..], "1 heading: the file is empty"),
            (b"displayName\nx\n", "1 heading: the column `userPrincipalName` is missing"),
            (
                b"userPrincipalName,userprincipalname\n",
                "1 heading: the column `userprincipalname` comes twice",
            ),
            (b"userPrincipalName,shoeSize\n", "1 heading: `shoeSize` is no column; expected"),
            (b"userPrincipalName\n\xff@contoso.example\n", "2 row: expected text in UTF-8"),
        ] {
            let found = read(file);
            assert!(found.iter().any(|line| line.starts_with(want)), "{want}: {found:?}");
        }
    }
}
