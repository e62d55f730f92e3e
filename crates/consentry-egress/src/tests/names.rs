//! A name service that says what a test wants, and changes its mind when told to.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use super::server::Server;
use super::{PUBLIC, ip};
use crate::guard::{Found, Lookup};

/// What names lead to, and which listener stands at an address.
#[derive(Default)]
pub(super) struct Names {
    /// The answers to a name, one after the other; the last is repeated.
    answers: BTreeMap<String, Vec<Vec<IpAddr>>>,
    detours: BTreeMap<IpAddr, SocketAddr>,
    asked: Mutex<Vec<String>>,
}

impl Names {
    /// One name at the public address, where this server answers.
    pub(super) fn of(name: &str, server: &Server) -> Arc<Self> {
        Arc::new(Self::default().says(name, &[&[PUBLIC]]).leads(PUBLIC, server.at))
    }

    pub(super) fn says(mut self, name: &str, answers: &[&[&str]]) -> Self {
        let answers = answers.iter().map(|answer| answer.iter().map(|text| ip(text)).collect());
        self.answers.insert(name.to_owned(), answers.collect());
        self
    }

    pub(super) fn leads(mut self, address: &str, to: SocketAddr) -> Self {
        self.detours.insert(ip(address), to);
        self
    }

    /// Which names were asked for.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Lookup for Names {
    fn lookup(&self, name: &str) -> Found {
        let mut asked = self.asked.lock().unwrap();
        let before = asked.iter().filter(|asked| *asked == name).count();
        asked.push(name.to_owned());
        let answers = self.answers.get(name);
        let answer = answers.and_then(|all| all.get(before).or_else(|| all.last())).cloned();
        let answer = answer.ok_or_else(|| io::Error::other("no such name"));
        Box::pin(async { answer })
    }

    fn detour(&self, judged: IpAddr) -> Option<SocketAddr> {
        self.detours.get(&judged).copied()
    }
}

/// A name service that never answers.
pub(super) struct Silence;

impl Lookup for Silence {
    fn lookup(&self, _: &str) -> Found {
        Box::pin(std::future::pending())
    }
}
