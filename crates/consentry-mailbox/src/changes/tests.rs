//! Each phase reads by its index, so that the cost of a window does not grow with the folder.

use consentry_sql::test_support::TestDb;

use super::Scope;
use super::phase::{Bounds, Phase};
use super::progress::{Progress, Round};
use crate::id::FolderId;
use crate::store::{MIGRATION_SET, MIGRATIONS};

#[tokio::test]
async fn every_phase_searches_its_index() {
    let db = TestDb::sqlite(MIGRATION_SET, MIGRATIONS).await.unwrap();
    let mut reader = db.db.read().await.unwrap();
    let progress = Progress::start(1);
    let round = Round::begin(9, 0);
    let scope = Scope { mailbox: 1, folder: FolderId(1), device: "phone", born: 1 };
    for (phase, index) in [
        (Phase::Initial, "mail_message_received"),
        (Phase::Deletes, "sqlite_autoindex_mail_gone_1"),
        (Phase::SoftDeletes, "mail_message_received"),
        (Phase::Changes, "mail_message_changed"),
        (Phase::Widened, "mail_message_received"),
        (Phase::Adds, "mail_message_created"),
    ] {
        let bounds = Bounds { progress: &progress, round: &round, after: None, until: None };
        let mut args = phase.args(scope, bounds);
        args.push(100_i64.into());
        let (sql, _) = phase.texts();
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let plan: Vec<(i64, i64, i64, String)> = reader.list_dynamic(&sql, &args).await.unwrap();
        let steps: Vec<&str> = plan.iter().map(|step| step.3.as_str()).collect();
        // One step: neither a scan nor a sort beside the search.
        let [only] = steps.as_slice() else { panic!("{phase:?}: {steps:?}") };
        assert!(only.starts_with("SEARCH") && only.contains(index), "{phase:?}: {only}");
    }
}
