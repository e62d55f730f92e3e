//! Where everything is: the paths of the admin centre and of My Apps, and how a query is put behind one.
//!
//! Pages hold finished links; handlers and templates make them here and nowhere else.

use std::fmt::Display;

use consentry_model::{AppId, RequestId, UserId};

/// The overview.
pub const OVERVIEW: &str = "/admin";
/// The queue of requests.
pub const REQUESTS: &str = "/admin/requests";
/// The enterprise applications.
pub const APPLICATIONS: &str = "/admin/applications";
/// Applications that were registered here; also where a new one is posted to.
pub const REGISTRATIONS: &str = "/admin/registrations";
/// The people of the organisation.
pub const USERS: &str = "/admin/users";
/// Why a sign-in goes as it goes.
pub const EXPLAIN: &str = "/admin/explain";
/// Application × permission × kind of user.
pub const MATRIX: &str = "/admin/matrix";
/// Unused applications and risky consents.
pub const GRANTS: &str = "/admin/reports/grants";
/// What users may consent to.
pub const USER_CONSENT: &str = "/admin/settings/user-consent";
/// App consent policies.
pub const POLICIES: &str = "/admin/settings/consent-policies";
/// Permission classifications.
pub const CLASSIFICATIONS: &str = "/admin/settings/classifications";
/// The request workflow.
pub const WORKFLOW: &str = "/admin/settings/workflow";

/// The applications of whoever is signed in.
pub const MY_APPS: &str = "/myapps";
/// Asks whether to sign out everywhere; also what that page posts to.
pub const SIGN_OUT_EVERYWHERE: &str = "/myapps/sign-out";
/// Where whoever is signed in is signed in besides.
pub const SESSIONS: &str = "/myapps/sessions";
/// Where ending one of those is posted to.
pub const END_SESSION: &str = "/myapps/sessions/end";
/// A person's own password; also what a new one is posted to.
pub const MY_PASSWORD: &str = "/myapps/password";
/// Where another mail address is posted to.
pub const MY_OTHER_MAIL: &str = "/myapps/other-mail";
/// My Apps for another account of this browser, or a new one.
pub const SWITCH_ACCOUNT: &str = "/sign-in?to=%2Fmyapps&prompt=select_account";

/// Ends the sessions of this browser.
pub const SIGN_OUT: &str = "/common/oauth2/v2.0/logout";

/// Where events of the workflow go.
pub const WEBHOOK: &str = "/admin/settings/webhook";

/// What the defaults of a year would change; also what setting them is posted to.
pub fn defaults(year: &str) -> String {
    format!("/admin/settings/defaults/{year}")
}

/// An app consent policy; also what its changes are posted to.
pub fn policy(id: &str) -> String {
    format!("{POLICIES}/{id}")
}

/// The question before a policy is deleted; also what the answer is posted to.
pub fn delete_policy(id: &str) -> String {
    format!("{POLICIES}/{id}/delete")
}

/// The question before the webhook is taken away; also what the answer is posted to.
pub fn remove_webhook() -> String {
    format!("{WEBHOOK}/remove")
}

/// What happens at one application.
pub fn matrix_of(app: AppId) -> String {
    with(MATRIX, &[("app", &app)])
}

/// The queue of all requests, whoever reviews them.
pub fn all_requests() -> String {
    with(REQUESTS, &[("show", &"all")])
}

/// A request.
pub fn request(id: RequestId) -> String {
    format!("{REQUESTS}/{id}")
}

/// The consent page of a request; also what it posts to.
pub fn approve(id: RequestId) -> String {
    format!("{REQUESTS}/{id}/approve")
}

/// Where a denial is posted to.
pub fn deny(id: RequestId) -> String {
    format!("{REQUESTS}/{id}/deny")
}

/// Where a block is posted to.
pub fn block(id: RequestId) -> String {
    format!("{REQUESTS}/{id}/block")
}

