//! What a process has used so far, as Linux counts it: processor time and resident memory.

use std::fs;

use anyhow::{Context as _, Result};

/// Linux counts processor time in hundredths of a second.
const MICROSECONDS_A_TICK: f64 = 10_000.0;

/// User and system time of a process and the children that it waited for, in microseconds.
pub(crate) fn cpu_micros(pid: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = text.rsplit_once(')').context("stat names the program")?;
    let mut ticks = 0_u32;
    for field in fields.split_whitespace().skip(11).take(2) {
        ticks += field.parse::<u32>()?;
    }
    Ok(f64::from(ticks) * MICROSECONDS_A_TICK)
}

/// Resident memory in MiB.
pub(crate) fn resident_mib(pid: u32) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// The middle of an odd number of values.
pub(crate) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
