//! A person changes his password and his other address in My Apps.

use crate::{
    browser::Browser,
    scene::{signed_in, user, world},
};

const NEW: &str = "Nine-green-ladders";

#[tokio::test]
async fn a_new_password_keeps_this_browser_and_ends_the_others() {
    let world = world().await;
    let (mut other, _) = signed_in(&world, "adele", "/myapps").await;
    let (mut adele, _) = signed_in(&world, "adele", "/myapps/password").await;
    let page = adele.open("/myapps/password").await;
    assert_eq!(page.page_name(), "my-password", "{}", page.body);
    let csrf = page.page().csrf;
    let present = crate::world::PASSWORD;
    for (password, new, again, told) in [
        ("wrong", NEW, NEW, "The present password is not right"),
        (present, NEW, "Ten-green-ladders", "differ"),
        (present, "short", "short", "too short"),
        (present, "xx-adele-99-kq", "xx-adele-99-kq", "holds your name"),
        (present, "Passw0rd", "Passw0rd", "easy to guess"),
        (present, present, present, "the one you have now"),
    ] {
        let typed = [
            ("csrf", csrf.as_str()),
            ("password", password),
            ("new_password", new),
            ("repeat_password", again),
        ];
        let answer = adele.post("/myapps/password", &typed).await;
        assert!(answer.status == 200 && answer.body.contains(told), "{told}: {}", answer.body);
    }
    world.wait(std::time::Duration::from_mins(1));
    let typed = [
        ("csrf", csrf.as_str()),
        ("password", present),
        ("new_password", NEW),
        ("repeat_password", NEW),
    ];
    let answer = adele.post("/myapps/password", &typed).await;
    assert_eq!(answer.header("location"), "/myapps?done=password");
    assert_eq!(adele.open("/myapps?done=password").await.status, 200, "still signed in");
    assert_eq!(other.open("/myapps").await.status, 303, "signed out");
    let mut foreign = Browser::new(&world);
    assert_eq!(foreign.post("/myapps/password", &typed).await.status, 303, "nobody");
}

#[tokio::test]
async fn a029_whoever_has_a_session_cannot_guess_the_password_behind_it() {
    let world = world().await;
    let (mut thief, page) = signed_in(&world, "adele", "/myapps/password").await;
    let csrf = page.page().csrf;
    for number in 0..10 {
        let guess = format!("guess-{number}");
        let typed = [("csrf", csrf.as_str()), ("other_mail", ""), ("password", guess.as_str())];
        let answer = thief.post("/myapps/other-mail", &typed).await;
        assert!(answer.body.contains("password is not right") || number == 9, "{}", answer.body);
    }
    let present = crate::world::PASSWORD;
    let typed = [("csrf", csrf.as_str()), ("other_mail", ""), ("password", present)];
    let answer = thief.post("/myapps/other-mail", &typed).await;
    assert!(answer.body.contains("Too many wrong passwords"), "{}", answer.body);
    let typed = [
        ("csrf", csrf.as_str()),
        ("password", present),
        ("new_password", NEW),
        ("repeat_password", NEW),
    ];
    let answer = thief.post("/myapps/password", &typed).await;
    assert!(answer.body.contains("Too many wrong passwords"), "{}", answer.body);
}

#[tokio::test]
async fn another_address_needs_the_present_password() {
    let world = world().await;
    let (mut adele, page) = signed_in(&world, "adele", "/myapps/password").await;
    let csrf = page.page().csrf;
    let present = crate::world::PASSWORD;
    for (address, password, told) in [
        ("adele@home.example", "wrong", "The present password is not right"),
        ("home", present, "not a mail address"),
    ] {
        let typed = [("csrf", csrf.as_str()), ("other_mail", address), ("password", password)];
        let answer = adele.post("/myapps/other-mail", &typed).await;
        assert!(answer.body.contains(told), "{told}: {}", answer.body);
        assert_eq!(user(&world, "adele").await.other_mail, None);
    }
    for (address, kept) in [("adele@home.example", Some("adele@home.example")), ("", None)] {
        let typed = [("csrf", csrf.as_str()), ("other_mail", address), ("password", present)];
        let answer = adele.post("/myapps/other-mail", &typed).await;
        assert_eq!(answer.header("location"), "/myapps?done=other-mail", "{}", answer.body);
        let now = user(&world, "adele").await.other_mail;
        assert_eq!(now.as_ref().map(consentry_model::MailAddress::as_str), kept);
    }
}
