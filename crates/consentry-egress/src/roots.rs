//! Whose certificates are trusted: the system's authorities, and those given besides.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// The authorities whose certificates are trusted.
#[derive(Clone)]
pub struct Roots(RootCertStore);

/// A text that is no list of authorities.
#[derive(Debug, thiserror::Error)]
pub enum InvalidRoots {
    /// Not PEM.
    #[error("the certificates are not in PEM")]
    Pem(#[source] rustls::pki_types::pem::Error),
    /// A certificate that cannot be an authority's.
    #[error("a certificate cannot be used")]
    Certificate(#[source] rustls::Error),
    /// No certificate at all.
    #[error("there is no certificate")]
    Empty,
}

impl Roots {
    /// Those that the operating system trusts. One that cannot be read is left out; without any,
    /// every encrypted connection fails, which shows when it is tried.
    pub fn system() -> Self {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Self(store)
    }

    /// Those in a PEM text besides, such as an organisation's own authority.
    pub fn and(mut self, pem: &[u8]) -> Result<Self, InvalidRoots> {
        let known = self.0.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(InvalidRoots::Pem)?;
            self.0.add(certificate).map_err(InvalidRoots::Certificate)?;
        }
        if self.0.len() == known {
            return Err(InvalidRoots::Empty);
        }
        Ok(self)
    }

    /// TLS 1.2 and 1.3 on the one cryptographic library of the project.
    pub(crate) fn client_config(self) -> Result<ClientConfig, rustls::Error> {
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(self.0)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roots({})", self.0.len())
    }
}
