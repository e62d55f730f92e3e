//! A mail server that takes what it is told to take.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use consentry_service::{MailRoute, SmartHost, SmtpSecurity};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// A mail that came: recipients and text.
pub(crate) type Taken = (Vec<String>, String);

/// The server.
#[derive(Clone)]
pub(crate) struct Server {
    port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
    refused: Arc<BTreeSet<&'static str>>,
}

impl Server {
    /// Refuses these recipients for good.
    pub(crate) async fn start(refused: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            taken: Arc::default(),
            refused: Arc::new(refused.iter().copied().collect()),
        };
        let running = server.clone();
        #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                running.serve(stream).await;
            }
        });
        server
    }

    pub(crate) fn route(&self) -> MailRoute {
        route(self.port)
    }

    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    async fn serve(&self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 test\r\n").await.unwrap();
        let (mut to, mut text, mut in_data) = (Vec::new(), String::new(), false);
        while let Ok(Some(line)) = lines.next_line().await {
            if in_data {
                if line != "." {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                in_data = false;
                self.taken
                    .lock()
                    .unwrap()
                    .push((std::mem::take(&mut to), std::mem::take(&mut text)));
                write.write_all(b"250 taken\r\n").await.unwrap();
                continue;
            }
            let answer: &[u8] = match line.split([' ', ':']).next().unwrap() {
                "EHLO" => b"250-test\r\n250 8BITMIME\r\n",
                "RCPT" => {
                    let address = line.split(['<', '>']).nth(1).unwrap().to_owned();
                    if self.refused.contains(address.as_str()) {
                        b"550 5.1.1 nobody here\r\n"
                    } else {
                        to.push(address);
                        b"250 ok\r\n"
                    }
                }
                "DATA" => {
                    in_data = true;
                    b"354 go\r\n"
                }
                "QUIT" => {
                    let _answered = write.write_all(b"221 bye\r\n").await;
                    return;
                }
                "RSET" | "MAIL" | "NOOP" => b"250 ok\r\n",
                _ => b"500 what\r\n",
            };
            write.write_all(answer).await.unwrap();
        }
    }
}

/// A way out to a port of this machine.
pub(crate) fn route(port: u16) -> MailRoute {
    MailRoute::Smarthost(SmartHost {
        host: "127.0.0.1".to_owned(),
        port,
        security: SmtpSecurity::None,
        user: None,
        password: None,
    })
}
