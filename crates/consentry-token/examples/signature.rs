//! Prints the CPU time of one bare RSA-2048 signature, the yardstick of the token endpoint:
//! `ns_per_signature 250000`.

#![expect(clippy::print_stdout, reason = "the figure is the program's answer")]

use std::{error::Error, fs, hint::black_box};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};

const SIGNATURES: u64 = 6000;
/// The kernel counts processor time in hundredths of a second.
const NANOS_A_TICK: u64 = 10_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| "no key")?;
    let message = [b'x'; 1024];
    let mut signature = [0; 256];
    let before = ticks()?;
    for _ in 0..SIGNATURES {
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &message, &mut signature)
            .map_err(|_| "no signature")?;
        black_box(&signature);
    }
    println!("ns_per_signature {}", (ticks()? - before) * NANOS_A_TICK / SIGNATURES);
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
