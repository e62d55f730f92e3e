//! Applications whose consents deserve a look: those that nobody uses, and risky ones.
//!
//! `GET /admin/reports/grants`; parameters `risky` and `unused` are the cursors of its tables,
//! `format` (`csv`).

use consentry_pages::{Frame, Shown};

use super::{
    AppLabel, Centre, Paging,
    apps::{Consented, Warned, WarningLine, warning_lines},
    centre_page,
};
use crate::pages::Day;

/// The report.
#[derive(Debug, Clone)]
pub struct GrantsReport {
    /// The frame.
    pub centre: Centre,
    /// Risky ones, a part of them.
    pub risky: Vec<ReportRow>,
    /// Unused ones, a part of them.
    pub unused: Vec<ReportRow>,
    /// How many there are: risky, unused.
    pub counts: [u64; 2],
    /// The parts beside each, in the same order.
    pub paging: [Paging; 2],
    /// All of it as CSV.
    pub csv: String,
}

/// An application of the report.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// Its page.
    pub href: String,
    /// Which, under the name that the tenant met it by.
    pub app: AppLabel,
    /// The name of its registration, where that is another one.
    pub registered: Option<Shown>,
    /// Who consented.
    pub consented: Consented,
    /// The last sign-in of anybody.
    pub last_used: Option<Day>,
    /// How many people signed in with it in the last 30 days.
    pub people: u64,
    /// Since when it is known in the tenant.
    pub known_since: Day,
    /// What deserves a look.
    pub warnings: Vec<Warned>,
    /// Where everything is taken back; nothing for who may not.
    pub revoke: Option<String>,
}

impl ReportRow {
    fn warning_lines(&self, frame: &Frame) -> Vec<WarningLine> {
        warning_lines(&self.warnings, frame)
    }
}

impl GrantsReport {
    /// The numbers at the top, each with its place below.
    fn tiles(&self) -> [(u64, &'static str, &'static str); 2] {
        let [risky, unused] = self.counts;
        [(risky, "admin-number-risky", "#risky"), (unused, "admin-number-unused", "#unused")]
    }

    fn risky_paging(&self) -> &Paging {
        let [risky, _] = &self.paging;
        risky
    }

    fn unused_paging(&self) -> &Paging {
        let [_, unused] = &self.paging;
        unused
    }
}

centre_page!(GrantsReport, "admin/report.html", super::Place::Grants);
