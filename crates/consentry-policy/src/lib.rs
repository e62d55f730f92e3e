//! The one pure function that judges every sign-in attempt.
