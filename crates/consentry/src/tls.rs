//! Certificates: a private authority for the demo, files for everybody else.
//!
//! TLS 1.2 and 1.3 by rustls with aws-lc-rs, HTTP/1.1 only. The certificate can be exchanged
//! while the listener runs; one that does not fit its key is refused and the old one stays.

mod files;
mod private_ca;

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio_rustls::TlsAcceptor;

pub use self::{
    files::{CertificateFiles, FilesError},
    private_ca::{PrivateCa, PrivateCaError},
};

/// The certificate that connections are answered with; clones share it.
#[derive(Debug, Clone)]
pub struct Served(Arc<Shelf>);

#[derive(Debug)]
struct Shelf(RwLock<Arc<CertifiedKey>>);

impl Served {
    /// Begins with this certificate.
    pub fn new(certificate: CertifiedKey) -> Self {
        Self(Arc::new(Shelf(RwLock::new(Arc::new(certificate)))))
    }

    /// From the next handshake on, this one.
    pub fn exchange(&self, certificate: CertifiedKey) {
        *self.0.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certificate);
    }

    /// What a listener needs to speak TLS.
    pub fn acceptor(&self) -> Result<TlsAcceptor, rustls::Error> {
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_cert_resolver(self.0.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

impl ResolvesServerCert for Shelf {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

/// A host name or address as certificates carry it: without port and brackets.
pub(crate) fn certificate_name(host: &str) -> impl fmt::Display + '_ {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}
