//! What one bare RSA-2048 signature costs: the floor below every token that is issued.
//!
//! Prints nanoseconds of processor time a signature, measured over two seconds and more.
//! `cargo xtask bench` compares the token endpoint with it.
#![expect(clippy::print_stdout, reason = "the figure is what this program is for")]

use std::error::Error;
use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::RSA_PKCS1_SHA256;

const LONG_ENOUGH: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn Error>> {
    let key = KeyPair::generate(KeySize::Rsa2048)?;
    let random = SystemRandom::new();
    // As long as the signed part of an access token.
    let message = [b'e'; 900];
    let mut signature = vec![0; key.public_modulus_len()];
    let begun = Instant::now();
    let cpu = processor_ticks()?;
    let mut signatures = 0_u64;
    while begun.elapsed() < LONG_ENOUGH {
        for _ in 0..100 {
            key.sign(&RSA_PKCS1_SHA256, &random, &message, &mut signature)?;
        }
        signatures += 100;
    }
    let nanoseconds = (processor_ticks()? - cpu) * 10_000_000 / signatures;
    println!("ns_per_signature {nanoseconds}");
    Ok(())
}

/// User and system time of this process in hundredths of a second.
fn processor_ticks() -> Result<u64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let (_, after_name) = text.rsplit_once(')').ok_or("stat names the program")?;
    let ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    Ok(ticks.sum::<Result<u64, _>>()?)
}