/// The page to go on at after something at a path came to nothing: the object's, or the list's.
pub fn around(path: &str) -> String {
    for list in [REQUESTS, APPLICATIONS, REGISTRATIONS, USERS] {
        let below = path.strip_prefix(list).and_then(|rest| rest.strip_prefix('/'));
        if let Some((id, _)) = below.and_then(|below| below.split_once('/')) {
            return format!("{list}/{id}");
        }
    }
    path.to_owned()
}

/// A user; his forms post below it.
pub fn user(id: UserId) -> String {
    format!("{USERS}/{id}")
}

/// An application.
pub fn application(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}")
}

/// A registration; also what its changes are posted to.
pub fn registration(app: AppId) -> String {
    format!("{REGISTRATIONS}/{app}")
}

/// Where a registration is deleted.
pub fn delete_registration(app: AppId) -> String {
    format!("{REGISTRATIONS}/{app}/delete")
}

/// Where a deleted registration is restored.
pub fn restore_registration(app: AppId) -> String {
    format!("{REGISTRATIONS}/{app}/restore")
}

/// The deleted applications.
pub const DELETED: &str = "/admin/applications/deleted";

/// Where a switch of an application is turned.
pub fn app_switch(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}/switch")
}

/// Where an application's notes and homepage are posted to.
pub fn app_properties(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}/properties")
}

/// An application's logo; also where a new one is posted to.
pub fn logo(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}/logo")
}

/// Where taking a logo away is posted to.
pub fn remove_logo(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}/logo/remove")
}

/// Where users and groups are put on an application's list, or taken off it.
pub fn app_list(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}/assignments")
}

/// The question before something is taken back of an application; also what the answer is posted
/// to.
pub fn revoke_consents(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}/revoke")
}

/// The same with what it is about.
pub fn revoke(app: AppId, what: &str) -> String {
    with(&revoke_consents(app), &[("what", &what)])
}

/// The question before an application is deleted; also what the answer is posted to.
pub fn delete_app(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}/delete")
}

/// Where restoring an application is posted to.
pub fn restore_app(app: AppId) -> String {
    format!("{APPLICATIONS}/{app}/restore")
}

/// The requests for applications of a name.
pub fn requests_for(name: &str) -> String {
    with(REQUESTS, &[("show", &"all"), ("q", &name)])
}

/// The authority's page on which an administrator consents for everybody.
pub fn consent(app: AppId) -> String {
    with("/sign-in/organization-consent", &[("app", &app)])
}

/// One of my applications.
pub fn my_app(app: AppId) -> String {
    format!("{MY_APPS}/{app}")
}

/// Where a consent of one's own is taken back.
pub fn take_back(app: AppId) -> String {
    format!("{MY_APPS}/{app}/revoke")
}

/// The logo of one of my applications.
pub fn my_app_logo(app: AppId) -> String {
    format!("{MY_APPS}/{app}/logo")
}

/// A path with a query of those parameters that have a value.
pub fn with(path: &str, parameters: &[(&str, &dyn Display)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        let value = value.to_string();
        if !value.is_empty() {
            query.append_pair(name, &value);
        }
    }
    match query.finish() {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_to_nothing_goes_on_at_its_object() {
        for (path, want) in [
            ("/admin/applications/1/delete", "/admin/applications/1"),
            ("/admin/applications/1/logo/remove", "/admin/applications/1"),
            ("/admin/requests/1/deny", "/admin/requests/1"),
            ("/admin/applications", "/admin/applications"),
            ("/admin/settings/workflow", "/admin/settings/workflow"),
        ] {
            assert_eq!(around(path), want);
        }
    }

    #[test]
    fn a_query_holds_what_has_a_value() {
        assert_eq!(with(REQUESTS, &[("q", &""), ("after", &"")]), "/admin/requests");
        assert_eq!(
            with(REQUESTS, &[("state", &"open"), ("q", &"Fjord & Söhne?"), ("after", &"")]),
            "/admin/requests?state=open&q=Fjord+%26+S%C3%B6hne%3F"
        );
    }
}
