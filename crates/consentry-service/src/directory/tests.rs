//! Administration against a real directory in a temporary file.
