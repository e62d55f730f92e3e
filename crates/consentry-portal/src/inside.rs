//! The door to the pages of this server: who is signed in, and what a handler needs of it.
//!
//! Whoever is not signed in, or may not be, is led to the sign-in page, which tells him why. A
//! form counts only with the token of its page in this session, from our own origin (A50).

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use consentry_model::{SessionId, Tenant, User};
use consentry_pages::Frame;
use consentry_service::{OwnPage, Service, SignedIn};
use consentry_store::Actor;
use consentry_web::{Context, Failure, Fields, frame, see_other, sign_in_for};
use http::{Method, Uri, request::Parts};

use crate::{admin, myapps, pages::Token, trouble::Trouble};

/// More fields than any form has.
const MOST_FIELDS: usize = 1_000;

/// Somebody signed in, and his request.
#[derive(Debug, Clone)]
pub(crate) struct Inside {
    pub(crate) service: Arc<Service>,
    pub(crate) context: Context,
    who: Arc<SignedIn>,
    uri: Uri,
}

/// Lets in whoever is signed in for a page, and makes a page of what went wrong behind it.
pub(crate) async fn enter(
    State((service, page)): State<(Arc<Service>, OwnPage)>,
    context: Context,
    mut request: Request,
    next: Next,
) -> Response {
    let who = match service.signed_in(page, &context.browser).await {
        Ok(Ok(who)) => Arc::new(who),
        Ok(Err(_)) => return see_other(&sign_in_for(way_back(page, &request))),
        Err(error) => return Failure(error).into_response(),
    };
    let inside = Inside { service, context, who, uri: request.uri().clone() };
    request.extensions_mut().insert(inside.clone());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Trouble>() {
        Some(trouble) => match page {
            OwnPage::Admin => admin::trouble(&inside, trouble).await,
            OwnPage::MyApps => myapps::trouble(&inside, trouble),
        },
        None => response,
    }
}

/// Where to go after signing in: the page itself, or the first one after a form.
fn way_back(page: OwnPage, request: &Request) -> &str {
    let path = request.uri().path_and_query().map(http::uri::PathAndQuery::as_str);
    path.filter(|_| request.method() == Method::GET).unwrap_or_else(|| page.path())
}

impl Inside {
    pub(crate) fn tenant(&self) -> &Tenant {
        &self.who.tenant
    }

    pub(crate) fn user(&self) -> &User {
        &self.who.user
    }

    /// His session in this browser.
    pub(crate) fn session(&self) -> SessionId {
        self.who.session
    }

    /// Who is signed in, and how.
    pub(crate) fn signed_in(&self) -> &SignedIn {
        &self.who
    }

    /// He, as the one who acts.
    pub(crate) fn actor(&self) -> Actor {
        let user = self.user();
        Actor::User { id: user.id, name: user.upn.to_string() }
    }

    /// The frame of a page for him.
    pub(crate) fn frame(&self) -> Frame {
        frame(&self.service, &self.context, None)
    }

    /// The path that was asked for.
    pub(crate) fn path(&self) -> &str {
        self.uri.path()
    }

    /// A parameter of the query; empty if it is absent.
    pub(crate) fn query(&self, name: &str) -> String {
        let query = self.uri.query().unwrap_or_default();
        let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
    }

    /// The token of the forms on the page at a path.
    pub(crate) fn token(&self, page: &str) -> Token {
        Token(self.service.form_token(&self.who, page).into_exposed())
    }

    /// The fields of a form of the page at a path, if it came from there.
    pub(crate) fn form(&self, page: &str, body: &[u8]) -> Result<Fields, Trouble> {
        let mut fields = Fields::read(body, MOST_FIELDS).ok_or(Trouble::Expired)?;
        let token = fields.take("csrf").unwrap_or_default();
        self.bound(page, &token)?;
        Ok(fields)
    }

    /// Whether a form with this token came from the page at a path.
    pub(crate) fn bound(&self, page: &str, token: &str) -> Result<(), Trouble> {
        let ours = self.service.origin().to_string();
        let foreign = self.context.origin.as_ref().is_some_and(|origin| *origin != ours);
        if !foreign && self.service.check_form_token(&self.who, page, token) {
            Ok(())
        } else {
            Err(Trouble::Expired)
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Inside {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Trouble> {
        parts.extensions.get::<Self>().cloned().ok_or(Trouble::Expired)
    }
}
