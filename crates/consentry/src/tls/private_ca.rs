//! A certificate authority of the demo's own, so that clients can trust it by one file.
//!
//! Only the authority is kept (`ca.pem`, and its key `ca.key` for the owner alone). Server
//! certificates are made anew at every start and before they expire, and never touch the disk.

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use aws_lc_rs::digest::{SHA256, digest};
use consentry_model::{IdSource, Timestamp};
use jiff::tz::TimeZone;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PublicKeyData, SerialNumber, date_time_ymd,
};
use rustls::{crypto::aws_lc_rs::default_provider, sign::CertifiedKey};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio::time::interval;

use super::{Served, certificate_name};
use crate::runtime::{SystemClock, SystemIds, Tasks};

/// Ten years: a demo's folder does not live longer.
const AUTHORITY_DAYS: u64 = 3650;
/// Apple's systems accept up to 825 days.
const SERVER_DAYS: u64 = 90;
/// A server certificate is exchanged this long before its end.
const RENEWAL: Duration = Duration::from_hours(24 * 60);
/// Clocks of clients may be behind ours.
const BACKDATED: Duration = Duration::from_hours(24);

/// The authority and where its certificate is.
#[derive(Debug)]
pub struct PrivateCa {
    certificate: CertificateDer<'static>,
    key: KeyPair,
    file: PathBuf,
}

/// Why there is no authority.
#[derive(Debug, thiserror::Error)]
pub enum PrivateCaError {
    /// A file cannot be read or written.
    #[error("`{path}` cannot be used for the private authority")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// A file is there but is not what it should be; nothing is overwritten.
    #[error("`{0}` is damaged; remove `ca.pem` and `ca.key` together to make a new authority")]
    Damaged(PathBuf),
    /// A certificate could not be made.
    #[error("a certificate could not be made")]
    Make(#[from] rcgen::Error),
    /// A made certificate cannot be served.
    #[error("the certificate cannot be served")]
    Serve(#[from] rustls::Error),
}

impl PrivateCa {
    /// Opens the authority of a folder, or makes it at the first start.
    pub fn open(folder: &Path) -> Result<Self, PrivateCaError> {
        let (file, key_file) = (folder.join("ca.pem"), folder.join("ca.key"));
        match (read(&file)?, read(&key_file)?) {
            (Some(certificate), Some(key)) => Ok(Self {
                certificate: CertificateDer::from_pem_slice(certificate.as_bytes())
                    .map_err(|_| PrivateCaError::Damaged(file.clone()))?,
                key: KeyPair::from_pem(&key).map_err(|_| PrivateCaError::Damaged(key_file))?,
                file,
            }),
            (None, None) => Self::make(file, &key_file),
            // Half an authority: a new one would silently replace what clients trust.
            (Some(_), None) => Err(PrivateCaError::Damaged(key_file)),
            (None, Some(_)) => Err(PrivateCaError::Damaged(file)),
        }
    }

    fn make(file: PathBuf, key_file: &Path) -> Result<Self, PrivateCaError> {
        let key = KeyPair::generate()?;
        let mut params = lasting(AUTHORITY_DAYS)?;
        params.distinguished_name = name_of(&key);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key)?;
        write(key_file, &key.serialize_pem(), 0o600)?;
        write(&file, &certificate.pem(), 0o644)?;
        Ok(Self { certificate: certificate.der().clone(), key, file })
    }

    /// The file that clients are to trust.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A server certificate for this machine's own names and `hosts`.
    pub fn issue<'a>(
        &self,
        hosts: impl IntoIterator<Item = &'a str>,
    ) -> Result<CertifiedKey, PrivateCaError> {
        let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
        for host in hosts.into_iter().map(|host| certificate_name(host).to_string()) {
            if !names.contains(&host) {
                names.push(host);
            }
        }
        let mut params = lasting(SERVER_DAYS)?;
        params.subject_alt_names = CertificateParams::new(names)?.subject_alt_names;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Consentry demo server");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let mut authority = CertificateParams::default();
        authority.distinguished_name = name_of(&self.key);
        let issuer = Issuer::from_params(&authority, &self.key);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &issuer)?;
        let chain = vec![certificate.der().clone(), self.certificate.clone()];
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        Ok(CertifiedKey::from_der(chain, key, &default_provider())?)
    }

    /// Issues for `hosts` and again before each certificate's end, as long as the process lives.
    pub fn serve(self, hosts: Vec<String>, tasks: &Tasks) -> Result<Served, PrivateCaError> {
        let served = Served::new(self.issue(hosts.iter().map(String::as_str))?);
        let renewed = served.clone();
        tasks.spawn_until_stopped(async move {
            let mut beat = interval(RENEWAL);
            beat.tick().await;
            loop {
                beat.tick().await;
                match self.issue(hosts.iter().map(String::as_str)) {
                    Ok(certificate) => renewed.exchange(certificate),
                    Err(error) => tracing::error!(%error, "the certificate could not be renewed"),
                }
            }
        });
        Ok(served)
    }
}

