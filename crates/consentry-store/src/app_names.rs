//! What applications are and were called, by what the names look like (A58).
//!
//! One row for each name an application has or had; the facts of an attempt find by key whether
//! an unverified application's name looks like a verified one's.

use std::collections::{BTreeMap, BTreeSet};

use consentry_model::{AppId, Application, Switch, look_alike::skeletons};
use consentry_sql::{FromRow, Row, SqlError};

use crate::{Conn, Store, StoreError, Unit, conditions::Conditions, fields::Fields};

/// The setting that tells that applications of an older directory have their names here.
const NAMED: &str = "application-names";
/// Grows with the way in which skeletons are made.
const VERSION: &str = "2";

impl Store {
    /// Names the applications of a directory that is older than this table, or than the present
    /// way of making skeletons.
    pub(crate) async fn name_applications(&self) -> Result<(), StoreError> {
        let is_named = |held: Option<String>| held.as_deref() == Some(VERSION);
        if is_named(self.read().await?.setting(NAMED).await?) {
            return Ok(());
        }
        let mut unit = self.unit().await?;
        unit.lock(NAMED).await?;
        if is_named(unit.setting(NAMED).await?) {
            return Ok(());
        }
        for app in unit.applications().await? {
            unit.write_app_names(&app).await?;
        }
        unit.set_setting(NAMED, VERSION).await?;
        unit.commit().await
    }
}

impl Unit {
    /// Writes the names of an application anew.
    pub(crate) async fn write_app_names(&mut self, app: &Application) -> Result<(), StoreError> {
        let id = app.id.to_string();
        self.run("DELETE FROM app_names WHERE app = $1", &[(&id).into()]).await?;
        let names = std::iter::once(&app.name).chain(&app.former_names);
        let all: BTreeSet<String> = names.flat_map(|name| skeletons(name.as_str())).collect();
        let verified = app.publisher.as_ref().is_some_and(|publisher| publisher.verified);
        for skeleton in all {
            let sql = "INSERT INTO app_names (app, skeleton, owner, verified) \
                       VALUES ($1, $2, $3, $4)";
            let args =
                &[(&id).into(), skeleton.into(), app.owner.into(), Switch::from(verified).into()];
            self.run(sql, args).await?;
        }
        Ok(())
    }
}

struct LookAlike(AppId, String);

impl FromRow for LookAlike {
    fn from_row(row: &Row<'_>) -> Result<Self, SqlError> {
        let mut fields = Fields::of(row, "app_names");
        Ok(Self(fields.parse()?, fields.take()?))
    }
}

impl Conn {
    /// Those of some applications whose names look like verified ones', with those.
    pub async fn look_alikes(
        &mut self,
        apps: impl IntoIterator<Item = AppId>,
    ) -> Result<BTreeMap<AppId, String>, StoreError> {
        let apps: BTreeSet<AppId> = apps.into_iter().collect();
        if apps.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut list = Conditions::of(
            "SELECT mine.app, o.name FROM app_names mine \
             JOIN app_names other ON other.skeleton = mine.skeleton \
             AND other.verified = 1 AND other.owner <> mine.owner \
             JOIN applications o ON o.id = other.app",
        );
        list.and("mine.verified = ?", Switch::Off);
        list.and_one_of("mine.app", apps);
        let (sql, args) = list.end("");
        let rows: Vec<LookAlike> = self.list(&sql, &args).await?;
        Ok(rows.into_iter().map(|LookAlike(app, name)| (app, name)).collect())
    }
}
