//! The revocation matrix (`identity.md` §2.5), cell by cell: what each event ends of browser
//! sessions and refresh tokens, by what they rest on and whose they are.

use consentry_model::{PasswordState, Secret, SessionId, User, well_known};
use consentry_service::PasswordPool;
use consentry_store::{Actor, BrowserSession, Voids};
use consentry_token::opaque::TokenHash;

use crate::{
    browser::Browser,
    responses::{answered, asked},
    world::{CLI, PASSWORD, SECRET, WEB, World},
};

const COOKIE: &str = "__Host-consentry-session";
const SCOPE: &str = "https://outlook.office.com/EAS.AccessAsUser.All openid offline_access";

/// Everything that sam holds: two browsers and three refresh tokens.
struct Holdings<'a> {
    world: &'a World,
    user: User,
    by_password: Browser<'a>,
    by_key: Browser<'a>,
    tokens: [String; 3],
}

impl<'a> Holdings<'a> {
    async fn new(world: &'a World) -> Self {
        let tailspin = &world.tailspin;
        let scopes = "EAS.AccessAsUser.All";
        world.grant_all(tailspin, CLI.parse().unwrap(), well_known::EXCHANGE, scopes).await;
        let mut by_password = Browser::new(world);
        let code = asked(
            tailspin,
            "v2.0/",
            &[("response_type", "code"), ("scope", "User.Read openid offline_access")],
        );
        let code = answered(&mut by_password, &code).await.returned("code").unwrap();
        let path = format!("/{}/oauth2/v2.0/token", tailspin.id);
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", WEB),
            ("client_secret", SECRET),
            ("redirect_uri", "https://app.example/cb"),
            ("code", &code),
        ];
        let confidential = refresh_token_of(world, &path, &form).await;
        let form = [
            ("grant_type", "password"),
            ("client_id", CLI),
            ("username", "sam@tailspin.example"),
            ("password", PASSWORD),
            ("scope", SCOPE),
        ];
        let public = refresh_token_of(world, &path, &form).await;
        let name = "sam@tailspin.example".parse().unwrap();
        let mut unit = world.unit().await;
        let user = unit.user_by_name(tailspin.id, &name).await.unwrap().unwrap();
        // What a sign-in with a security key leaves behind.
        let mut other = unit.refresh_token(&TokenHash::of(&public)).await.unwrap().unwrap();
        let without_password = "0.without-a-password".to_owned();
        other.hash = TokenHash::of(&without_password);
        other.family = consentry_model::FamilyId::mint(world.service.ids());
        other.amr = vec!["fido".to_owned()];
        unit.add_refresh_token(&other).await.unwrap();
        let cookie = "a-browser-without-a-password";
        let session = BrowserSession {
            id: SessionId::mint(world.service.ids()),
            cookie: TokenHash::of(cookie),
            amr: vec!["fido".to_owned()],
            ..unit.sessions_of_user(user.id).await.unwrap()[0].clone()
        };
        unit.begin_session(&session).await.unwrap();
        unit.commit().await.unwrap();
        let mut by_key = Browser::new(world);
        by_key.set_cookie(COOKIE, cookie);
        Self { world, user, by_password, by_key, tokens: [public, without_password, confidential] }
    }

    /// Which of them still opens something, with the code where it does not: cookie and token by
    /// password, cookie and token without one, token of a confidential client.
    async fn codes(&mut self) -> [u32; 5] {
        let silent = [("response_type", "code"), ("prompt", "none")];
        let silent = asked(&self.world.tailspin, "v2.0/", &silent);
        let mut codes = [0; 5];
        for (at, browser) in [(0, &mut self.by_password), (2, &mut self.by_key)] {
            codes[at] = browser.open(&silent).await.code();
        }
        let path = format!("/{}/oauth2/v2.0/token", self.world.tailspin.id);
        let public: &[(&str, &str)] = &[("client_id", CLI)];
        let confidential: &[(&str, &str)] = &[("client_id", WEB), ("client_secret", SECRET)];
        let clients = [(1, public), (3, public), (4, confidential)];
        for ((at, client), token) in clients.into_iter().zip(&self.tokens) {
            let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
            form.extend_from_slice(client);
            codes[at] = self.world.post(&path, &form).await.code();
        }
        codes
    }
}

async fn refresh_token_of(world: &World, path: &str, form: &[(&str, &str)]) -> String {
    let told = world.post(path, form).await.json();
    told["refresh_token"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
}

#[derive(Debug, Clone, Copy)]
enum Event {
    Nothing,
    PasswordExpires,
    UserChangesPassword,
    AdministratorResets,
    RevokeAll,
    SingleSignOut,
}

async fn happens(event: Event, held: &mut Holdings<'_>) {
    let (world, user) = (held.world, held.user.clone());
    let tailspin = &world.tailspin;
    let set = async |state, voids| {
        let hash = PasswordPool::new(1)
            .hash(Secret::new("Another-horse-2".to_owned()), world.service.ids())
            .await
            .unwrap();
        let now = consentry_model::Clock::now(&*world.clock);
        let mut unit = world.unit().await;
        unit.set_password(user.id, &hash, state, now, voids).await.unwrap();
        unit.commit().await.unwrap();
    };
    match event {
        Event::Nothing => {}
        Event::PasswordExpires => set(PasswordState::OneTime, Voids::Nothing).await,
        Event::UserChangesPassword => set(PasswordState::Current, Voids::PasswordProofs).await,
        Event::AdministratorResets => {
            world.service.recover_user(&Actor::CommandLine, tailspin, &user.upn).await.unwrap();
        }
        Event::SingleSignOut => {
            for browser in [&mut held.by_password, &mut held.by_key] {
                let page = browser.open("/common/oauth2/v2.0/logout").await.page();
                browser.post(&page.action, &[("csrf", &page.csrf)]).await;
            }
        }
        Event::RevokeAll => {
            world.service.sign_out_user(&Actor::CommandLine, tailspin, &user.upn).await.unwrap();
        }
    }
}

#[tokio::test]
async fn each_event_ends_what_the_matrix_says() {
    for (event, want) in [
        (Event::Nothing, [0; 5]),
        (Event::PasswordExpires, [0; 5]),
        (Event::UserChangesPassword, [50_133, 50_173, 0, 0, 0]),
        (Event::AdministratorResets, [50_133, 50_173, 0, 50_173, 50_173]),
        // The sessions themselves are ended too, so a silent request finds none.
        (Event::RevokeAll, [50_058, 50_173, 50_058, 50_173, 50_173]),
        (Event::SingleSignOut, [50_058, 0, 50_058, 0, 0]),
    ] {
        let world = World::new().await;
        let mut held = Holdings::new(&world).await;
        world.wait(std::time::Duration::from_secs(5));
        happens(event, &mut held).await;
        assert_eq!(held.codes().await, want, "{event:?}");
    }
}
