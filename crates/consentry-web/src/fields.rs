//! The fields of a posted form. Whoever reads them takes each one; what is left over is something
//! that the page does not have, and the form is refused (BI-054).

use std::collections::BTreeMap;

/// The fields of a form.
#[derive(Debug)]
pub struct Fields(BTreeMap<String, Vec<String>>);

impl Fields {
    /// From a form's body (`application/x-www-form-urlencoded`); nothing if it has more than
    /// `most` fields.
    pub fn read(body: &[u8], most: usize) -> Option<Self> {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (at, (name, value)) in form_urlencoded::parse(body).enumerate() {
            if at >= most {
                return None;
            }
            fields.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Some(Self(fields))
    }

    /// Takes a field that came once. One that came twice stays, and is left over.
    pub fn take(&mut self, name: &str) -> Option<String> {
        if self.0.get(name).is_none_or(|values| values.len() != 1) {
            return None;
        }
        self.0.remove(name)?.pop()
    }

    /// Takes all values of a field that may come many times, such as boxes to tick.
    pub fn take_all(&mut self, name: &str) -> Vec<String> {
        self.0.remove(name).unwrap_or_default()
    }

    /// Whether nothing is left over.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_comes_twice_is_not_taken_as_one() {
        let mut fields = Fields::read(b"a=1&b=2&b=3&c=%20x", 4).unwrap();
        assert_eq!(fields.take("a").as_deref(), Some("1"));
        assert_eq!(fields.take("a"), None);
        assert_eq!(fields.take("b"), None);
        assert_eq!(fields.take("c").as_deref(), Some(" x"));
        assert!(!fields.is_empty());
        assert_eq!(fields.take_all("b"), ["2", "3"]);
        assert!(fields.is_empty());
        assert!(Fields::read(b"a=1&b=2&b=3&c=4", 3).is_none());
    }
}
