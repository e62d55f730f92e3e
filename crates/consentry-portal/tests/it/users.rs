//! Users in the admin centre: found, switched, signed out, given a one-time password, by those
//! whose roles let them.

use consentry_model::{DirectoryRole, PasswordState};

use crate::scene::{give, signed_in, user, world};

#[tokio::test]
async fn users_are_found_and_each_has_a_page() {
    let world = world().await;
    let (mut megan, list) = signed_in(&world, "megan", "/admin/users").await;
    assert_eq!((list.status, list.page_name().as_str()), (200, "users"));
    assert!(list.body.contains("adele@contoso.example"), "{}", list.body);
    let found = megan.open("/admin/users?q=ADELE").await;
    assert!(found.body.contains("adele@contoso.example"), "{}", found.body);
    assert!(!found.body.contains("alex@contoso.example"), "{}", found.body);
    let none = megan.open("/admin/users?q=nobody-here").await;
    assert!(none.body.contains("No user of this organisation fits"), "{}", none.body);
    let page = megan.open(&format!("/admin/users/{}", user(&world, "adele").await.id)).await;
    assert_eq!((page.status, page.page_name().as_str()), (200, "user"));
    let elsewhere = "/admin/users/0d2b1c3e-1111-4222-8333-444455556666";
    assert_eq!(megan.open(elsewhere).await.status, 404);
}

#[tokio::test]
async fn a_one_time_password_is_shown_once_and_signs_out() {
    let world = world().await;
    let adele = user(&world, "adele").await;
    let (mut browser, _) = signed_in(&world, "adele", "/myapps").await;
    world.wait(std::time::Duration::from_mins(1));
    let (mut megan, _) = signed_in(&world, "megan", "/admin/users").await;
    let path = format!("/admin/users/{}", adele.id);
    let token = megan.open(&path).await.page().csrf;
    let answer = megan.post(&format!("{path}/reset-password"), &[("csrf", &token)]).await;
    assert_eq!(answer.page_name(), "one-time-password", "{}", answer.body);
    let shown = answer.body.split_once("id=\"one-time-password\">").unwrap().1;
    let shown = shown.split('<').next().unwrap();
    assert_eq!((shown.len(), shown.matches('-').count()), (19, 3), "{shown}");
    assert!(!megan.open(&path).await.body.contains(shown), "shown once");
    assert_eq!(user(&world, "adele").await.password, PasswordState::OneTime);
    assert_eq!(browser.open("/myapps").await.status, 303, "signed out");
    for (action, done) in
        [("disable", "user-disabled"), ("enable", "user-enabled"), ("sign-out", "user-signed-out")]
    {
        let answer = megan.post(&format!("{path}/{action}"), &[("csrf", &token)]).await;
        assert_eq!(answer.header("location"), format!("{path}?done={done}"), "{action}");
    }
    let without = megan.post(&format!("{path}/disable"), &[]).await;
    assert_eq!(without.status, 403, "a050: no token");
}

#[tokio::test]
async fn roles_say_who_may_look_and_whom_they_may_change() {
    let world = world().await;
    let (adele, megan) = (user(&world, "adele").await.id, user(&world, "megan").await.id);
    for (role, list, member, administrator) in [
        (DirectoryRole::HelpdeskAdministrator, 200, 200, 403),
        (DirectoryRole::UserAdministrator, 200, 200, 403),
        (DirectoryRole::GlobalReader, 200, 403, 403),
        (DirectoryRole::ExchangeAdministrator, 403, 403, 403),
    ] {
        give(&world, "alex", &[role]).await;
        let (mut alex, answer) = signed_in(&world, "alex", "/admin/users").await;
        assert_eq!(answer.status, list, "{role}");
        for (id, want) in [(adele, member), (megan, administrator)] {
            let path = format!("/admin/users/{id}");
            let page = alex.open(&path).await;
            // A form that is not shown is not taken either, whatever it sends.
            let shown = page.body.contains(&format!("{path}/reset-password"));
            assert_eq!(shown, want == 200, "{role}");
            let token = if shown { page.page().csrf } else { String::new() };
            let answer = alex.post(&format!("{path}/reset-password"), &[("csrf", &token)]).await;
            assert_eq!(answer.status, want, "{role}: {}", answer.body);
        }
    }
}
