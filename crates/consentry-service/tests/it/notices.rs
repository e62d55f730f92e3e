//! Who is told what of a request, in which language, and what a message is made of.

use std::collections::BTreeSet;

use consentry_model::{DirectoryRole, RequestState, Reviewer, Switch};
use consentry_service::{MailRoute, TurnDown, UserChange};
use mail_parser::{Message, MessageParser};

use crate::scene::{DAY, Scene};

/// What adele writes.
const REASON: &str = "I read mail on my phone.\nThe old program stops on Monday.";

/// A mail as its reader's program shows it.
#[derive(Debug)]
struct Read {
    to: String,
    subject: String,
    text: String,
    html: String,
    raw: String,
}

fn read(raw: &[u8]) -> Read {
    let message: Message<'_> = MessageParser::new().parse(raw).unwrap();
    let to = message.to().unwrap().first().unwrap();
    Read {
        to: to.address().unwrap().to_owned(),
        subject: message.subject().unwrap().to_owned(),
        text: message.body_text(0).unwrap().replace("\r\n", "\n"),
        html: message.body_html(0).unwrap().replace("\r\n", "\n"),
        raw: String::from_utf8(raw.to_vec()).unwrap(),
    }
}

async fn new(scene: &Scene, seen: &mut BTreeSet<String>) -> Vec<Read> {
    scene.new_mails(seen).await.iter().map(|mail| read(&mail.message)).collect()
}

fn told(mails: &[Read]) -> Vec<(&str, &str)> {
    mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect()
}

#[tokio::test]
async fn a_new_request_is_one_mail_for_each_reviewer_in_his_language() {
    for scene in Scene::each(MailRoute::Outbox).await {
        let (grady, megan) = (scene.user("grady").await, scene.user("megan").await);
        // Megan is named twice, nestor's account is off.
        let reviewers = vec![
            Reviewer::User(grady.id),
            Reviewer::User(megan.id),
            Reviewer::Role(DirectoryRole::GlobalAdministrator),
            Reviewer::User(scene.user("nestor").await.id),
        ];
        scene.review_by(reviewers).await;
        scene.speaks("megan", "de-AT").await;
        let mut seen = BTreeSet::new();
        let id = scene.asks("adele", REASON).await;
        let mails = new(&scene, &mut seen).await;
        assert_eq!(
            told(&mails),
            [
                ("grady@contoso.example", "Approval requested: “Fjord Mail”"),
                ("megan@contoso.example", "Genehmigung angefragt: „Fjord Mail“"),
            ]
        );
        let link = format!("\nhttps://login.test/admin/requests/{id}\n");
        for (mail, language, what) in [
            (&mails[0], "en", "- Access mailboxes as the signed-in person\n"),
            (&mails[1], "de", "Herausgeber nicht verifiziert\n"),
        ] {
            assert!(mail.raw.contains(&format!("Content-Language: {language}\r\n")));
            for part in [
                what,
                link.as_str(),
                "Adele Brandt (adele@contoso.example)",
                "  | I read mail on my phone.\n  | The old program stops on Monday.\n",
            ] {
                assert!(mail.text.contains(part), "{part}: {}", mail.text);
            }
            assert!(mail.html.contains("<br>\nThe old program stops on Monday."), "{}", mail.html);
        }
        // Whoever asks later joins: nobody is told twice.
        assert_eq!(scene.asks("alex", "me too").await, id);
        assert!(new(&scene, &mut seen).await.is_empty());
    }
}

#[tokio::test]
async fn reviewers_are_told_of_new_requests_only_where_that_is_wanted() {
    let scene = Scene::new(MailRoute::Outbox).await;
    scene.set(|workflow| workflow.notify = Switch::Off).await;
    let mut seen = BTreeSet::new();
    scene.asks("adele", REASON).await;
    assert!(new(&scene, &mut seen).await.is_empty());
}

