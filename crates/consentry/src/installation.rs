//! What an installation keeps, opened: the master key, the directory and the mailboxes.
//!
//! An embedded installation is a folder with `directory.db`, `mail.db` and, unless the
//! configuration says otherwise, `master.key`; on PostgreSQL the mailboxes have tables of their
//! own (ruling 24). A missing or damaged master key is never replaced in silence (ruling 42).

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use consentry_egress::Reach;
use consentry_mailbox::{MailError, Mailboxes};
use consentry_model::{Clock, Fidelity, Secret};
use consentry_service::{MailRoute, Origin, Service, ServiceError, ServiceParts, SharedAddresses};
use consentry_sql::{Db, Missing, PostgresOptions, SqlError, SqliteOptions};
use consentry_store::{Store, StoreError};
use consentry_token::{
    csrf::CsrfKey,
    jwt::PairwiseKey,
    seal::{MasterKey, SealError},
};

use crate::runtime::SystemIds;

/// The setting that holds the public origin that was last served.
pub const ORIGIN: &str = "origin";
/// The sealed setting from which pairwise subjects follow.
const PAIRWISE_SALT: &str = "pairwise-salt";
/// The setting that holds how many milliseconds the lab's clock is ahead.
pub const LAB_CLOCK: &str = "lab-clock";
/// The setting of a demo that lets webhooks be on private addresses.
pub const PRIVATE_WEBHOOKS: &str = "demo-private-webhooks";

/// Group and others may do something with the file.
const NOT_OWNER: u32 = 0o077;

/// Where everything is kept.
#[derive(Debug, Clone)]
pub enum Place {
    /// In a folder of this machine.
    Embedded(PathBuf),
    /// On a PostgreSQL server, by URL.
    Postgres(Secret<String>),
}

/// Where the master key is.
#[derive(Debug, Clone)]
pub enum MasterKeySource {
    /// In a file that only its owner may read; made at the first start.
    File(PathBuf),
    /// Given as text, such as by the environment; never made.
    Given(Secret<String>),
}

impl MasterKeySource {
    /// Where it is, for people.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Given(_) => "server.master_key".to_owned(),
        }
    }

    fn file(&self) -> PathBuf {
        PathBuf::from(self.name())
    }

    fn read(&self) -> Result<Option<MasterKey>, OpenError> {
        match self {
            Self::File(path) => read_key(path),
            Self::Given(text) => MasterKey::from_base64(text.expose())
                .map(Some)
                .map_err(|cause| OpenError::KeyDamaged { path: self.file(), cause }),
        }
    }

    fn make(&self) -> Result<MasterKey, OpenError> {
        match self {
            Self::File(path) => make_key(path),
            Self::Given(_) => Err(OpenError::KeyMissing(self.file())),
        }
    }
}

impl From<PathBuf> for MasterKeySource {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

/// Whether a master key that is not there may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstStart {
    /// Yes, and the database too.
    Allowed,
    /// No: the installation must be there.
    Refused,
}