/// The authority's name follows from its key, so two demos' authorities never look alike.
fn name_of(key: &KeyPair) -> DistinguishedName {
    let print = digest(&SHA256, &key.subject_public_key_info());
    let print = print.as_ref().first_chunk().map_or(0, |first| u32::from_be_bytes(*first));
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, format!("Consentry demo authority {print:08x}"));
    name
}

/// Valid from yesterday for so many days.
fn lasting(days: u64) -> Result<CertificateParams, PrivateCaError> {
    let now = SystemClock::real_now();
    let mut params = CertificateParams::default();
    let (year, month, day) = date_of(now.minus(BACKDATED))?;
    params.not_before = date_time_ymd(year, month, day);
    let (year, month, day) = date_of(now.plus(Duration::from_hours(days * 24)))?;
    params.not_after = date_time_ymd(year, month, day);
    params.serial_number = Some(SerialNumber::from_slice(SystemIds.uuid().as_bytes()));
    Ok(params)
}

fn date_of(at: Timestamp) -> Result<(i32, u8, u8), PrivateCaError> {
    let at = jiff::Timestamp::from_millisecond(at.millis()).map_err(|_| rcgen::Error::Time)?;
    let date = at.to_zoned(TimeZone::UTC).date();
    let month = u8::try_from(date.month()).map_err(|_| rcgen::Error::Time)?;
    let day = u8::try_from(date.day()).map_err(|_| rcgen::Error::Time)?;
    Ok((i32::from(date.year()), month, day))
}

fn read(path: &Path) -> Result<Option<String>, PrivateCaError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(PrivateCaError::File { path: path.to_owned(), cause }),
    }
}

fn write(path: &Path, text: &str, mode: u32) -> Result<(), PrivateCaError> {
    let write = || {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|cause| PrivateCaError::File { path: path.to_owned(), cause })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use tempfile::tempdir;

    use super::*;

    #[test]
    fn the_authority_is_made_once_and_its_key_is_private() {
        let folder = tempdir().unwrap();
        let first = PrivateCa::open(folder.path()).unwrap();
        let again = PrivateCa::open(folder.path()).unwrap();
        assert_eq!(first.certificate, again.certificate);
        let mode = fs::metadata(folder.path().join("ca.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(first.issue(["mail.contoso.example", "[::1]"]).unwrap().keys_match().is_ok());
    }

    #[test]
    fn half_an_authority_is_not_replaced() {
        for lost in ["ca.pem", "ca.key"] {
            let folder = tempdir().unwrap();
            PrivateCa::open(folder.path()).unwrap();
            fs::remove_file(folder.path().join(lost)).unwrap();
            let opened = PrivateCa::open(folder.path());
            assert!(matches!(opened, Err(PrivateCaError::Damaged(_))), "{lost}");
        }
    }
}
