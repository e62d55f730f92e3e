//! SIGINT and SIGTERM: the first asks for a graceful end, the second does not wait (exit 130).

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Tasks;

/// What a shell expects of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Gives the order to stop at the first signal and ends the process at the second.
pub fn stop_on_signals(tasks: &Tasks) -> io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let tasks = tasks.clone();
    // Not one of the tracked tasks: it must outlive them all to hear the second signal.
    #[expect(clippy::disallowed_methods, reason = "the end of the process must not wait for this")]
    drop(tokio::spawn(async move {
        either(&mut interrupt, &mut terminate).await;
        tracing::info!("ending; a second signal ends at once");
        tasks.stop();
        either(&mut interrupt, &mut terminate).await;
        leave();
    }));
    Ok(())
}

async fn either(interrupt: &mut Signal, terminate: &mut Signal) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}

#[expect(clippy::exit, reason = "the operator asked twice; open requests are given up")]
fn leave() {
    std::process::exit(INTERRUPTED);
}
