//! One ordinary row of what a sign-in writes; a test changes what it is about.

use consentry_model::{FamilyId, Platform, SessionId, Switch, TransactionId, UserId};
use consentry_store::{
    BrowserSession, Code, RefreshState, RefreshToken, Transaction, TransactionState,
};

use crate::world::{NOW, World, hash, later};

pub(crate) fn code(world: &World, text: &str) -> Code {
    Code {
        hash: hash(text),
        tenant: world.contoso.id,
        app: world.app.id,
        user: world.adele.id,
        redirect: "fjordmail://Auth".parse().unwrap(),
        challenge: Some("challenge".to_owned()),
        nonce: None,
        wanted: r#"{"resource":"exchange"}"#.to_owned(),
        family: FamilyId::mint(&world.ids),
        session: SessionId::mint(&world.ids),
        authenticated_at: NOW,
        amr: vec!["pwd".to_owned()],
        issued_at: NOW,
        expires_at: later(60),
        redeemed_at: None,
    }
}

pub(crate) fn refresh_token(world: &World, text: &str, family: FamilyId) -> RefreshToken {
    RefreshToken {
        hash: hash(text),
        family,
        tenant: world.contoso.id,
        app: world.app.id,
        user: world.adele.id,
        platform: Platform::PublicClient,
        session: None,
        ceiling: "{}".to_owned(),
        authenticated_at: NOW,
        amr: vec!["pwd".to_owned()],
        issued_at: NOW,
        expires_at: later(1000),
        family_started_at: NOW,
        predecessor: None,
        state: RefreshState::Live,
        redeemed_at: None,
        user_agent: "Fjord Mail/1.0".to_owned(),
        address: Some("192.0.2.7".parse().unwrap()),
    }
}

pub(crate) fn session(world: &World, cookie: &str, user: UserId, used: u64) -> BrowserSession {
    BrowserSession {
        id: SessionId::mint(&world.ids),
        cookie: hash(cookie),
        tenant: world.contoso.id,
        user,
        authenticated_at: NOW,
        amr: vec!["pwd".to_owned()],
        last_used: later(used),
        kept: Switch::from(used.is_multiple_of(2)),
        user_agent: "Mozilla/5.0".to_owned(),
        address: Some("2001:db8::7".parse().unwrap()),
    }
}

pub(crate) fn transaction(world: &World) -> Transaction {
    Transaction {
        id: TransactionId::mint(&world.ids),
        tenant: None,
        request: r#"{"client_id":"x"}"#.to_owned(),
        stage: "{}".to_owned(),
        binding_hash: hash("binding"),
        user: None,
        proved_at: None,
        state: TransactionState::Open,
        version: 1,
        created_at: NOW,
        expires_at: later(600),
    }
}
