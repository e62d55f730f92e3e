//! Enterprise applications: the list, one application with everything about it, what asks before
//! something is taken away, what was deleted.
//!
//! Whoever reads the admin centre may look at them; forms are there for those whose role may
//! manage applications.

mod confirm;
mod deleted;
mod detail;
mod list;
mod permissions;
mod state;

pub use confirm::{Confirm, Taking};
pub use deleted::{Deleted, DeletedRow};
pub use detail::{
    AppDetail, Blocked, ListForm, ListKind, Listed, ListedRow, Origin, Properties, Turned, Undo,
};
pub use list::{AppFilter, AppRow, Apps};
pub use permissions::{ForEverybody, Granted, PersonRow, Warned};
pub(super) use permissions::{WarningLine, warning_lines};
pub use state::{Consented, Switches};
