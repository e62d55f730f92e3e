//! An answer in several parts: the WBXML body first, raw bytes behind it (MS-ASCMD 2.2.1.10.1).
//!
//! The head is the number of parts and, for each, its offset from the start and its length, all
//! as little-endian integers of 32 bits.

#![warn(clippy::arithmetic_side_effects)]

/// The media type of such an answer.
pub const CONTENT_TYPE: &str = "application/vnd.ms-sync.multipart";

/// The largest number of parts that is read.
pub const MAX_PARTS: usize = 10_000;

/// An answer that cannot be taken apart, or put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMultipart {
    /// The head is cut short or names bytes that are not there.
    #[error("the parts do not lie inside the answer")]
    Outside,
    /// There is no part, or more than [`MAX_PARTS`].
    #[error("there are no parts or more than {MAX_PARTS}")]
    Count,
    /// The answer would be larger than its head can say.
    #[error("the answer is larger than 4 GiB")]
    TooLarge,
}

/// Puts an answer together; part 0 is the body, the others are numbered from 1.
pub fn write(body: &[u8], parts: &[Vec<u8>]) -> Result<Vec<u8>, InvalidMultipart> {
    let all = || std::iter::once(body).chain(parts.iter().map(Vec::as_slice));
    let count = parts.len().saturating_add(1);
    if count > MAX_PARTS {
        return Err(InvalidMultipart::Count);
    }
    let head = count.saturating_mul(8).saturating_add(4);
    let mut out = Vec::with_capacity(all().map(<[u8]>::len).fold(head, usize::saturating_add));
    out.extend(length(count)?);
    let mut offset = head;
    for part in all() {
        out.extend(length(offset)?);
        out.extend(length(part.len())?);
        offset = offset.saturating_add(part.len());
    }
    for part in all() {
        out.extend(part);
    }
    Ok(out)
}

fn length(number: usize) -> Result<[u8; 4], InvalidMultipart> {
    u32::try_from(number).map(u32::to_le_bytes).map_err(|_| InvalidMultipart::TooLarge)
}

/// Takes an answer apart.
pub fn read(answer: &[u8]) -> Result<Vec<&[u8]>, InvalidMultipart> {
    let mut head = answer;
    let count = integer(&mut head)?;
    if count == 0 || count > MAX_PARTS {
        return Err(InvalidMultipart::Count);
    }
    (0..count)
        .map(|_| {
            let offset = integer(&mut head)?;
            let length = integer(&mut head)?;
            let rest = answer.get(offset..).ok_or(InvalidMultipart::Outside)?;
            rest.get(..length).ok_or(InvalidMultipart::Outside)
        })
        .collect()
}

fn integer(head: &mut &[u8]) -> Result<usize, InvalidMultipart> {
    let (bytes, rest) = head.split_first_chunk().ok_or(InvalidMultipart::Outside)?;
    *head = rest;
    usize::try_from(u32::from_le_bytes(*bytes)).map_err(|_| InvalidMultipart::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_parts() {
        let answer = write(b"body", &[b"".to_vec(), b"\0\xFF".to_vec()]).unwrap();
        let head = [3, 0, 0, 0, 28, 0, 0, 0, 4, 0, 0, 0, 32, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0, 2];
        assert_eq!(answer[..25], head);
        assert_eq!(read(&answer), Ok(vec![b"body".as_slice(), b"", b"\0\xFF"]));
        for end in 0..answer.len() {
            assert!(read(&answer[..end]).is_err(), "{end}");
        }
    }

    #[test]
    fn number_of_parts_at_the_edge() {
        let parts = |count| write(b"", &vec![Vec::new(); count]);
        assert_eq!(read(&parts(MAX_PARTS - 1).unwrap()).map(|parts| parts.len()), Ok(MAX_PARTS));
        assert_eq!(parts(MAX_PARTS), Err(InvalidMultipart::Count));
        assert_eq!(read(&[0; 4]), Err(InvalidMultipart::Count));
        assert_eq!(read(&[0xFF; 400]), Err(InvalidMultipart::Count));
    }
}
