//! Prints the CPU time of one bare Argon2id verification at the cost that passwords have, the
//! yardstick of password sign-ins: `ns_per_password 15000000`.

#![expect(clippy::print_stdout, reason = "the figure is the program's answer")]

use std::{error::Error, fs, hint::black_box};

use argon2::{Algorithm, Argon2, Params, Version};

const PASSWORDS: u64 = 150;
/// The kernel counts processor time in hundredths of a second.
const NANOS_A_TICK: u64 = 10_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    // As OWASP advises and the service does: 19 MiB, two passes, one lane.
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| "no such cost")?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut hash = [0; 32];
    let before = ticks()?;
    for _ in 0..PASSWORDS {
        argon2
            .hash_password_into(b"Demo-pass-2026!", &[7; 16], &mut hash)
            .map_err(|_| "no hash")?;
        black_box(&hash);
    }
    println!("ns_per_password {}", (ticks()? - before) * NANOS_A_TICK / PASSWORDS);
    Ok(())
}

/// User and system time of this process so far.
fn ticks() -> Result<u64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The second field is the program's name in parentheses and may hold blanks.
    let (_, fields) = stat.rsplit_once(')').ok_or("no program name")?;
    let mut times = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    let mut next = || times.next().ok_or("no times");
    Ok(next()?? + next()??)
}