#[tokio::test]
async fn whoever_asked_is_told_what_became_of_it() {
    for (how, ja, en) in [
        (None, "承認されました:「Fjord Mail」", "Approved: “Fjord Mail”"),
        (Some(TurnDown::Deny), "承認されませんでした:「Fjord Mail」", "Not approved: “Fjord Mail”"),
        (Some(TurnDown::Block), "ブロックされました:「Fjord Mail」", "Blocked: “Fjord Mail”"),
    ] {
        let scene = Scene::new(MailRoute::Outbox).await;
        scene.speaks("adele", "ja").await;
        let mut seen = BTreeSet::new();
        let id = scene.asks("adele", REASON).await;
        scene.asks("alex", "me too").await;
        new(&scene, &mut seen).await;
        let (contoso, grady) = (scene.contoso().await, scene.user("grady").await);
        let service = &scene.service;
        match how {
            None => {
                let mut read = service.store().read().await.unwrap();
                let request = read.consent_request(contoso.id, id).await.unwrap().unwrap();
                drop(read);
                service.approve_request(&contoso, id, request.version, &grady).await.unwrap();
            }
            Some(how) => {
                let reason = "Please use Outlook.\nWe support it.".parse().unwrap();
                service.turn_down_request(&contoso, id, (how, reason), &grady).await.unwrap();
            }
        }
        let mails = new(&scene, &mut seen).await;
        assert_eq!(
            told(&mails),
            [("adele@contoso.example", ja), ("alex@contoso.example", en)],
            "{how:?}"
        );
        for mail in &mails {
            assert!(mail.text.contains("Grady Pike (grady@contoso.example)"), "{}", mail.text);
            let reason = mail.text.contains("  | Please use Outlook.\n  | We support it.\n");
            assert_eq!(reason, how.is_some(), "{}", mail.text);
            let link = mail.text.contains("\nhttps://login.test/myapps\n");
            assert_eq!(link, how.is_none(), "{}", mail.text);
        }
    }
}

#[tokio::test]
async fn a_consent_given_elsewhere_is_an_answer_too() {
    let scene = Scene::new(MailRoute::Outbox).await;
    let mut seen = BTreeSet::new();
    scene.asks("adele", REASON).await;
    new(&scene, &mut seen).await;
    let contoso = scene.contoso().await;
    let change = consentry_service::ConsentChange {
        app: consentry_service::FJORD_MAIL,
        for_whom: consentry_service::ForWhom::AllUsers,
        resource: Some(consentry_model::well_known::EXCHANGE),
        scopes: Some("EAS.AccessAsUser.All".parse().unwrap()),
    };
    let actor = consentry_store::Actor::CommandLine;
    scene.service.grant_consent(&actor, &contoso, &change).await.unwrap();
    let mails = new(&scene, &mut seen).await;
    assert_eq!(told(&mails), [("adele@contoso.example", "Approved: “Fjord Mail”")]);
    assert!(mails[0].text.contains("An administrator of Contoso granted"), "{}", mails[0].text);
    // What the program wrote by itself is nobody's reason.
    assert!(!mails[0].text.contains("Admin consent granted."), "{}", mails[0].text);
}

#[tokio::test]
async fn reviewers_are_reminded_once_and_all_are_told_of_the_end() {
    for scene in Scene::each(MailRoute::Outbox).await {
        let mut seen = BTreeSet::new();
        let id = scene.asks("adele", REASON).await;
        new(&scene, &mut seen).await;
        scene.upkeep().await;
        assert!(new(&scene, &mut seen).await.is_empty());
        scene.wait(15 * DAY);
        scene.upkeep().await;
        let reminded = new(&scene, &mut seen).await;
        assert_eq!(
            told(&reminded),
            [("grady@contoso.example", "15 days left: request for “Fjord Mail”")]
        );
        assert!(reminded[0].text.contains("I read mail on my phone."));
        scene.wait(DAY);
        scene.upkeep().await;
        assert!(new(&scene, &mut seen).await.is_empty());
        scene.wait(15 * DAY);
        scene.upkeep().await;
        scene.upkeep().await;
        let ended = new(&scene, &mut seen).await;
        assert_eq!(
            told(&ended),
            [
                ("adele@contoso.example", "Nobody decided on your request: “Fjord Mail”"),
                ("grady@contoso.example", "Request ended without a decision: “Fjord Mail”"),
            ]
        );
        let mut read = scene.service.store().read().await.unwrap();
        let tenant = scene.contoso().await.id;
        let request = read.consent_request(tenant, id).await.unwrap().unwrap();
        assert_eq!(request.state, RequestState::Expired);
    }
}

/// Each header of a message, unfolded, by name.
fn headers(raw: &str) -> Vec<(String, String)> {
    let head = raw.split_once("\r\n\r\n").unwrap().0.replace("\r\n ", " ").replace("\r\n\t", " ");
    let pair = |line: &str| {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("{line:?}"));
        (name.to_owned(), value.trim().to_owned())
    };
    head.split("\r\n").map(pair).collect()
}

const NAMES: [&str; 9] = [
    "From",
    "To",
    "Date",
    "Message-ID",
    "Subject",
    "Content-Language",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
];

