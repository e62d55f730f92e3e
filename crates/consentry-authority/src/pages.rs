//! The pages people see while they sign in: view models in, finished HTML with its headers out.
//!
//! Nothing here decides anything. Each page is a plain struct whose `render` fills a template that
//! is compiled in, with texts from `texts/` in the reader's language. Every value from outside is
//! a [`Shown`] or escaped by the template; the security headers come with the page (A13, A52,
//! A53), so an endpoint cannot forget them.

mod asset;
mod consent;
mod demo_web;
mod error;
mod form_post;
mod locale;
mod lookup;
mod part;
mod permission;
mod security;
mod shown;
mod sign_in;
#[cfg(test)]
mod tests;
mod text;

pub use asset::{Asset, asset};
pub use consent::{AdminConsentDone, ConfirmReturn, Consent, NeedAdmin, OrganizationConsent};
pub use demo_web::DemoWeb;
pub use error::{ErrorPage, HAS_TEXT};
pub use form_post::FormPost;
pub use locale::Locale;
pub use lookup::{ErrorLookup, code_in};
pub use part::{Account, App, FormTarget, Publisher, ReturnAddress, Support};
pub use permission::{ActsAs, Permission};
pub use security::{Html, Nonce, security_headers};
pub use shown::Shown;
pub use sign_in::{
    AccountPicker, ChangePassword, ChangeProblem, Purpose, Session, SignIn, SignInProblem,
    SignedOut,
};

use self::text::{Rich, Texts};

/// What every page needs beside its own content: the reader's language and this answer's nonce.
#[derive(Debug, Clone)]
pub struct Frame {
    locale: Locale,
    nonce: Nonce,
}

impl Frame {
    /// For one answer; a nonce is used once.
    pub fn new(locale: Locale, nonce: Nonce) -> Self {
        Self { locale, nonce }
    }

    /// The reader's language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    fn nonce(&self) -> &str {
        self.nonce.as_str()
    }

    /// A text without placeholders, to be escaped by the template.
    fn text(&self, key: &str) -> String {
        Texts::of(self.locale).plain(key, &[])
    }

    /// A text with one placeholder for a title or an attribute.
    fn plain(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        Texts::of(self.locale).plain(key, &[(name, value.to_string())])
    }

    /// A text with one placeholder, whose value is set apart from the sentence around it.
    fn rich(&self, key: &str, name: &str, value: impl std::fmt::Display) -> Rich {
        Texts::of(self.locale).rich(key, &[(name, value.to_string())])
    }

    /// The same with two placeholders, given as name, value, name, value.
    fn rich2(
        &self,
        key: &str,
        name: &str,
        value: impl std::fmt::Display,
        second: &str,
        second_value: impl std::fmt::Display,
    ) -> Rich {
        let args = [(name, value.to_string()), (second, second_value.to_string())];
        Texts::of(self.locale).rich(key, &args)
    }
}

/// Gives a view model its `render`: the template sees the model as `v` and the [`Frame`] as `s`.
///
/// `$returns` names the method or expression that yields where this page's forms may lead.
macro_rules! page {
    ($view:ident, $template:literal, |$v:ident| $returns:expr) => {
        impl $view {
            /// The finished page with its headers.
            pub fn render(&self, frame: &$crate::pages::Frame) -> $crate::pages::Html {
                #[derive(askama::Template)]
                #[template(path = $template)]
                struct Filled<'a> {
                    v: &'a $view,
                    s: &'a $crate::pages::Frame,
                }
                let body = askama::Template::render(&Filled { v: self, s: frame });
                let $v = self;
                $crate::pages::Html::of(body, &frame.nonce, $returns)
            }
        }
    };
}
use page;
