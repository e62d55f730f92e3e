//! Prints the first table of `docs/parity.md`; a test of the program's crate compares the two.

#![expect(clippy::print_stdout, reason = "the table is the program's answer")]

use consentry_model::Difference;

fn main() {
    print!("{}", Difference::ledger());
}
