//! What a page of a sign-in asks for, and the form that answers it.
//!
//! Pages that name themselves are believed; others are told apart by their fields, so that the
//! phone also works elsewhere.

use super::html::{self, Button, Field, Form, Found};

/// Fields that hold an account's name, in the order of preference.
const USER_FIELDS: &[&str] = &["username", "loginfmt", "login", "email", "user"];
/// Fields for a second factor.
const FACTOR_FIELDS: &[&str] = &["otc", "otp", "totp", "one_time_code"];
/// Fields for the reason of an approval request.
const REASON_FIELDS: &[&str] = &["reason", "justification"];
/// Buttons that lead away.
const WAYS_OUT: &[&str] = &["cancel", "other", "administrator", "deny", "no"];

/// What a page asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    SignIn,
    Account,
    ChangePassword,
    SecondFactor,
    Consent,
    /// Asks for a reason.
    Approval,
    /// An approval was asked for.
    ApprovalWaits,
    NeedAdmin,
    ConfirmReturn,
    Error,
    Unknown,
}

/// A page that was read.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) kind: PageKind,
    pub(super) heading: String,
    pub(super) aadsts: Option<u32>,
    form: Option<Form>,
}

/// A form that is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filled {
    pub(super) action: String,
    pub(super) is_post: bool,
    pub(super) pairs: Vec<(String, String)>,
}

impl Page {
    pub(super) fn read(html: &str) -> Self {
        let found = html::read(html);
        let kind = kind_of(&found);
        let shown = found.aadsts.as_deref().and_then(|code| code.parse().ok());
        Self {
            kind,
            heading: found.heading.split_whitespace().collect::<Vec<_>>().join(" "),
            aadsts: shown.or_else(|| aadsts_in(&found.text)),
            form: found.forms.into_iter().next(),
        }
    }

    /// Whether its form has a place for a reason.
    pub(super) fn takes_reason(&self) -> bool {
        self.form.as_ref().is_some_and(|form| form.has(REASON_FIELDS))
    }

    /// The form filled in: what it holds itself, the account's values, and the button that goes on.
    pub(super) fn fill(&self, user: &str, password: &str, reason: &str) -> Option<Filled> {
        let form = self.form.as_ref()?;
        let mut pairs = Vec::new();
        for field in &form.fields {
            if let Some(value) = value_of(field, user, password, reason) {
                pairs.push((field.name.clone(), value.to_owned()));
            }
        }
        if let Some(button) = self.button(form).filter(|button| !button.name.is_empty()) {
            pairs.push((button.name.clone(), button.value.clone()));
        }
        Some(Filled { action: form.action.clone(), is_post: form.is_post, pairs })
    }

    fn button<'a>(&self, form: &'a Form) -> Option<&'a Button> {
        let leads_out = |button: &&Button| WAYS_OUT.contains(&button.value.as_str());
        match self.kind {
            // The accounts that are listed may be somebody else's; the name is typed anew.
            PageKind::Account => form.buttons.iter().find(|button| button.value == "other"),
            _ => form.buttons.iter().find(|button| !leads_out(button)),
        }
        .or_else(|| form.buttons.first())
    }
}

/// The first AADSTS number of a text.
pub(super) fn aadsts_in(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("AADSTS")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

fn value_of<'a>(
    field: &'a Field,
    user: &'a str,
    password: &'a str,
    reason: &'a str,
) -> Option<&'a str> {
    let is = |names: &[&str]| names.iter().any(|name| field.name.eq_ignore_ascii_case(name));
    match field.kind.as_str() {
        "password" => Some(password),
        "checkbox" | "radio" => field.is_checked.then_some(field.value.as_str()),
        "hidden" => Some(&field.value),
        _ if is(USER_FIELDS) => Some(user),
        _ if is(REASON_FIELDS) => Some(reason),
        _ => Some(&field.value),
    }
}

