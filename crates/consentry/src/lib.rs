//! The program around the faces: configuration, listeners, certificates, signals, command line.
//!
//! Nothing about tenants or tokens is decided here. `main.rs` parses the command line and leaves
//! the rest to [`cli`]; everything else is a library, so that tests can drive the parts.

pub mod cli;
pub mod config;
pub mod demo;
pub mod installation;
pub mod lab;
pub mod listen;
pub mod logging;
pub mod mail_route;
pub mod management;
pub mod paths;
pub mod phone;
pub mod runtime;
pub mod serve;
pub mod server;
pub mod tls;
pub mod walkthrough;
