//! A certificate chain and its key from PEM files, read at the start and again on demand.

use std::path::PathBuf;

use rustls::{crypto::aws_lc_rs, sign::CertifiedKey};
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{self, PemObject},
};

use super::Served;

/// Where a certificate and its key are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The server's certificate first, then those between it and the root.
    pub certificate: PathBuf,
    /// Its key: PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

/// Why a pair of files cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file is missing or is not PEM.
    #[error("`{path}` is not a readable PEM file")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        cause: pem::Error,
    },
    /// A file without a certificate.
    #[error("`{0}` holds no certificate")]
    Empty(PathBuf),
    /// The key is of a kind that is not supported, or does not belong to the certificate.
    #[error("the key in `{key}` does not fit the certificate in `{certificate}`")]
    Mismatch {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// What the TLS library says.
        #[source]
        cause: rustls::Error,
    },
}

impl CertificateFiles {
    /// Reads both and checks that they belong together.
    pub fn read(&self) -> Result<CertifiedKey, FilesError> {
        let unreadable = |path: &PathBuf| {
            let path = path.clone();
            move |cause| FilesError::Unreadable { path, cause }
        };
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(unreadable(&self.certificate))?;
        if chain.is_empty() {
            return Err(FilesError::Empty(self.certificate.clone()));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(unreadable(&self.key))?;
        CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).map_err(|cause| {
            FilesError::Mismatch {
                certificate: self.certificate.clone(),
                key: self.key.clone(),
                cause,
            }
        })
    }

    /// Reads both again for the listeners that serve them; on failure the old pair stays.
    pub fn reload(&self, served: &Served) -> Result<(), FilesError> {
        served.exchange(self.read()?);
        tracing::info!(certificate = %self.certificate.display(), "certificate exchanged");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rcgen::generate_simple_self_signed;
    use tempfile::tempdir;

    use super::*;

    #[test]
    fn bi_396_a_key_that_does_not_fit_is_refused_and_the_old_pair_stays() {
        let folder = tempdir().unwrap();
        let files = CertificateFiles {
            certificate: folder.path().join("cert.pem"),
            key: folder.path().join("key.pem"),
        };
        let [one, two] =
            [0, 1].map(|_| generate_simple_self_signed(["a.example".to_owned()]).unwrap());
        fs::write(&files.certificate, one.cert.pem()).unwrap();
        fs::write(&files.key, one.signing_key.serialize_pem()).unwrap();
        let served = Served::new(files.read().unwrap());
        let before = served.0.0.read().unwrap().clone();

        fs::write(&files.key, two.signing_key.serialize_pem()).unwrap();
        assert!(matches!(files.reload(&served), Err(FilesError::Mismatch { .. })));
        assert!(std::sync::Arc::ptr_eq(&before, &served.0.0.read().unwrap()));

        fs::write(&files.certificate, two.cert.pem()).unwrap();
        files.reload(&served).unwrap();
        assert!(!std::sync::Arc::ptr_eq(&before, &served.0.0.read().unwrap()));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let folder = tempdir().unwrap();
        let files = CertificateFiles {
            certificate: folder.path().join("cert.pem"),
            key: folder.path().join("key.pem"),
        };
        assert!(matches!(files.read(), Err(FilesError::Unreadable { .. })));
        fs::write(&files.certificate, "no PEM here\n").unwrap();
        assert!(matches!(files.read(), Err(FilesError::Empty(_))));
    }
}
