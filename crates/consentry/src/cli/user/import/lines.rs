//! A file's lines, however they end: CRLF is read as LF, so that lines are counted alike.

use std::io::{self, BufRead, Read};

/// What is read, without the CR before an LF.
#[derive(Debug)]
pub(super) struct Lines<R>(pub(super) R);

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> io::Result<Option<u8>> {
        let byte = self.0.fill_buf()?.first().copied();
        if byte.is_some() {
            self.0.consume(1);
        }
        Ok(byte)
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut count = 0_usize;
        for place in out {
            let mut next = self.next()?;
            if next == Some(b'\r') && self.0.fill_buf()?.first() == Some(&b'\n') {
                next = self.next()?;
            }
            let Some(byte) = next else { break };
            *place = byte;
            count = count.saturating_add(1);
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    #[test]
    fn only_the_cr_before_an_lf_goes_wherever_a_buffer_ends() {
        for capacity in 1..5 {
            let file: &[u8] = b"a\r\nb\rc\r\r\n\n\r";
            let mut text = Vec::new();
            Lines(BufReader::with_capacity(capacity, file)).read_to_end(&mut text).unwrap();
            assert_eq!(text, b"a\nb\rc\r\n\n\r", "{capacity}");
        }
    }
}
