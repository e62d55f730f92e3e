//! Sample data for every mail, as the example and the tests show it.

use consentry_model::{RequestId, Timestamp};
use uuid::Uuid;

use super::{
    Account, ActsAs, Permission, Publisher, Shown,
    notice::{Answer, Notice, Outcome, Review, ReviewStage, Told, TurnedDown, Voice},
};

const NOW: i64 = 1_795_327_710;

fn day(ahead: i64) -> Timestamp {
    Timestamp::from_seconds(NOW + ahead * 86_400)
}

fn account(name: &str, upn: &str) -> Account {
    Account { name: name.into(), upn: upn.into() }
}

fn permission(value: &str, resource: &str, acts_as: ActsAs) -> Permission {
    Permission {
        value: value.into(),
        acts_as,
        resource: resource.into(),
        display_name: Some("Count the boats in the harbour".into()),
        description: None,
    }
}

fn few() -> Vec<Permission> {
    ["EAS.AccessAsUser.All", "EWS.AccessAsUser.All", "User.Read", "offline_access"]
        .map(|value| permission(value, "Exchange Online", ActsAs::User))
        .to_vec()
}

fn many() -> Vec<Permission> {
    let scopes = [
        "Mail.ReadWrite",
        "Mail.Send",
        "Calendars.ReadWrite",
        "Contacts.ReadWrite",
        "Tasks.ReadWrite",
        "User.Read",
        "User.ReadBasic.All",
        "Boats.Count",
        "offline_access",
    ];
    let mut all: Vec<_> =
        scopes.into_iter().map(|value| permission(value, "Graph", ActsAs::User)).collect();
    all.insert(2, permission("Mail.Read", "Graph", ActsAs::Itself));
    all
}

fn notice(told: Told) -> Notice {
    Notice {
        tenant: "Contoso".into(),
        app: "Fjord Mail".into(),
        publisher: Publisher::NotVerified,
        permissions: few(),
        request: RequestId::from_uuid(Uuid::from_u128(0x6c7a_2f0e_5d3b_4c1a_9e8f_0a1b_2c3d_4e01)),
        told,
    }
}

fn review(stage: ReviewStage, voices: Vec<Voice>) -> Notice {
    notice(Told::Reviewer(Review {
        stage,
        voices,
        ends_at: day(match stage {
            ReviewStage::New => 30,
            ReviewStage::Reminder(days) => i64::try_from(days).unwrap_or(0),
            ReviewStage::Ended => 0,
        }),
        link: "https://login.contoso.example/admin/requests/6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01"
            .to_owned(),
    }))
}

fn voices(people: &[(&str, &str, &str)]) -> Vec<Voice> {
    let voice = |(name, upn, reason): &(&str, &str, &str)| Voice {
        account: account(name, upn),
        reason: (*reason).into(),
        at: day(0),
    };
    people.iter().map(voice).collect()
}

fn answer(outcome: Outcome) -> Notice {
    notice(Told::Requester(Answer { outcome, asked_at: day(-3), ended_at: day(0) }))
}

fn down(reason: &str) -> TurnedDown {
    TurnedDown { by: Some(account("Grady Archie", "grady@contoso.example")), reason: reason.into() }
}

fn my_apps() -> String {
    "https://login.contoso.example/myapps".to_owned()
}

const ADELE: (&str, &str, &str) = (
    "Adele Vance",
    "adele@contoso.example",
    "I read mail on my phone when I travel.\n\nThe old program stops on Monday.",
);

/// Every mail once or more, each with a name for its file.
pub(super) fn notices() -> Vec<(&'static str, Notice)> {
    let four = [
        ADELE,
        ("Alex Wilber", "alex@contoso.example", "For the sales team"),
        ("", "diego@contoso.example", "me too"),
        ("Lee Gu", "lee@contoso.example", "Calendar on the tablet"),
    ];
    let verified = Publisher::Verified("Northwind Software GmbH".into());
    vec![
        ("new", review(ReviewStage::New, voices(&[ADELE]))),
        (
            "new-many",
            Notice {
                permissions: many(),
                publisher: verified.clone(),
                app: Shown::from("Northwind Mail & Calendar ".repeat(6)),
                ..review(ReviewStage::New, voices(&four))
            },
        ),
        ("reminder", review(ReviewStage::Reminder(15), voices(&four))),
        ("last-day", review(ReviewStage::Reminder(1), voices(&[ADELE]))),
        ("ended", review(ReviewStage::Ended, voices(&[ADELE]))),
        (
            "approved",
            Notice {
                publisher: verified,
                ..answer(Outcome::Approved {
                    by: Some(account("Grady Archie", "grady@contoso.example")),
                    link: my_apps(),
                })
            },
        ),
        ("approved-elsewhere", answer(Outcome::Approved { by: None, link: my_apps() })),
        ("denied", answer(Outcome::Denied(down("Please use Outlook.\nWe support it.")))),
        ("denied-by-nobody", answer(Outcome::Denied(TurnedDown { by: None, ..down("No.") }))),
        ("blocked", answer(Outcome::Blocked(down("The maker could not be reached.")))),
        ("expired", answer(Outcome::Expired)),
        ("hostile", hostile(HOSTILE)),
        (
            "hostile-denied",
            Notice {
                told: Told::Requester(Answer {
                    outcome: Outcome::Denied(TurnedDown {
                        by: Some(account(HOSTILE, HOSTILE)),
                        reason: HOSTILE.into(),
                    }),
                    asked_at: day(-3),
                    ended_at: day(0),
                }),
                ..hostile(HOSTILE)
            },
        ),
    ]
}

const HOSTILE: &str = "x\r\nBcc: all@corp.example\0 \u{202e}txt.exe <a href=\"https://evil.example\">\
                       <script>alert(1)</script> https://evil.example/approve www.evil.example";

/// A request in which everything that comes from outside is this.
pub(super) fn hostile(text: &str) -> Notice {
    Notice {
        tenant: text.into(),
        app: text.into(),
        publisher: Publisher::Verified(text.into()),
        permissions: vec![Permission {
            display_name: Some(text.into()),
            ..permission(text, text, ActsAs::Itself)
        }],
        ..review(ReviewStage::New, voices(&[(text, text, text)]))
    }
}
