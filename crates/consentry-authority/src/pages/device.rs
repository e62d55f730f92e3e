//! The pages of a sign-in for a device: the code is typed, the person says that he began it, and
//! the end, after which the window may be closed.

use consentry_pages::{App, FormTarget, Shown, page};

/// The code that a device shows is typed; field `user_code`, never filled in.
#[derive(Debug, Clone)]
pub struct EnterUserCode {
    /// Where the form goes.
    pub action: String,
    /// Its token.
    pub csrf: String,
    /// What was wrong with the last one.
    pub problem: Option<UserCodeProblem>,
}

/// What was wrong with a user code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserCodeProblem {
    /// The text.
    pub key: &'static str,
    /// The code behind the words.
    pub code: u32,
}

page!(EnterUserCode, "enter_user_code.html", |_v| None);

/// Who asks, and from where, before anybody signs in.
#[derive(Debug, Clone)]
pub struct ConfirmDevice {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation, if the device named one.
    pub tenant: Option<Shown>,
    /// Who asks.
    pub app: App,
    /// From where.
    pub address: Shown,
}

page!(ConfirmDevice, "confirm_device.html", |_v| None);

/// The end of it.
#[derive(Debug, Clone)]
pub struct DeviceEnd {
    /// The organisation.
    pub tenant: Option<Shown>,
    /// Who asked.
    pub app: App,
    /// Whether the device gets its tokens.
    pub signed_in: bool,
}

page!(DeviceEnd, "device_end.html", |_v| None);
