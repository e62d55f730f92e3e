//! A request body that has to make progress.
//!
//! It may be slow, since phones are, but not so slow that it only holds a place: [`BODY_TIME`]
//! and a second more for each kibibyte that came. Size is not judged here but by the faces.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use super::{BODY_BYTES_PER_SECOND, BODY_TIME};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The sender of a body stopped, or sends too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
pub(super) struct TooSlow;

/// Says afterwards whether a body was given up.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict(Arc<AtomicBool>);

impl Verdict {
    pub(super) fn was_too_slow(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A body under the clock.
#[derive(Debug)]
pub(super) struct Paced<B> {
    inner: B,
    started: Instant,
    received: u64,
    wait: Option<Pin<Box<Sleep>>>,
    verdict: Verdict,
}

impl<B> Paced<B> {
    pub(super) fn new(inner: B, verdict: Verdict) -> Self {
        Self { inner, started: Instant::now(), received: 0, wait: None, verdict }
    }

    fn deadline(&self) -> Instant {
        let earned = Duration::from_secs(self.received / BODY_BYTES_PER_SECOND);
        self.started + BODY_TIME + earned
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let me = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut me.inner).poll_frame(cx) {
            if let Some(data) = frame.as_ref().and_then(|f| f.as_ref().ok()?.data_ref()) {
                me.received = me.received.saturating_add(data.len() as u64);
            }
            me.wait = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let deadline = me.deadline();
        let wait = me.wait.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        ready!(wait.as_mut().poll(cx));
        me.verdict.0.store(true, Ordering::Release);
        Poll::Ready(Some(Err(TooSlow.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::{BodyExt, StreamBody};
    use tokio::time::sleep;

    use super::*;

    fn dripping(
        bytes: usize,
        every: Duration,
        times: u32,
    ) -> impl Body<Data = Bytes, Error = BoxError> + Unpin {
        StreamBody::new(Box::pin(stream::unfold(0, move |sent| async move {
            if sent == times {
                return None;
            }
            sleep(every).await;
            Some((Ok(Frame::data(Bytes::from(vec![b'x'; bytes]))), sent + 1))
        })))
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_phone_may_take_its_time_but_must_send() {
        for (name, bytes, every, times, ends) in [
            ("at once", 10, 0, 1, true),
            ("2 kB a second for five minutes", 2048, 1, 300, true),
            ("one byte a second", 1, 1, 300, false),
            ("nothing for half a minute", 10, 31, 1, false),
        ] {
            let verdict = Verdict::default();
            let body = dripping(bytes, Duration::from_secs(every), times);
            let read = Paced::new(body, verdict.clone()).collect().await;
            assert_eq!(read.is_ok(), ends, "{name}");
            assert_eq!(verdict.was_too_slow(), !ends, "{name}");
        }
    }
}
