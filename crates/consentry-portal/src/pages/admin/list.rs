//! What lists share: paging by cursor.

/// The links to the pages beside this one; the query keeps the filters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paging {
    /// To newer rows, or those before in the alphabet.
    pub newer: Option<String>,
    /// To older rows, or those after.
    pub older: Option<String>,
}

impl Paging {
    pub(crate) fn is_needed(&self) -> bool {
        self.newer.is_some() || self.older.is_some()
    }
}