fn kind_of(found: &Found) -> PageKind {
    match found.page_name.as_deref() {
        Some("sign-in") => PageKind::SignIn,
        Some("account-picker" | "account") => PageKind::Account,
        Some("change-password") => PageKind::ChangePassword,
        Some("second-factor" | "mfa") => PageKind::SecondFactor,
        Some("consent" | "organization-consent" | "admin-consent" | "consent-for-all") => {
            PageKind::Consent
        }
        Some("approval" | "approval-required") => PageKind::Approval,
        Some("approval-requested" | "approval-sent") => PageKind::ApprovalWaits,
        Some("need-admin") => PageKind::NeedAdmin,
        Some("confirm-return") => PageKind::ConfirmReturn,
        Some("error") => PageKind::Error,
        _ => kind_by_fields(found),
    }
}

fn kind_by_fields(found: &Found) -> PageKind {
    let Some(form) = found.forms.first() else {
        return if aadsts_in(&found.text).is_some() { PageKind::Error } else { PageKind::Unknown };
    };
    let passwords = form.fields.iter().filter(|field| field.kind == "password").count();
    let accepts = form.buttons.iter().any(|button| button.value.eq_ignore_ascii_case("accept"));
    match () {
        () if form.has(FACTOR_FIELDS) => PageKind::SecondFactor,
        () if form.has(REASON_FIELDS) => PageKind::Approval,
        () if passwords > 1 => PageKind::ChangePassword,
        () if passwords == 1 || form.has(USER_FIELDS) => PageKind::SignIn,
        () if accepts => PageKind::Consent,
        () => PageKind::Unknown,
    }
}

impl Form {
    fn has(&self, names: &[&str]) -> bool {
        self.fields
            .iter()
            .any(|field| names.iter().any(|name| field.name.eq_ignore_ascii_case(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_their_name_or_their_fields() {
        for (html, want) in [
            (r#"<main data-page="need-admin" data-aadsts="90094">"#, PageKind::NeedAdmin),
            (r#"<main data-page="confirm-return">"#, PageKind::ConfirmReturn),
            ("<form><input type=password name=pw>", PageKind::SignIn),
            ("<form><input name=loginfmt>", PageKind::SignIn),
            (
                "<form><input type=password name=a><input type=password name=b>",
                PageKind::ChangePassword,
            ),
            ("<form><input name=otc>", PageKind::SecondFactor),
            ("<form><textarea name=justification></textarea>", PageKind::Approval),
            ("<form><button name=x value=Accept>", PageKind::Consent),
            ("<p>Sorry. AADSTS7000112: disabled</p>", PageKind::Error),
            ("<p>Hello</p>", PageKind::Unknown),
        ] {
            assert_eq!(Page::read(html).kind, want, "{html}");
        }
    }

    #[test]
    fn codes_are_found_in_marks_and_in_words() {
        assert_eq!(Page::read(r#"<main data-aadsts="90094">"#).aadsts, Some(90_094));
        assert_eq!(Page::read("<p>AADSTS50105: not assigned").aadsts, Some(50_105));
        assert_eq!(Page::read("<p>AADSTS").aadsts, None);
        assert_eq!(Page::read("<script>AADSTS1</script>").aadsts, None);
    }

    #[test]
    fn forms_are_filled_as_a_person_would() {
        let page = Page::read(
            r#"<main data-page="sign-in"><form method=post action=/common/login>
            <input type=hidden name=csrf value=c><input name=username value=hint>
            <input type=password name=password><input type=checkbox name=kmsi value=1>
            <button name=action value=cancel>No</button><button name=action value=sign-in>Yes</button>"#,
        );
        let filled = page.fill("sam@tailspin.example", "secret", "").unwrap();
        let pairs: Vec<_> = filled.pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(
            pairs,
            ["csrf=c", "username=sam@tailspin.example", "password=secret", "action=sign-in"]
        );
        let picker = Page::read(
            "<main data-page=account-picker><form><button name=session value=7></button>\
             <button name=action value=other></button>",
        );
        let pairs = picker.fill("u", "p", "").unwrap().pairs;
        assert_eq!(pairs, [("action".to_owned(), "other".to_owned())]);
    }
}
