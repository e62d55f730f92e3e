//! Each phase reads by its index, so that the cost of a window does not grow with the folder.

use consentry_sql::Engine;
use consentry_sql::test_support::TestDb;

use super::Scope;
use super::phase::{Bounds, Phase};
use super::progress::{Progress, Round};
use crate::id::FolderId;
use crate::store::{MIGRATION_SET, MIGRATIONS};

/// What the engine says of its way to a window's rows.
async fn plan(db: &TestDb, phase: Phase) -> Vec<String> {
    let progress = Progress::start(1);
    let round = Round::begin(9, 0);
    let scope = Scope { mailbox: 1, folder: FolderId(1), device: "phone", born: 1 };
    let bounds = Bounds { progress: &progress, round: &round, after: None, until: None };
    let mut args = phase.args(scope, bounds);
    args.push(100_i64.into());
    let (sql, _) = phase.texts();
    let mut reader = db.db.read().await.unwrap();
    if db.engine() == Engine::Sqlite {
        let sql = format!("EXPLAIN QUERY PLAN {sql}");
        let steps: Vec<(i64, i64, i64, String)> = reader.list_dynamic(&sql, &args).await.unwrap();
        return steps.into_iter().map(|step| step.3).collect();
    }
    reader.list_dynamic(&format!("EXPLAIN {sql}"), &args).await.unwrap()
}

#[tokio::test]
async fn every_phase_reads_a_range_of_its_index() {
    for db in TestDb::engines(MIGRATION_SET, MIGRATIONS).await {
        for (phase, sqlite, postgres) in [
            (Phase::Initial, "mail_message_received", "mail_message_received"),
            (Phase::Deletes, "sqlite_autoindex_mail_gone_1", "mail_gone_pkey"),
            (Phase::SoftDeletes, "mail_message_received", "mail_message_received"),
            (Phase::Changes, "mail_message_changed", "mail_message_changed"),
            (Phase::Widened, "mail_message_received", "mail_message_received"),
            (Phase::Adds, "mail_message_created", "mail_message_created"),
        ] {
            let steps = plan(&db, phase).await;
            let text = steps.join("\n");
            if db.engine() == Engine::Sqlite {
                // One step, bounded on both sides: no scan and no sort.
                assert_eq!(steps.len(), 1, "{phase:?}: {text}");
                let searched = text.starts_with("SEARCH") && text.contains(sqlite);
                assert!(searched && text.contains(")>(") && text.contains(")<("), "{text}");
            } else {
                let scan = text.contains("Seq Scan") || text.contains("Sort");
                assert!(text.contains(postgres) && !scan, "{phase:?}: {text}");
            }
        }
    }
}
