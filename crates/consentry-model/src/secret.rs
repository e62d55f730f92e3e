//! A value that never shows in logs, panics or debug output, and whose comparison tells nothing by
//! its time (A105).

use std::fmt;

use subtle::ConstantTimeEq;

/// Wraps a password, token, code or key. Prints `…` always, in debug builds too.
#[derive(Clone)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value; the call is easy to search for.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Gives the value away.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

/// Whether two secrets are the same: every byte is looked at, wherever the first difference is. The
/// one comparison of secrets; only their length is no secret.
pub fn is_same_secret<B: ConstantTimeEq>(one: &[B], other: &[B]) -> bool {
    one.ct_eq(other).into()
}

impl<T: AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        is_same_secret(self.0.as_ref(), other.0.as_ref())
    }
}

impl<T: AsRef<[u8]>> Eq for Secret<T> {}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use subtle::Choice;

    use super::*;

    #[test]
    fn a100_a_secret_prints_as_dots() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret} {secret:?}"), "… …");
        assert_eq!(secret.expose(), "hunter2");
    }
    /// A byte that counts how often it was compared.
    struct Counting<'a>(u8, &'a Cell<usize>);

    impl ConstantTimeEq for Counting<'_> {
        fn ct_eq(&self, other: &Self) -> Choice {
            self.1.set(self.1.get() + 1);
            self.0.ct_eq(&other.0)
        }
    }

    #[test]
    fn a105_every_byte_is_compared_wherever_the_difference_is() {
        let counter = Cell::new(0);
        let text = |text: &[u8]| -> Vec<Counting<'_>> {
            text.iter().map(|byte| Counting(*byte, &counter)).collect()
        };
        for (name, other, want) in [
            ("the same", *b"0123456789abcdef", true),
            ("the first byte differs", *b"x123456789abcdef", false),
            ("the last byte differs", *b"0123456789abcdex", false),
            ("all differ", *b"xxxxxxxxxxxxxxxx", false),
        ] {
            counter.set(0);
            assert_eq!(is_same_secret(&text(b"0123456789abcdef"), &text(&other)), want, "{name}");
            assert_eq!(counter.get(), 16, "{name}");
        }
    }

    #[test]
    fn a105_secrets_are_compared_by_it() {
        let secret = |text: &str| Secret::new(text.to_owned());
        assert_eq!(secret("hunter2"), secret("hunter2"));
        assert_ne!(secret("hunter2"), secret("hunter3"));
        assert_ne!(secret("hunter2"), secret("hunter"));
    }
}
