//! Random values from the crypto library's own generator.

use aws_lc_rs::rand;
use consentry_model::IdSource;

/// Values nobody can predict, from the generator that also makes keys.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    fn fill(&self, bytes: &mut [u8]) {
        if rand::fill(bytes).is_err() {
            // Codes and tokens from a broken generator could be guessed, so nothing may go on.
            tracing::error!("the system has no random values; the process ends");
            std::process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_are_version_4() {
        let (a, b) = (SystemIds.uuid(), SystemIds.uuid());
        assert_ne!(a, b);
        assert_eq!((a.get_version_num(), b.get_version_num()), (4, 4));
    }
}
