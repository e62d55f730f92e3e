//! The directory: migrations, queries, facts, sessions, tokens, logs.
