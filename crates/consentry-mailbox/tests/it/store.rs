//! Folders and messages.