#[tokio::test]
async fn a_notice_says_that_a_program_sent_it_and_who() {
    let scene = Scene::new(MailRoute::Outbox).await;
    scene.asks("adele", REASON).await;
    let mail = scene.new_mails(&mut BTreeSet::new()).await.remove(0);
    assert_eq!(mail.from, "no-reply@login.test");
    let raw = String::from_utf8(mail.message.clone()).unwrap();
    let id = mail.id.as_uuid().simple();
    let headers = headers(&raw);
    for (name, want) in [
        ("From", "\"Consentry\" <no-reply@login.test>".to_owned()),
        ("To", "\"Grady Pike\" <grady@contoso.example>".to_owned()),
        ("Date", "Sat, 22 Nov 2025 06:08:30 +0000".to_owned()),
        ("Message-ID", format!("<{id}@login.test>")),
        ("Content-Language", "en".to_owned()),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()),
        ("MIME-Version", "1.0".to_owned()),
    ] {
        let found: Vec<&str> =
            headers.iter().filter(|(n, _)| n == name).map(|(_, value)| value.as_str()).collect();
        let plain = |text: &str| text.replace('"', "");
        assert_eq!(found.len(), 1, "{name}: {headers:?}");
        assert_eq!(plain(found[0]), plain(&want), "{name}");
    }
    let kind = headers.iter().find(|(name, _)| name == "Content-Type").unwrap();
    assert!(kind.1.starts_with("multipart/alternative"), "{}", kind.1);
    assert!(raw.lines().all(|line| line.len() <= 998 && line.is_ascii()), "{raw}");
}

#[tokio::test]
async fn a059_no_name_and_no_reason_becomes_a_header_or_a_link() {
    let long = "very ".repeat(50);
    for (name, reason) in [
        ("Mail=?utf-8?Q?=0D=0ABcc:_all?=", "x\r\nBcc: all@corp.example"),
        ("\u{202e}liaM\u{2066} <b>Mail</b>", "a\n\n.\r\nQUIT\n--=_boundary\nContent-Type: x/y"),
        ("https://evil.example", "<a href=\"https://evil.example\">Review request</a>"),
        (long.as_str(), "\u{3042}\n\u{1f4e7}"),
        ("\u{2028}Subject: x\u{200b}", "From: x\n\nhttps://evil.example/approve"),
    ] {
        let scene = Scene::new(MailRoute::Outbox).await;
        let display_name = Some(name.parse().unwrap());
        let change = UserChange { display_name, ..UserChange::default() };
        scene.change("adele", change.clone()).await;
        scene.change("grady", change).await;
        let contoso = scene.contoso().await;
        rename(&scene, name).await;
        let mut seen = BTreeSet::new();
        let id = scene.asks("adele", reason).await;
        let mut mails = new(&scene, &mut seen).await;
        let grady = scene.user("grady").await;
        let down = (TurnDown::Deny, reason.parse().unwrap());
        scene.service.turn_down_request(&contoso, id, down, &grady).await.unwrap();
        mails.extend(new(&scene, &mut seen).await);
        assert_eq!(mails.len(), 2);
        for mail in &mails {
            let headers = headers(&mail.raw);
            let mut names: Vec<&str> = headers.iter().map(|(name, _)| name.as_str()).collect();
            names.retain(|name| *name != "Content-Type");
            names.sort_unstable();
            let mut wanted = NAMES.to_vec();
            wanted.sort_unstable();
            assert_eq!(names, wanted, "{}", mail.raw);
            assert!(["adele@contoso.example", "grady@contoso.example"].contains(&&*mail.to));
            assert!(mail.raw.lines().all(|line| line.len() <= 998 && line.is_ascii()));
            assert!(!mail.subject.contains(char::is_control), "{:?}", mail.subject);
            for bad in ['\u{202e}', '\u{2066}', '\u{2028}'] {
                assert!(!mail.subject.contains(bad) && !mail.text.contains(bad));
                assert!(!mail.html.contains(bad));
            }
            for form in [&mail.text, &mail.html] {
                assert!(!form.contains("https://evil") && !form.contains("evil.example"), "{form}");
            }
            let links = mail.html.matches("<a ").count();
            let ours = mail.html.matches("<a href=\"https://login.test/").count();
            assert_eq!(links, ours, "{}", mail.html);
            // Every line of the reason stands behind its margin.
            for line in reason.lines().map(str::trim).filter(|line| line.len() > 3) {
                let shown = mail.text.replace('\u{200b}', "");
                assert!(!shown.lines().any(|told| told == line), "{line}: {shown}");
                assert!(shown.contains(&format!("  | {line}")), "{line}: {shown}");
            }
        }
    }
}

/// Gives Fjord Mail another name.
async fn rename(scene: &Scene, name: &str) {
    let mut unit = scene.service.store().unit().await.unwrap();
    let app = unit.application(consentry_service::FJORD_MAIL).await.unwrap().unwrap();
    let name = name.parse().unwrap();
    let app = consentry_model::Application { name, ..std::sync::Arc::unwrap_or_clone(app) };
    unit.set_application(&app).await.unwrap();
    unit.commit().await.unwrap();
}
