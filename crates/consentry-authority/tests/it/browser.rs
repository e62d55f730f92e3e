//! A browser without scripts: cookies, pages, and their forms.

use axum::body::Body;
use http::{Request, request::Builder};

use crate::world::{Answer, PASSWORD, World, encoded};

/// One browser.
pub(crate) struct Browser<'a> {
    world: &'a World,
    cookies: Vec<(String, String)>,
}

/// A page on display: where its form goes and what it carries.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) action: String,
    pub(crate) transaction: String,
    pub(crate) csrf: String,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        Self { world, cookies: Vec::new() }
    }

    /// The same cookies in another hand.
    pub(crate) fn stolen(&self) -> Self {
        Self { world: self.world, cookies: self.cookies.clone() }
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(n, _)| n != name);
        self.cookies.push((name.to_owned(), value.to_owned()));
    }

    /// Opens an address.
    pub(crate) async fn open(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header("accept", "text/html");
        self.go(request.header("cookie", self.header()).body(Body::empty()).unwrap()).await
    }

    /// Posts fields to a path.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_as(Request::post(path), fields).await
    }

    /// Posts fields with headers of one's own.
    pub(crate) async fn post_as(&mut self, request: Builder, fields: &[(&str, &str)]) -> Answer {
        let request = request
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", self.header())
            .body(Body::from(encoded(fields)));
        self.go(request.unwrap()).await
    }

    /// Submits a page's form with more fields.
    pub(crate) async fn submit(&mut self, page: &Page, fields: &[(&str, &str)]) -> Answer {
        let mut all =
            vec![("transaction", page.transaction.as_str()), ("csrf", page.csrf.as_str())];
        all.extend_from_slice(fields);
        self.post(&page.action, &all).await
    }

    /// Types a code on the page for devices.
    pub(crate) async fn submit_code(&mut self, page: &Page, code: &str) -> Answer {
        let fields = [("csrf", page.csrf.as_str()), ("user_code", code), ("action", "next")];
        self.post(&page.action, &fields).await
    }

    /// Types account and password.
    pub(crate) async fn sign_in(&mut self, page: &Page, account: &str) -> Answer {
        let fields = [("username", account), ("password", PASSWORD), ("action", "sign-in")];
        self.submit(page, &fields).await
    }

    pub(crate) fn header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    async fn go(&mut self, request: Request<Body>) -> Answer {
        let answer = self.world.send(request).await;
        for header in answer.headers.get_all("set-cookie") {
            let pair = header.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.set_cookie(name, value);
        }
        answer
    }
}

impl Answer {
    /// The page on display.
    pub(crate) fn page(&self) -> Page {
        let field = |name: &str| {
            let mark = format!("name=\"{name}\" value=\"");
            attribute(&self.body, &mark)
        };
        Page {
            name: self.page_name(),
            action: attribute(&self.body, "action=\""),
            transaction: field("transaction"),
            csrf: field("csrf"),
        }
    }

    /// Which page it is; empty if it is none.
    pub(crate) fn page_name(&self) -> String {
        attribute(&self.body, "data-page=\"")
    }
}

fn attribute(html: &str, mark: &str) -> String {
    html.split_once(mark)
        .and_then(|(_, tail)| tail.split_once('"'))
        .map(|(value, _)| value.replace("&amp;", "&"))
        .unwrap_or_default()
}
