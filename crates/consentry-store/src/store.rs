//! The directory's door: a store, a connection for reading, a unit of work.
//!
//! The methods themselves stand in one file for each noun, reads on [`Conn`], writes on [`Unit`].

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use consentry_sql::{Arg, Db, FromRow, Reader, SqlError};
use consentry_token::{guess::GuessKey, seal::MasterKey};

use crate::{
    MIGRATIONS, SET, StoreError,
    cache::{Applications, Rules},
    param::Param,
};

/// The directory. Cloning is cheap; all clones are one directory.
#[derive(Debug, Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

/// What all connections of a store have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) db: Db,
    pub(crate) master: MasterKey,
    pub(crate) applications: Applications,
    pub(crate) rules: Rules,
}

impl Store {
    /// Opens the directory: brings the tables to this program's version, loads the well-known
    /// applications, and makes sure that the master key is the one of this directory.
    pub async fn open(db: Db, master: MasterKey) -> Result<Self, StoreError> {
        db.migrate(SET, MIGRATIONS).await?;
        let (applications, rules) = (Applications::default(), Rules::default());
        let shared = Shared { db, master, applications, rules };
        let store = Self { shared: Arc::new(shared) };
        store.check_master_key().await?;
        store.load_well_known().await?;
        store.name_applications().await?;
        Ok(store)
    }

    /// A connection for reading; each statement sees what is committed when it begins.
    pub async fn read(&self) -> Result<Read, StoreError> {
        let reader = self.shared.db.read().await?;
        Ok(Read(Conn { channel: Channel::Reader(reader), shared: Arc::clone(&self.shared) }))
    }

    /// A unit of work. While it is open, wait for nothing but the store.
    pub async fn unit(&self) -> Result<Unit, StoreError> {
        let unit = self.shared.db.unit().await?;
        Ok(Unit(Conn { channel: Channel::Unit(unit), shared: Arc::clone(&self.shared) }))
    }

    /// The key under which names and wrong passwords are hashed.
    pub fn guess_key(&self) -> GuessKey {
        GuessKey::derive(&self.shared.master)
    }

    /// The database below, for backups, wake-ups and closing.
    pub fn db(&self) -> &Db {
        &self.shared.db
    }
}

/// A connection: every read of the directory is a method of it.
#[derive(Debug)]
pub struct Conn {
    channel: Channel,
    pub(crate) shared: Arc<Shared>,
}

#[derive(Debug)]
enum Channel {
    Reader(Reader),
    Unit(consentry_sql::Unit),
}

impl Conn {
    /// Whether everything that is read here was committed by somebody.
    pub(crate) const fn sees_only_committed(&self) -> bool {
        matches!(self.channel, Channel::Reader(_))
    }

    pub(crate) async fn one<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Param<'_>],
    ) -> Result<Option<T>, StoreError> {
        let args: Vec<Arg<'_>> = args.iter().map(Param::as_arg).collect();
        Ok(match &mut self.channel {
            Channel::Reader(reader) => reader.one(sql, &args).await?,
            Channel::Unit(unit) => unit.one(sql, &args).await?,
        })
    }

    pub(crate) async fn all<T: FromRow>(
        &mut self,
        sql: &'static str,
        args: &[Param<'_>],
    ) -> Result<Vec<T>, StoreError> {
        let args: Vec<Arg<'_>> = args.iter().map(Param::as_arg).collect();
        Ok(match &mut self.channel {
            Channel::Reader(reader) => reader.all(sql, &args).await?,
            Channel::Unit(unit) => unit.all(sql, &args).await?,
        })
    }

    /// A list: it may be long, so on SQLite it runs beside the tasks that serve requests.
    pub(crate) async fn list<T: FromRow>(
        &mut self,
        sql: &str,
        args: &[Param<'_>],
    ) -> Result<Vec<T>, StoreError> {
        let args: Vec<Arg<'_>> = args.iter().map(Param::as_arg).collect();
        Ok(match &mut self.channel {
            Channel::Reader(reader) => reader.list_dynamic(sql, &args).await?,
            Channel::Unit(unit) => unit.list_dynamic(sql, &args).await?,
        })
    }
}

/// A connection for reading.
#[derive(Debug)]
pub struct Read(Conn);

impl Deref for Read {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

/// A unit of work: every write of the directory is a method of it. Dropped without
/// [`Unit::commit`], it leaves no trace.
#[derive(Debug)]
#[must_use = "a unit of work that is not committed is rolled back"]
pub struct Unit(Conn);

impl Deref for Unit {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Unit {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

impl Unit {
    /// Keeps the work; returns when it is durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.0.channel {
            Channel::Unit(unit) => Ok(unit.commit().await?),
            Channel::Reader(_) => Ok(()),
        }
    }

    /// Waits until no other unit holds the lock of this name, and holds it to the end: for
    /// decisions from what is read in the unit.
    pub async fn lock(&mut self, name: &str) -> Result<(), StoreError> {
        match &mut self.0.channel {
            Channel::Unit(unit) => Ok(unit.lock(name).await?),
            Channel::Reader(_) => Err(SqlError::Unsupported("a lock outside a unit").into()),
        }
    }

    /// Runs a statement for its effect; the number of rows it changed.
    pub(crate) async fn run(
        &mut self,
        sql: &'static str,
        args: &[Param<'_>],
    ) -> Result<u64, StoreError> {
        let args: Vec<Arg<'_>> = args.iter().map(Param::as_arg).collect();
        match &mut self.0.channel {
            Channel::Unit(unit) => Ok(unit.run(sql, &args).await?),
            Channel::Reader(_) => Err(SqlError::Unsupported("writing outside a unit").into()),
        }
    }

    /// Runs a conditional change of one row; whether it won.
    pub(crate) async fn wins(
        &mut self,
        sql: &'static str,
        args: &[Param<'_>],
    ) -> Result<bool, StoreError> {
        Ok(self.run(sql, args).await? == 1)
    }

    /// Runs an insert that does nothing where the key exists; then the name is taken.
    pub(crate) async fn insert(
        &mut self,
        what: &'static str,
        sql: &'static str,
        args: &[Param<'_>],
    ) -> Result<(), StoreError> {
        match self.run(sql, args).await? {
            0 => Err(StoreError::Taken { what }),
            _ => Ok(()),
        }
    }
}
