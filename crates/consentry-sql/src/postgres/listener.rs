//! Wake-ups from the server: one connection of its own that listens, and comes back when lost.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, watch};
use tokio_postgres::{AsyncMessage, Connection};

use super::{Postgres, connect::Tls};
use crate::error::SqlError;
use crate::wake::Wake;

/// The server's name for all our wake-ups; our own channel's name is in front of the payload.
const CHANNEL: &str = "consentry_wake";
/// Between our channel's name and the payload.
const SEPARATOR: char = '\u{1f}';
/// The server takes payloads of less than 8,000 bytes.
const LONGEST: usize = 7_900;
const PAUSE: Duration = Duration::from_secs(1);

/// Wakes whoever listens on any node.
pub(crate) async fn wake(
    database: &Postgres,
    channel: &str,
    payload: &str,
) -> Result<(), SqlError> {
    if channel.len() + payload.len() > LONGEST {
        return Err(SqlError::Settings("a wake-up carries at most 7,900 bytes".to_owned()));
    }
    let text = format!("{channel}{SEPARATOR}{payload}");
    let mut client = database.client().await?;
    client.run("SELECT pg_notify($1, $2)", &[CHANNEL.into(), text.as_str().into()]).await.map(drop)
}

/// Passes wake-ups on until the database is closed.
pub(crate) async fn listen(
    config: tokio_postgres::Config,
    tls: Tls,
    to: broadcast::Sender<Wake>,
    mut closed: watch::Receiver<bool>,
) {
    loop {
        let lost = async {
            match &tls {
                Tls::Off => match config.connect(tokio_postgres::NoTls).await {
                    Ok((client, connection)) => pass_on(client, connection, &to).await,
                    Err(why) => why.to_string(),
                },
                Tls::On(tls) => match config.connect(tls.clone()).await {
                    Ok((client, connection)) => pass_on(client, connection, &to).await,
                    Err(why) => why.to_string(),
                },
            }
        };
        tokio::select! {
            why = lost => tracing::warn!(why, "the listening connection was lost"),
            _ = closed.wait_for(|closed| *closed) => return,
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = closed.wait_for(|closed| *closed) => return,
        }
    }
}

/// Listens on one connection until it ends; says why it did.
async fn pass_on<S, T>(
    client: tokio_postgres::Client,
    mut connection: Connection<S, T>,
    to: &broadcast::Sender<Wake>,
) -> String
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let listening = Arc::new(client);
    let ready = async {
        let outcome = listening.batch_execute(&format!("LISTEN {CHANNEL}")).await;
        // Whatever was said before this moment was not heard.
        drop(to.send(Wake::Missed));
        outcome
    };
    let heard = async {
        loop {
            match std::future::poll_fn(|cx| connection.poll_message(cx)).await {
                Some(Ok(AsyncMessage::Notification(note))) => {
                    if let Some((channel, payload)) = note.payload().split_once(SEPARATOR) {
                        let (channel, payload) = (channel.into(), payload.into());
                        drop(to.send(Wake::Hint { channel, payload }));
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(why)) => return why.to_string(),
                None => return "the server closed it".to_owned(),
            }
        }
    };
    tokio::pin!(heard);
    tokio::select! {
        why = &mut heard => return why,
        outcome = ready => if let Err(why) = outcome { return why.to_string() },
    }
    heard.await
}
