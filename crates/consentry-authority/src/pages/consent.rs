//! The pages where trust is asked: consent for oneself, consent for the organisation, the need
//! for an administrator, the way back to an app, and the page after a recorded grant.
//!
//! Each names the application, its publisher and where it returns. Form field `action`: `accept`,
//! `cancel`, `other` (another account), `administrator`; the check box is `on_behalf`.

use consentry_model::NeedsAdmin;
use consentry_pages::{
    Account, App, Audience, FormTarget, Frame, Line, Permission, Rich, Shown, Support, Trust,
    lines, page,
};

/// A person is asked to let an application act on his or her data.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation.
    pub tenant: Shown,
    /// Who asks.
    pub app: App,
    /// What is known of it.
    pub trust: Trust,
    /// Who is signed in.
    pub account: Account,
    /// What is asked for.
    pub permissions: Vec<Permission>,
    /// This person may consent for everybody, so the check box is there.
    pub may_consent_for_all: bool,
}

impl Consent {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Person, frame)
    }
}

page!(Consent, "consent.html", |v| v.app.returns_to.as_ref());

/// An administrator is asked to accept for everybody.
#[derive(Debug, Clone)]
pub struct OrganizationConsent {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation.
    pub tenant: Shown,
    /// Who asks.
    pub app: App,
    /// What is known of it.
    pub trust: Trust,
    /// The administrator.
    pub account: Account,
    /// What is asked for.
    pub permissions: Vec<Permission>,
    /// Accepting replaces an earlier consent for everybody.
    pub replaces_earlier: bool,
}

impl OrganizationConsent {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Organization, frame)
    }
}

page!(OrganizationConsent, "organization_consent.html", |v| v.app.returns_to.as_ref());

/// The person may not consent, and nobody who may has done it.
#[derive(Debug, Clone)]
pub struct NeedAdmin {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation.
    pub tenant: Shown,
    /// Who asks.
    pub app: App,
    /// What is known of it.
    pub trust: Trust,
    /// Who is signed in.
    pub account: Account,
    /// What the application needs.
    pub permissions: Vec<Permission>,
    /// Which kind of rule asks for an administrator.
    pub because: NeedsAdmin,
    /// The code of that kind.
    pub code: u32,
    /// What a support desk asks for.
    pub support: Support,
}

impl NeedAdmin {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Person, frame)
    }

    fn why(&self, frame: &Frame) -> Rich {
        why(self.because, &self.app.name, &self.tenant, frame)
    }

    fn is_risky(&self) -> bool {
        self.because == NeedsAdmin::Risk
    }
}

/// Why only an administrator can grant, in a sentence.
pub(super) fn why(because: NeedsAdmin, app: &Shown, tenant: &Shown, frame: &Frame) -> Rich {
    let key = match because {
        NeedsAdmin::Always => "why-admin-always",
        NeedsAdmin::Policy => "why-admin-policy",
        NeedsAdmin::Risk => "why-admin-risk",
    };
    frame.rich2(key, "app", app, "tenant", tenant)
}

page!(NeedAdmin, "need_admin.html", |v| v.app.returns_to.as_ref());

/// Single sign-on needed neither password nor consent; an app on the device still gets its answer
/// only after the person said so (ruling 2).
#[derive(Debug, Clone)]
pub struct ConfirmReturn {
    /// Where the form goes.
    pub form: FormTarget,
    /// The organisation.
    pub tenant: Shown,
    /// Who asks.
    pub app: App,
    /// Who is signed in.
    pub account: Account,
}

page!(ConfirmReturn, "confirm_return.html", |v| v.app.returns_to.as_ref());

/// The grant is recorded, and the address of the link gets nothing (ruling 5).
#[derive(Debug, Clone)]
pub struct AdminConsentDone {
    /// The organisation.
    pub tenant: Shown,
    /// Who may now act.
    pub app: App,
    /// What was accepted.
    pub permissions: Vec<Permission>,
    /// The code that the original shows here, explained as harmless.
    pub harmless_code: Option<u32>,
    /// What a support desk asks for.
    pub support: Support,
}

impl AdminConsentDone {
    fn lines(&self, frame: &Frame) -> Vec<Line> {
        lines(&self.permissions, Audience::Organization, frame)
    }
}

page!(AdminConsentDone, "admin_consent_done.html", |_v| None);
