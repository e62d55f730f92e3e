#![cfg(test)]
//! The layer on both engines: the twelve rules, units of work, migrations, upkeep.

mod basics;
