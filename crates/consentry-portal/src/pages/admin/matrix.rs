//! Application × permission × kind of user: all applications as a picture, one application as a
//! table.
//!
//! `GET /admin/matrix`; parameters `app` (a client id), `permissions` (`all`), `q`, `after`,
//! `format` (`csv`).

use consentry_pages::{Audience, Frame, Line, Permission, Shown, lines};
use consentry_policy::{Checked, UserClass};
use consentry_service::MatrixPermissions;

use super::{
    AppLabel, Centre, Paging, centre_page,
    checked::{OUTCOMES, class_key, column_key},
    mark::Mark,
};

/// All applications.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// The frame.
    pub centre: Centre,
    /// The search as typed.
    pub search: String,
    /// Which permissions.
    pub permissions: MatrixPermissions,
    /// How often each outcome is there, of all applications that the search leaves.
    pub totals: Tally,
    /// The page's applications.
    pub rows: Vec<HeatRow>,
    /// The pages beside it.
    pub paging: Paging,
    /// The whole matrix as CSV.
    pub csv: String,
}

/// An application in the picture.
#[derive(Debug, Clone)]
pub struct HeatRow {
    /// Which.
    pub app: AppLabel,
    /// Its table.
    pub href: String,
    /// For each kind of user, in the order of [`UserClass::ALL`].
    pub cells: [Tally; 6],
}

/// How often each outcome is there, in the order of severity; zeros too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally(pub [u64; 5]);

/// One application.
#[derive(Debug, Clone)]
pub struct MatrixOfApp {
    /// The frame.
    pub centre: Centre,
    /// Which.
    pub app: AppLabel,
    /// Its client id.
    pub app_id: Shown,
    /// Its page, if the tenant has met it.
    pub app_href: Option<String>,
    /// Which permissions.
    pub permissions: MatrixPermissions,
    /// Permissions for which the same happens to everybody, together.
    pub groups: Vec<MatrixGroup>,
    /// The links between the permissions that it lists and all: listed, all.
    pub tabs: [String; 2],
    /// The table as CSV.
    pub csv: String,
}

/// Permissions of a resource for which the same happens.
#[derive(Debug, Clone)]
pub struct MatrixGroup {
    /// Whose permissions.
    pub resource: Shown,
    /// Which.
    pub permissions: Vec<Permission>,
    /// What happens, in the order of [`UserClass::ALL`].
    pub cells: [Checked; 6],
}

/// A piece of a bar.
struct Piece {
    tone: &'static str,
    from: u64,
    length: u64,
}

impl Tally {
    /// One more.
    pub fn count(&mut self, checked: Checked) {
        if let Some((_, times)) =
            OUTCOMES.into_iter().zip(&mut self.0).find(|(one, _)| *one == checked)
        {
            *times = times.saturating_add(1);
        }
    }

    fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Those that are there, the gravest last.
    fn present(&self) -> Vec<(Mark, u64)> {
        let all = OUTCOMES.into_iter().zip(self.0);
        all.filter(|(_, times)| *times > 0).map(|(one, times)| (one.into(), times)).collect()
    }

    /// The legend: each outcome and how often it is there.
    fn legend(&self) -> Vec<(Mark, String, u64)> {
        let all = OUTCOMES.into_iter().zip(self.0);
        all.map(|(one, times)| (one.into(), format!("admin-outcome-{one}.short"), times)).collect()
    }

    fn pieces(&self) -> Vec<Piece> {
        let mut from = 0;
        let mut pieces = Vec::new();
        for (mark, length) in self.present() {
            pieces.push(Piece { tone: mark.tone, from, length });
            from += length;
        }
        pieces
    }
}

/// The short words for each kind of user, and the whole ones, in the order of the columns.
pub(crate) fn classes() -> [(&'static str, &'static str); 6] {
    UserClass::ALL.map(|class| (column_key(class), class_key(class)))
}

impl HeatRow {
    /// Kind of user and tally, and whether it stands for all columns: where it is the same for
    /// everybody, it is told once.
    fn columns(&self) -> Vec<(&'static str, &Tally, bool)> {
        let [first, others @ ..] = &self.cells;
        if others.iter().all(|one| one == first) {
            return vec![("admin-class-everybody", first, true)];
        }
        classes()
            .into_iter()
            .zip(&self.cells)
            .map(|((key, _), tally)| (key, tally, false))
            .collect()
    }
}

impl MatrixGroup {
    fn columns(&self) -> Vec<(&'static str, Mark)> {
        classes().into_iter().zip(self.cells).map(|((key, _), cell)| (key, cell.into())).collect()
    }

    fn count(&self) -> u64 {
        u64::try_from(self.permissions.len()).unwrap_or(u64::MAX)
    }

    /// The permissions as sentences.
    fn told(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Organization, frame)
    }
}

impl Matrix {
    fn is_all(&self) -> bool {
        self.permissions == MatrixPermissions::All
    }
}

impl MatrixOfApp {
    fn is_all(&self) -> bool {
        self.permissions == MatrixPermissions::All
    }

    /// Each outcome that is there, with what it means.
    fn legend(&self) -> Vec<(Mark, String)> {
        let is_there = |one: &Checked| self.groups.iter().any(|group| group.cells.contains(one));
        let short = |one: Checked| format!("admin-outcome-{one}.short");
        OUTCOMES.into_iter().filter(is_there).map(|one| (one.into(), short(one))).collect()
    }
}

centre_page!(Matrix, "admin/matrix.html", super::Place::Matrix);
centre_page!(MatrixOfApp, "admin/matrix-of-app.html", super::Place::Matrix);
