//! Reviewers as commands name them: `user:UPN`, `group:NAME`, `role:NAME`.
//!
//! Users and groups may be named by id, too: that is how one is taken off a list who is not there
//! any more.

use std::str::FromStr;

use consentry_model::{DirectoryRole, DisplayName, GroupId, Reviewer, Tenant, Upn, UserId};
use consentry_service::{ReviewerName, ReviewerShown};
use serde_json::{Value, json};

use super::desk::Desk;

/// A reviewer as he is typed.
#[derive(Debug, Clone)]
pub(super) enum Who {
    /// A user by his sign-in name.
    Named(Upn),
    /// A group by its name.
    Group(DisplayName),
    /// Whatever needs no look-up: an id, or a role.
    Known(Reviewer),
}

impl FromStr for Who {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("`{text}` is neither user:UPN, group:NAME nor role:NAME");
        let (kind, name) = text.split_once(':').ok_or_else(expected)?;
        match kind {
            "user" => {
                if let Ok(id) = name.parse::<UserId>() {
                    return Ok(Self::Known(Reviewer::User(id)));
                }
                name.parse().map(Self::Named).map_err(|error| format!("`{name}`: {error}"))
            }
            "group" => {
                if let Ok(id) = name.parse::<GroupId>() {
                    return Ok(Self::Known(Reviewer::Group(id)));
                }
                name.parse().map(Self::Group).map_err(|error| format!("`{name}`: {error}"))
            }
            "role" => {
                let role: DirectoryRole = name.parse().map_err(|error| {
                    format!("{error}; `consentry role list` shows what there is")
                })?;
                Ok(Self::Known(Reviewer::Role(role)))
            }
            _ => Err(expected()),
        }
    }
}

impl Who {
    /// Who that is in the tenant.
    pub(super) async fn found(self, desk: &Desk, tenant: &Tenant) -> anyhow::Result<Reviewer> {
        Ok(match self {
            Self::Named(upn) => Reviewer::User(desk.service.user_named(tenant, &upn).await?.id),
            Self::Group(name) => Reviewer::Group(desk.service.group_named(tenant, &name).await?.id),
            Self::Known(reviewer) => reviewer,
        })
    }
}

/// The names behind reviewers, one each.
pub(super) async fn shown(
    desk: &Desk,
    tenant: &Tenant,
    list: &[Reviewer],
) -> anyhow::Result<Vec<ReviewerShown>> {
    Ok(desk.service.reviewers_shown(tenant, list).await?)
}

/// As it can be typed again.
pub(super) fn word(shown: &ReviewerShown) -> String {
    match (&shown.named, &shown.reviewer) {
        (Some(ReviewerName::User(user)), _) => format!("user:{}", user.upn),
        (Some(ReviewerName::Group(name)), _) => format!("group:{name}"),
        (Some(ReviewerName::Role(role)), _) | (None, Reviewer::Role(role)) => {
            format!("role:{role}")
        }
        (None, Reviewer::User(id)) => format!("user:{id}"),
        (None, Reviewer::Group(id)) => format!("group:{id}"),
    }
}

/// With what an administrator should know about him.
pub(super) fn described(shown: &ReviewerShown) -> String {
    let word = word(shown);
    match (&shown.named, shown.people) {
        (None, _) => format!("{word} (not there any more)"),
        (Some(ReviewerName::User(_)), 0) => format!("{word} (disabled)"),
        (Some(ReviewerName::User(_)), _) => word,
        (Some(ReviewerName::Group(_) | ReviewerName::Role(_)), 0) => {
            format!("{word} (nobody at present)")
        }
        (Some(ReviewerName::Group(_) | ReviewerName::Role(_)), 1) => format!("{word} (1 person)"),
        (Some(ReviewerName::Group(_) | ReviewerName::Role(_)), people) => {
            format!("{word} ({people} people)")
        }
    }
}

/// For programs.
pub(super) fn told(shown: &ReviewerShown) -> Value {
    let (kind, id) = match shown.reviewer {
        Reviewer::User(id) => ("user", id.to_string()),
        Reviewer::Group(id) => ("group", id.to_string()),
        Reviewer::Role(role) => ("role", role.template_id().to_owned()),
    };
    let name = match &shown.named {
        Some(ReviewerName::User(user)) => Some(user.upn.to_string()),
        Some(ReviewerName::Group(name)) => Some(name.to_string()),
        Some(ReviewerName::Role(role)) => Some(role.to_string()),
        None => None,
    };
    json!({ "kind": kind, "id": id, "name": name, "people": shown.people })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviewers_are_users_groups_and_roles() {
        let id = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01";
        for text in [
            "user:grady@contoso.example",
            &format!("user:{id}"),
            "group:Mobile mail",
            &format!("group:{id}"),
            "role:global administrator",
            "role:62e90394-69f5-4237-9190-012177145e10",
        ] {
            assert!(text.parse::<Who>().is_ok(), "{text}");
        }
        for (text, said) in [
            ("grady@contoso.example", "user:UPN"),
            ("user:grady", "`grady`: "),
            ("group:", "the name is empty"),
            ("role:Boss", "consentry role list"),
            ("team:Mobile mail", "group:NAME"),
        ] {
            let error = text.parse::<Who>().unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn a_reviewer_is_shown_as_he_is_typed() {
        let gone: UserId = "6c7a2f0e-5d3b-4c1a-9e8f-0a1b2c3d4e01".parse().unwrap();
        let role = DirectoryRole::GlobalReader;
        let of_role = |people| ReviewerShown {
            reviewer: Reviewer::Role(role),
            named: Some(ReviewerName::Role(role)),
            people,
        };
        let nobody = ReviewerShown { reviewer: Reviewer::User(gone), named: None, people: 0 };
        let told = [described(&of_role(0)), described(&of_role(1)), described(&of_role(7))];
        assert_eq!(
            told,
            [
                "role:Global Reader (nobody at present)",
                "role:Global Reader (1 person)",
                "role:Global Reader (7 people)"
            ]
        );
        assert_eq!(described(&nobody), format!("user:{gone} (not there any more)"));
        assert!(word(&nobody).parse::<Who>().is_ok());
    }
}
