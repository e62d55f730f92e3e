//! The time that a request's headers may take, apart from the wait between two requests.
//!
//! hyper has one timer for both, and a phone may keep a connection open for a minute while a
//! sender of one byte a second may not (A94). So the socket is watched: a head that came in
//! pieces gets a deadline of its own.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::HEAD_TIME;

/// Waiting for the first byte of a request.
const BETWEEN: u8 = 0;
/// Some of the head is here.
const HEAD: u8 = 1;
/// A handler has the request.
const HANDLED: u8 = 2;

/// Whose turn it is on a connection: the reader's and the handler's shared knowledge.
#[derive(Debug)]
pub(super) struct Turn(AtomicU8);

/// A new connection owes its first request at once.
impl Default for Turn {
    fn default() -> Self {
        Self(AtomicU8::new(HEAD))
    }
}

impl Turn {
    pub(super) fn head_is_in(&self) {
        self.0.store(HANDLED, Ordering::Release);
    }

    pub(super) fn answered(&self) {
        self.0.store(BETWEEN, Ordering::Release);
    }

    fn is(&self, phase: u8) -> bool {
        self.0.load(Ordering::Acquire) == phase
    }
}

/// A stream whose reads fail once a head has taken too long.
#[derive(Debug)]
pub(super) struct Watched<T> {
    stream: T,
    turn: Arc<Turn>,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<T> Watched<T> {
    pub(super) fn new(stream: T, turn: Arc<Turn>) -> Self {
        Self { stream, turn, deadline: None }
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Watched<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let me = self.get_mut();
        let before = out.filled().len();
        let read = Pin::new(&mut me.stream).poll_read(cx, out);
        if out.filled().len() > before && me.turn.is(BETWEEN) {
            me.turn.0.store(HEAD, Ordering::Release);
        }
        if !me.turn.is(HEAD) {
            me.deadline = None;
            return read;
        }
        if read.is_pending() {
            let deadline = me.deadline.get_or_insert_with(|| Box::pin(sleep(HEAD_TIME)));
            ready!(deadline.as_mut().poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Watched<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        time::Instant,
    };

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a94_a_head_in_pieces_has_ten_seconds_in_all() {
        let (mut phone, server) = duplex(64);
        let turn = Arc::new(Turn::default());
        let mut watched = Watched::new(server, turn);
        let start = Instant::now();
        let sender = async {
            for _ in 0..30 {
                phone.write_all(b"G").await.unwrap();
                sleep(Duration::from_secs(1)).await;
            }
        };
        let reader = async {
            let mut byte = [0];
            loop {
                if let Err(error) = watched.read_exact(&mut byte).await {
                    return error.kind();
                }
            }
        };
        tokio::select! {
            () = sender => panic!("never ended"),
            kind = reader => assert_eq!(kind, io::ErrorKind::TimedOut),
        }
        assert_eq!(start.elapsed(), HEAD_TIME);
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_between_requests_and_in_a_handler_is_not_counted() {
        let (mut phone, server) = duplex(64);
        let turn = Arc::new(Turn::default());
        let mut watched = Watched::new(server, turn.clone());
        turn.head_is_in();
        turn.answered();
        let late = async {
            sleep(Duration::from_mins(1)).await;
            phone.write_all(b"G").await.unwrap();
        };
        let mut byte = [0];
        let (read, ()) = tokio::join!(watched.read_exact(&mut byte), late);
        assert_eq!(read.unwrap(), 1);
    }
}
