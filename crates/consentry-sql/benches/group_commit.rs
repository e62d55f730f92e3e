//! How much of the engine's own speed group commit leaves, and what a unit of work costs.
//!
//! A unit is a conditional update and an insert; every fiftieth fails after its update. First
//! the engine alone runs them in one loop with savepoints, 64 to a commit; then 64 callers run
//! them through the layer. Both on one disk, fsync on, in turns. The updated rows are scattered
//! over their table, as hashes are; the inserted keys rise, as a log's do. Goals: at least 0.4
//! of the engine's units a second, at most 25 µs of processor time a unit.
//!
//! The files are made under the build folder, or under the folder that is given
//! (`cargo bench --bench group_commit -- /dev/shm` shows what is left without a disk).

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use consentry_sql::{Db, Migration, SqliteOptions};
use rusqlite::{Connection, params};

const CALLERS: i64 = 64;
const UNITS_EACH: i64 = 600;
const UNITS: i64 = CALLERS * UNITS_EACH;
const ROUNDS: usize = 5;
const READS: i64 = 200_000;
const GOAL_RATIO: f64 = 0.4;
const GOAL_CPU: f64 = 25.0;

const TABLES: &[Migration] = &[Migration {
    version: 1,
    name: "bench tables",
    sql: "CREATE TABLE token (id bigint PRIMARY KEY, state text NOT NULL);
          CREATE TABLE audit (id bigint PRIMARY KEY, what text NOT NULL);",
}];
const USE: &str = "UPDATE token SET state = 'used' WHERE id = $1 AND state = 'live'";
const NOTE: &str = "INSERT INTO audit (id, what) VALUES ($1, $2)";
const WHAT: &str = "a token was redeemed by a client of the tenant";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// What one run measured.
#[derive(Clone, Copy)]
struct Figures {
    units_a_second: f64,
    cpu_micros_a_unit: f64,
}

/// What one unit works on.
#[derive(Clone, Copy)]
struct Keys {
    token: i64,
    audit: i64,
}

impl Keys {
    const fn of(caller: i64, unit: i64) -> Self {
        Self { token: caller * UNITS_EACH + unit, audit: unit * CALLERS + caller }
    }

    /// The key of its insert: one that exists for each fiftieth unit.
    const fn note(self) -> i64 {
        if self.audit % 50 == 49 { -1 } else { self.audit }
    }
}

fn main() -> Outcome<()> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = given.unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").to_owned());
    let mut out = std::io::stdout().lock();
    let (mut ratios, mut cpus) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        let (ratio, cpu) = one_round(&runtime, Path::new(&folder), round, &mut out)?;
        ratios.push(ratio);
        cpus.push(cpu);
    }
    let verdict = |met: bool| if met { "met" } else { "missed" };
    let (ratio, cpu) = (median(&mut ratios), median(&mut cpus));
    let met = verdict(ratio >= GOAL_RATIO);
    writeln!(out, "ratio {ratio:.2}, goal at least {GOAL_RATIO}: {met}")?;
    let met = verdict(cpu <= GOAL_CPU);
    writeln!(out, "CPU {cpu:.1} µs a unit, goal at most {GOAL_CPU}: {met}")?;
    let micros = read_by_key(&runtime, Path::new(&folder))?;
    writeln!(out, "a read by key, reader lent for it: {micros:.1} µs CPU")?;
    Ok(())
}

/// Processor time of a read by key, each with a reader of its own.
fn read_by_key(runtime: &tokio::runtime::Runtime, folder: &Path) -> Outcome<f64> {
    let folder = tempfile::tempdir_in(folder)?;
    let path = folder.path().join("read.db");
    prepare(runtime, &path)?;
    runtime.block_on(async {
        let db = Db::open_sqlite(&path, SqliteOptions::default()).await?;
        let cpu = cpu_micros()?;
        for step in 0..READS {
            let id = step * 7_919 % UNITS;
            let mut reader = db.read().await?;
            let sql = "SELECT id, state FROM token WHERE id = $1";
            let found: Option<(i64, String)> = reader.one(sql, &[id.into()]).await?;
            found.ok_or("a row is missing")?;
        }
        let cpu = cpu_micros()? - cpu;
        db.close().await;
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        Outcome::Ok(cpu as f64 / READS as f64)
    })
}

/// Ratio and processor time of one round.
fn one_round(
    runtime: &tokio::runtime::Runtime,
    folder: &Path,
    round: usize,
    out: &mut impl std::io::Write,
) -> Outcome<(f64, f64)> {
    let folder = tempfile::tempdir_in(folder)?;
    let fsync = fsync_micros(folder.path())?;
    let engine = engine_alone(runtime, &folder.path().join("engine.db"))?;
    let (layer, waits) = layer(runtime, &folder.path().join("layer.db"))?;
    let ratio = layer.units_a_second / engine.units_a_second;
    writeln!(
        out,
        "round {round}: fsync {fsync:.0} µs; engine alone {:.0} units/s, {:.1} µs CPU; \
         layer {:.0} units/s, {:.1} µs CPU, p50 {:.2} ms, p99 {:.2} ms; ratio {ratio:.2}",
        engine.units_a_second,
        engine.cpu_micros_a_unit,
        layer.units_a_second,
        layer.cpu_micros_a_unit,
        percentile(&waits, 50),
        percentile(&waits, 99),
    )?;
    Ok((ratio, layer.cpu_micros_a_unit))
}

