//! Permissions as sentences: which text a scope has, and which scopes share one line.
//!
//! A scope's text is the message `scope-<value>`, an application permission's `role-<value>`, in
//! lower case with `-` for every other character. Scopes with the same sentence share a line, as
//! the mailbox scopes of ActiveSync and EWS do; `openid` and `profile` join `User.Read`.

use crate::{Frame, Shown, text::Texts};

/// A permission that is asked for, as the resource describes it.
#[derive(Debug, Clone)]
pub struct Permission {
    /// The scope or role value, such as `EAS.AccessAsUser.All`.
    pub value: Shown,
    /// In whose name it is used.
    pub acts_as: ActsAs,
    /// The resource's name.
    pub resource: Shown,
    /// The consent display name, shown where there is no text for the value.
    pub display_name: Option<Shown>,
    /// The consent description, likewise.
    pub description: Option<Shown>,
}

/// In whose name a permission is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActsAs {
    /// As the person who is signed in.
    User,
    /// As the application itself, with nobody signed in.
    Itself,
}

/// Whom the sentences speak to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The person whose data it is.
    Person,
    /// An administrator who decides for everybody.
    Organization,
}

/// One line of the list.
#[derive(Debug)]
pub struct Line {
    /// What the application wants, in the reader's words.
    pub sentence: String,
    /// In whose name.
    pub acts_as: ActsAs,
    /// The permissions that this sentence stands for; at least one.
    pub scopes: Vec<Scope>,
}

/// One scope under a line.
#[derive(Debug)]
pub struct Scope {
    /// The scope or role value.
    pub value: Shown,
    /// The resource's name; may be empty.
    pub resource: Shown,
    /// What it allows, in a sentence.
    pub meaning: String,
}

impl Line {
    /// The application uses it as itself, with nobody signed in.
    pub fn is_application(&self) -> bool {
        self.acts_as == ActsAs::Itself
    }
}

/// The lines for these permissions, in the order in which they were asked for.
pub fn lines(asked: &[Permission], audience: Audience, frame: &Frame) -> Vec<Line> {
    let reads_profile =
        asked.iter().any(|p| p.acts_as == ActsAs::User && p.value.as_str() == "User.Read");
    let mut lines: Vec<Line> = Vec::new();
    for permission in asked {
        let value = permission.value.as_str();
        let joined = match (reads_profile, value) {
            (true, "openid" | "profile") => "User.Read",
            _ => value,
        };
        let sentence = sentence(permission, joined, audience, frame);
        let scope = Scope {
            value: permission.value.clone(),
            resource: permission.resource.clone(),
            meaning: meaning(permission, frame),
        };
        match lines.iter_mut().find(|l| l.acts_as == permission.acts_as && l.sentence == sentence) {
            Some(line)
                if line
                    .scopes
                    .iter()
                    .any(|s| s.value == scope.value && s.resource == scope.resource) => {}
            Some(line) => line.scopes.push(scope),
            None => lines.push(Line { sentence, acts_as: permission.acts_as, scopes: vec![scope] }),
        }
    }
    lines
}

fn sentence(permission: &Permission, value: &str, audience: Audience, frame: &Frame) -> String {
    let texts = Texts::of(frame.locale());
    let key = key(permission.acts_as, value);
    let found = match audience {
        Audience::Person => texts.find(&key, &[]),
        Audience::Organization => {
            texts.find(&format!("{key}.everyone"), &[]).or_else(|| texts.find(&key, &[]))
        }
    };
    found.unwrap_or_else(|| match &permission.display_name {
        Some(name) if !name.is_empty() => name.to_string(),
        _ => texts.plain("permission-unknown", &[("scope", permission.value.to_string())]),
    })
}

fn meaning(permission: &Permission, frame: &Frame) -> String {
    let texts = Texts::of(frame.locale());
    let key = format!("{}.means", key(permission.acts_as, permission.value.as_str()));
    texts.find(&key, &[]).unwrap_or_else(|| match &permission.description {
        Some(description) if !description.is_empty() => description.to_string(),
        _ => texts.plain("permission-unknown-means", &[]),
    })
}

fn key(acts_as: ActsAs, value: &str) -> String {
    let prefix = match acts_as {
        ActsAs::User => "scope-",
        ActsAs::Itself => "role-",
    };
    let tail =
        value.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    prefix.chars().chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{Locale, Nonce};

    fn permission(value: &str, acts_as: ActsAs) -> Permission {
        Permission {
            value: value.into(),
            acts_as,
            resource: "Exchange".into(),
            display_name: None,
            description: None,
        }
    }

    fn told(values: &[&str], locale: Locale, audience: Audience) -> Vec<String> {
        let asked: Vec<Permission> = values.iter().map(|v| permission(v, ActsAs::User)).collect();
        let frame = Frame::new(locale, Nonce::new(Uuid::nil()));
        lines(&asked, audience, &frame).into_iter().map(|line| line.sentence).collect()
    }

    #[test]
    fn a_phone_asks_for_two_things() {
        let asked =
            ["EAS.AccessAsUser.All", "EWS.AccessAsUser.All", "User.Read", "openid", "profile"];
        for (locale, want) in [
            (Locale::English, ["Access your mailboxes", "Sign you in and read your profile"]),
            (
                Locale::German,
                ["Auf Ihre Postfächer zugreifen", "Sie anmelden und Ihr Profil lesen"],
            ),
            (
                Locale::Japanese,
                ["メールボックスへのアクセス", "サインインとプロフィールの読み取り"],
            ),
        ] {
            assert_eq!(told(&asked, locale, Audience::Person), want);
        }
        assert_eq!(
            told(&["full_access_as_user"], Locale::English, Audience::Person),
            ["Access your mailboxes"]
        );
        assert_eq!(
            told(&asked, Locale::English, Audience::Organization),
            ["Access mailboxes as the signed-in person", "Sign people in and read their profiles"]
        );
    }

    #[test]
    fn an_unknown_scope_is_told_by_its_display_name() {
        let frame = Frame::new(Locale::English, Nonce::new(Uuid::nil()));
        let named = Permission {
            display_name: Some("Count boats".into()),
            ..permission("Boats.Count", ActsAs::User)
        };
        let bare = permission("Boats.Sink", ActsAs::User);
        let sentences: Vec<String> = lines(&[named, bare], Audience::Person, &frame)
            .into_iter()
            .map(|line| line.sentence)
            .collect();
        assert_eq!(sentences, ["Count boats", "Use the permission Boats.Sink"]);
    }

    #[test]
    fn the_same_value_as_application_permission_is_a_line_of_its_own() {
        let frame = Frame::new(Locale::English, Nonce::new(Uuid::nil()));
        let asked = [
            permission("Mail.Read", ActsAs::User),
            permission("Mail.Read", ActsAs::Itself),
            permission("Mail.Read", ActsAs::User),
        ];
        let lines = lines(&asked, Audience::Person, &frame);
        let told: Vec<(&str, usize)> =
            lines.iter().map(|l| (l.sentence.as_str(), l.scopes.len())).collect();
        assert_eq!(told, [("Read your mail", 1), ("Read mail in all mailboxes", 1)]);
    }
}
