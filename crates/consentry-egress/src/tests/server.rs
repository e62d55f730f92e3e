//! An HTTPS server that answers a path as a test wants, and remembers what it was asked.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// What comes back.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// These bytes, then the end of the connection.
    Whole(Vec<u8>),
    /// These bytes, then nothing more, while the connection stays.
    Begun(Vec<u8>),
    /// A body without an end, as fast as it is read.
    Endless,
}

impl Reply {
    /// A whole answer with a body.
    pub(super) fn of(status: u16, body: &str) -> Self {
        let length = body.len();
        Self::head(&format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\n\r\n{body}"))
    }

    /// A redirect.
    pub(super) fn to(location: &str) -> Self {
        Self::head(&format!(
            "HTTP/1.1 302 x\r\nlocation: {location}\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n"
        ))
    }

    pub(super) fn head(text: &str) -> Self {
        Self::Whole(text.as_bytes().to_vec())
    }
}

/// A server that runs until it is dropped.
pub(super) struct Server {
    pub(super) at: SocketAddr,
    /// In PEM; signed by itself.
    pub(super) certificate: String,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
    _tasks: JoinSet<()>,
}

impl Server {
    /// For `hook.example` and the names below it; `reply` maps a path to what comes back.
    pub(super) async fn start(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let names = [super::HOST.to_owned(), format!("*.{}", super::HOST)];
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed(names).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let connections: Arc<Mutex<usize>> = Arc::default();
        let mut tasks = JoinSet::new();
        let (seen, counted, reply) = (requests.clone(), connections.clone(), Arc::new(reply));
        tasks.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                *counted.lock().unwrap() += 1;
                let (acceptor, seen, reply) = (acceptor.clone(), seen.clone(), reply.clone());
                // What a client does to the connection is judged at the client.
                open.spawn(async move { talk(stream, &acceptor, &seen, &*reply).await.ok() });
            }
        });
        Self { at, certificate: cert.pem(), requests, connections, _tasks: tasks }
    }

    /// Whole requests, head and body, in their order.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// How often anybody connected.
    pub(super) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

async fn talk(
    stream: TcpStream,
    acceptor: &TlsAcceptor,
    seen: &Mutex<Vec<String>>,
    reply: &(impl Fn(&str) -> Reply + Sync),
) -> io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut request = Vec::new();
    while !is_complete(&request) {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.lock().unwrap().push(request);
    match reply(&path) {
        Reply::Whole(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Reply::Begun(bytes) => {
            stream.write_all(&bytes).await?;
            stream.flush().await?;
            std::future::pending().await
        }
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            let chunk = [b"4000\r\n".as_slice(), &[b'x'; 0x4000], b"\r\n"].concat();
            loop {
                stream.write_all(&chunk).await?;
            }
        }
    }
}

/// Whether head and body have come.
fn is_complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}