/// The same tables, made by the layer, with a live token for each unit.
fn prepare(runtime: &tokio::runtime::Runtime, path: &Path) -> Outcome<()> {
    runtime.block_on(async {
        let db = Db::open_sqlite(path, SqliteOptions::default()).await?;
        db.migrate("bench", TABLES).await?;
        let mut unit = db.unit().await?;
        // The key that the failing units run into.
        unit.run(NOTE, &[(-1).into(), WHAT.into()]).await?;
        for id in 0..UNITS {
            unit.run("INSERT INTO token (id, state) VALUES ($1, 'live')", &[id.into()]).await?;
        }
        unit.commit().await?;
        db.close().await;
        Ok(())
    })
}

fn engine_alone(runtime: &tokio::runtime::Runtime, path: &Path) -> Outcome<Figures> {
    prepare(runtime, path)?;
    let connection = Connection::open(path)?;
    // The engine empties its log by itself: a log that only grew would make each sync slower.
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000")?;
    connection.set_prepared_statement_cache_capacity(32);
    let run = |sql: &str| connection.prepare_cached(sql)?.execute([]);
    let (begun, cpu) = (Instant::now(), cpu_micros()?);
    for unit in 0..UNITS_EACH {
        run("BEGIN IMMEDIATE")?;
        for caller in 0..CALLERS {
            let keys = Keys::of(caller, unit);
            run("SAVEPOINT unit")?;
            connection.prepare_cached(USE)?.execute([keys.token])?;
            if connection.prepare_cached(NOTE)?.execute(params![keys.note(), WHAT]).is_err() {
                run("ROLLBACK TO unit")?;
            }
            run("RELEASE unit")?;
        }
        run("COMMIT")?;
    }
    let figures = figures(begun.elapsed(), cpu_micros()? - cpu);
    check(&connection)?;
    Ok(figures)
}

fn layer(runtime: &tokio::runtime::Runtime, path: &Path) -> Outcome<(Figures, Vec<Duration>)> {
    prepare(runtime, path)?;
    let all_waits = Arc::new(Mutex::new(Vec::new()));
    let figures = runtime.block_on(async {
        let db = Db::open_sqlite(path, SqliteOptions::default()).await?;
        let (begun, cpu) = (Instant::now(), cpu_micros()?);
        let mut callers = tokio::task::JoinSet::new();
        for caller in 0..CALLERS {
            let (db, all_waits) = (db.clone(), Arc::clone(&all_waits));
            callers.spawn(async move {
                let waits = calls(&db, caller).await?;
                all_waits.lock().unwrap_or_else(PoisonError::into_inner).extend(waits);
                Outcome::Ok(())
            });
        }
        while let Some(caller) = callers.join_next().await {
            caller??;
        }
        let figures = figures(begun.elapsed(), cpu_micros()? - cpu);
        db.close().await;
        Outcome::Ok(figures)
    })?;
    check(&Connection::open(path)?)?;
    let mut waits = all_waits.lock().unwrap_or_else(PoisonError::into_inner).clone();
    waits.sort_unstable();
    Ok((figures, waits))
}

/// One caller's units, one after the other; how long each took.
async fn calls(db: &Db, caller: i64) -> Outcome<Vec<Duration>> {
    let mut waits = Vec::new();
    for unit in 0..UNITS_EACH {
        let keys = Keys::of(caller, unit);
        let begun = Instant::now();
        let mut unit = db.unit().await?;
        unit.run(USE, &[keys.token.into()]).await?;
        match unit.run(NOTE, &[keys.note().into(), WHAT.into()]).await {
            Ok(_) => unit.commit().await?,
            Err(why) if why.is_unique_violation() => drop(unit),
            Err(why) => return Err(why.into()),
        }
        waits.push(begun.elapsed());
    }
    Ok(waits)
}

/// Exactly the failing units must have left no trace.
fn check(connection: &Connection) -> Outcome<()> {
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let used = count("SELECT count(*) FROM token WHERE state = 'used'")?;
    let noted = count("SELECT count(*) FROM audit WHERE id >= 0")?;
    let want = UNITS - UNITS / 50;
    if (used, noted) == (want, want) {
        return Ok(());
    }
    Err(format!("{used} tokens used and {noted} noted, wanted {want}").into())
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn figures(took: Duration, cpu_micros: u64) -> Figures {
    Figures {
        units_a_second: UNITS as f64 / took.as_secs_f64(),
        cpu_micros_a_unit: cpu_micros as f64 / UNITS as f64,
    }
}

/// User and system time of the whole process; the kernel counts in hundredths of a second.
fn cpu_micros() -> Outcome<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("no process name")?;
    let mut ticks = fields.split_whitespace().skip(11);
    let user: u64 = ticks.next().ok_or("no user time")?.parse()?;
    let system: u64 = ticks.next().ok_or("no system time")?.parse()?;
    Ok((user + system) * 10_000)
}

/// The median time of 50 small synced writes.
fn fsync_micros(folder: &Path) -> Outcome<f64> {
    let mut file = std::fs::File::create(folder.join("fsync"))?;
    let mut times = Vec::new();
    for _ in 0..50 {
        file.write_all(&[7; 4096])?;
        let begun = Instant::now();
        file.sync_data()?;
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    Ok(median(&mut times))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    sorted.get(sorted.len() * percent / 100).map_or(0.0, |wait| wait.as_secs_f64() * 1e3)
}
