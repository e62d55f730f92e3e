//! OAuth 2.0 and OpenID Connect endpoints and the pages people see.

pub mod pages;
