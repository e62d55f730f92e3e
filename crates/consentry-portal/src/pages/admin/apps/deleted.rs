//! What was deleted and can be restored. `GET /admin/applications/deleted`; restoring posts to the
//! application.

use consentry_model::{AppId, Switch};

use crate::pages::{
    Day,
    admin::{AppLabel, Centre, centre_page, settings::Changing},
};

/// The deleted applications.
#[derive(Debug, Clone)]
pub struct Deleted {
    /// The frame.
    pub centre: Centre,
    /// Who may restore.
    pub changing: Changing,
    /// The last one first.
    pub rows: Vec<DeletedRow>,
}

/// One of them.
#[derive(Debug, Clone)]
pub struct DeletedRow {
    /// Its client id.
    pub id: AppId,
    /// Its name in the tenant.
    pub app: AppLabel,
    /// When it was deleted.
    pub deleted_on: Day,
    /// Until when it can be restored.
    pub until: Day,
    /// It has come back by itself since.
    pub here_again: Switch,
}

centre_page!(Deleted, "admin/apps/deleted.html", crate::pages::admin::Place::Applications);