/// Why an installation did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file or folder cannot be used.
    #[error("`{path}` cannot be used")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// No installation where one was expected.
    #[error("there is no installation in `{0}`: it has no `directory.db`")]
    Absent(PathBuf),
    /// The database is there, its master key is not.
    #[error(
        "the master key `{0}` is missing; without it the secrets of this installation cannot be \
         opened. Put the file back, nothing was changed"
    )]
    KeyMissing(PathBuf),
    /// The master key is damaged.
    #[error("the master key `{path}` cannot be used; nothing was changed")]
    KeyDamaged {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: SealError,
    },
    /// Others may read the master key.
    #[error("the master key `{path}` has mode {mode:04o}; it must be 0600")]
    KeyExposed {
        /// Which file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The database cannot be reached.
    #[error("the database cannot be opened")]
    Database(#[from] SqlError),
    /// The directory did not open.
    #[error("the directory cannot be opened")]
    Directory(#[from] StoreError),
    /// The mailboxes did not open.
    #[error("the mailboxes cannot be opened")]
    Mail(#[from] MailError),
}

impl OpenError {
    /// Whether the database was sealed under another master key than the one at hand.
    pub const fn is_foreign_key(&self) -> bool {
        matches!(self, Self::KeyMissing(_) | Self::Directory(StoreError::Sealed { .. }))
    }
}

/// An open installation.
#[derive(Debug)]
pub struct Installation {
    /// The directory.
    pub store: Store,
    /// The mailboxes.
    pub mailboxes: Mailboxes,
    master: MasterKeys,
    databases: Vec<Db>,
}

/// The keys that are derived from the master key.
#[derive(Debug)]
struct MasterKeys {
    csrf: CsrfKey,
    pairwise: PairwiseKey,
}

/// What a service needs beside its installation.
#[derive(Debug)]
pub struct Wiring {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The public origin.
    pub origin: Origin,
    /// Answers where no tenant is known.
    pub fidelity: Fidelity,
    /// How mail to the outside leaves.
    pub mail_route: MailRoute,
    /// Where webhooks may be.
    pub reach: Reach,
    /// Addresses that many people share.
    pub shared_addresses: SharedAddresses,
}

impl Installation {
    /// Opens directory and mailboxes, bringing their tables to this program's version.
    pub async fn open(
        place: &Place,
        source: &MasterKeySource,
        first: FirstStart,
    ) -> Result<Self, OpenError> {
        match place {
            Place::Embedded(folder) => Self::open_folder(folder, source, first).await,
            Place::Postgres(url) => {
                let db = Db::open_postgres(url.expose(), PostgresOptions::default()).await?;
                let (master, made) = match source.read()? {
                    Some(master) => (master, false),
                    None if first == FirstStart::Allowed => (source.make()?, true),
                    None => return Err(OpenError::KeyMissing(source.file())),
                };
                let opened = Self::assemble(db.clone(), db, master).await;
                if made && matches!(opened, Err(OpenError::Directory(StoreError::Sealed { .. }))) {
                    // The database belongs to another key: ours would only lead astray.
                    drop(fs::remove_file(source.file()));
                    return Err(OpenError::KeyMissing(source.file()));
                }
                opened
            }
        }
    }

    async fn open_folder(
        folder: &Path,
        source: &MasterKeySource,
        first: FirstStart,
    ) -> Result<Self, OpenError> {
        let directory = folder.join("directory.db");
        let is_there = directory.try_exists().map_err(|cause| unusable(&directory, cause))?;
        if !is_there && first == FirstStart::Refused {
            return Err(OpenError::Absent(folder.to_owned()));
        }
        if !is_there {
            fs::create_dir_all(folder).map_err(|cause| unusable(folder, cause))?;
        }
        let master = match source.read()? {
            Some(master) => master,
            None if is_there => return Err(OpenError::KeyMissing(source.file())),
            None => source.make()?,
        };
        let missing = if is_there { Missing::Refuse } else { Missing::Create };
        let options = SqliteOptions { missing, ..SqliteOptions::default() };
        let db = Db::open_sqlite(&directory, options).await?;
        let mail = Db::open_sqlite(&folder.join("mail.db"), SqliteOptions::default()).await?;
        Self::assemble(db, mail, master).await
    }

    async fn assemble(db: Db, mail: Db, master: MasterKey) -> Result<Self, OpenError> {
        let (csrf, salt) = (CsrfKey::derive(&master), PairwiseKey::salt_of(&master));
        let store = Store::open(db.clone(), master).await?;
        // Subjects stay when the master key changes.
        let mut unit = store.unit().await?;
        let salt = unit.init_sealed_setting(PAIRWISE_SALT, &salt).await?;
        unit.commit().await?;
        let keys = MasterKeys { csrf, pairwise: PairwiseKey::from_salt(salt.expose()) };
        Mailboxes::migrate(&mail).await?;
        let mailboxes = Mailboxes::open(mail.clone());
        Ok(Self { store, mailboxes, master: keys, databases: vec![db, mail] })
    }

    /// Seals all secrets anew under the master key in `file`, which is made where there is none;
    /// how many they are. From then on the installation opens with that key alone.
    pub async fn reseal(store: &Store, file: &Path) -> Result<usize, OpenError> {
        let new = match read_key(file)? {
            Some(key) => key,
            None => make_key(file)?,
        };
        Ok(store.reseal(&new).await?)
    }

    /// The databases, to be closed at the end.
    pub fn databases(&self) -> Vec<Db> {
        self.databases.clone()
    }

    /// How many milliseconds the lab's clock is ahead; only a demo ever sets it.
    pub async fn lab_clock(&self) -> Result<i64, StoreError> {
        let setting = self.store.read().await?.setting(LAB_CLOCK).await?;
        Ok(setting.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Where webhooks of a demo may be; elsewhere the configuration says it.
    pub async fn demo_reach(&self) -> Result<Reach, StoreError> {
        let setting = self.store.read().await?.setting(PRIVATE_WEBHOOKS).await?;
        Ok(if setting.as_deref() == Some("allowed") { Reach::Anywhere } else { Reach::Public })
    }

    /// The use cases over this installation.
    pub async fn service(self, wiring: Wiring) -> Result<Service, ServiceError> {
        Service::open(ServiceParts {
            store: self.store,
            mailboxes: self.mailboxes,
            clock: wiring.clock,
            ids: Arc::new(SystemIds),
            csrf: self.master.csrf,
            pairwise: self.master.pairwise,
            origin: wiring.origin,
            fidelity: wiring.fidelity,
            passwords_at_once: std::thread::available_parallelism().map_or(2, usize::from),
            mail_route: wiring.mail_route,
            reach: wiring.reach,
            shared_addresses: wiring.shared_addresses,
        })
        .await
    }
}

/// Lets go of the databases; what was acknowledged is durable before.
pub async fn close(databases: &[Db]) {
    for db in databases {
        db.close().await;
    }
}

fn unusable(path: &Path, cause: io::Error) -> OpenError {
    OpenError::File { path: path.to_owned(), cause }
}

fn read_key(path: &Path) -> Result<Option<MasterKey>, OpenError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(unusable(path, cause)),
    };
    let mode = fs::metadata(path).map_err(|cause| unusable(path, cause))?.mode() & 0o7777;
    if mode & NOT_OWNER != 0 {
        return Err(OpenError::KeyExposed { path: path.to_owned(), mode });
    }
    let key = MasterKey::from_base64(&text)
        .map_err(|cause| OpenError::KeyDamaged { path: path.to_owned(), cause })?;
    Ok(Some(key))
}

/// Makes the key and its file, durable before anything is sealed under it.
fn make_key(path: &Path) -> Result<MasterKey, OpenError> {
    let unusable = |cause| unusable(path, cause);
    let key = MasterKey::generate(&SystemIds)
        .map_err(|cause| OpenError::KeyDamaged { path: path.to_owned(), cause })?;
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).map_err(unusable)?;
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(unusable)?;
    writeln!(file, "{}", key.to_base64().expose()).map_err(unusable)?;
    file.sync_all().map_err(unusable)?;
    let folder =
        fs::File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
            .map_err(unusable)?;
    folder.sync_all().map_err(unusable)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bi_400_a_damaged_key_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Embedded(folder.path().join("data"));
        let key = folder.path().join("data/master.key");
        let source = MasterKeySource::from(key.clone());
        let absent = Installation::open(&place, &source, FirstStart::Refused).await.unwrap_err();
        assert!(matches!(absent, OpenError::Absent(_)), "{absent}");
        let opened = Installation::open(&place, &source, FirstStart::Allowed).await.unwrap();
        close(&opened.databases()).await;
        assert_eq!(fs::metadata(&key).unwrap().mode() & 0o777, 0o600);

        let whole = fs::read(&key).unwrap();
        fs::write(&key, &whole[..10]).unwrap();
        let damaged = Installation::open(&place, &source, FirstStart::Allowed).await.unwrap_err();
        assert!(matches!(damaged, OpenError::KeyDamaged { .. }), "{damaged}");
        assert_eq!(fs::read(&key).unwrap(), &whole[..10]);

        fs::remove_file(&key).unwrap();
        let missing = Installation::open(&place, &source, FirstStart::Allowed).await.unwrap_err();
        assert!(matches!(missing, OpenError::KeyMissing(_)), "{missing}");
        assert!(!key.exists());
    }
}
