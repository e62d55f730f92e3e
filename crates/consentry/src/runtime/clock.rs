//! The system's clock, which the lab can move (ruling 32).

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use consentry_model::{Clock, Timestamp};

/// The system's time plus an offset that only the demo's lab ever sets.
#[derive(Debug, Default)]
pub struct SystemClock {
    offset_millis: AtomicI64,
}

impl SystemClock {
    /// The clock as it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// Milliseconds that the lab's clock is ahead.
    pub fn offset_millis(&self) -> i64 {
        self.offset_millis.load(Ordering::Relaxed)
    }

    /// Takes an offset over, for instance the one that another node wrote to the database.
    pub fn set_offset_millis(&self, millis: i64) {
        self.offset_millis.store(millis, Ordering::Relaxed);
    }

    /// Moves the clock forward and returns the new offset in milliseconds.
    pub fn advance(&self, span: Duration) -> i64 {
        let millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        self.offset_millis.fetch_add(millis, Ordering::Relaxed).saturating_add(millis)
    }

    /// The time outside the lab: certificates are judged by other programs, whose clocks stand.
    pub fn real_now() -> Timestamp {
        Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(Self::real_now().millis().saturating_add(self.offset_millis()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lab_moves_the_clock() {
        let clock = SystemClock::new();
        let before = clock.now();
        assert_eq!(clock.advance(Duration::from_hours(744)), 744 * 3_600_000);
        assert!(clock.now().since(before) >= Duration::from_hours(744));
        clock.set_offset_millis(0);
        assert!(clock.now().since(before) < Duration::from_hours(1));
    }
}
