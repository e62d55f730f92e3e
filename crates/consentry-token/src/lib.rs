//! Signing keys, JSON web tokens, PKCE, opaque tokens and sealed secrets.
