//! The pages people see while they sign in: view models in, finished HTML with its headers out.
//!
//! Nothing here decides anything. Each page is a plain struct whose `render` fills a template that
//! is compiled in. Texts, the page around it and the security headers (A13, A52, A53) come from
//! `consentry_pages`, so an endpoint cannot forget them; every value from outside is a
//! [`consentry_pages::Shown`] or escaped by the template.

mod approval;
mod consent;
mod demo_web;
mod device;
mod error;
mod forgotten;
mod form_post;
mod lookup;
mod sign_in;
mod sign_out;
#[cfg(test)]
mod tests;

pub use approval::{ApprovalProblem, ApprovalRequired, ApprovalSent, Sent};
pub use consent::{AdminConsentDone, ConfirmReturn, Consent, NeedAdmin, OrganizationConsent};
pub use demo_web::DemoWeb;
pub use device::{ConfirmDevice, DeviceEnd, EnterUserCode, UserCodeProblem};
pub use error::{ErrorPage, HAS_TEXT};
pub use forgotten::{AskForLink, LinkOver, PasswordSaved, ResetPassword};
pub use form_post::FormPost;
pub use lookup::{ErrorLookup, code_in};
pub use sign_in::{
    AccountPicker, ChangePassword, ChangeProblem, Purpose, Session, SignIn, SignInProblem,
};
pub use sign_out::{SignOut, SignedOut};
