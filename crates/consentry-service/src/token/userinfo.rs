//! Who a token speaks for (OpenID Connect Core §5.3): for tokens of Graph with `openid`.

use consentry_model::{Refusal, TenantId, refusal::TokenFault, well_known};

use crate::{Segment, Service, ServiceError};

/// What the userinfo endpoint tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserInfo {
    /// The subject, as in id tokens of the same client.
    pub subject: String,
    /// The name, with `profile`.
    pub name: Option<String>,
    /// The given name, with `profile`.
    pub given_name: Option<String>,
    /// The family name, with `profile`.
    pub family_name: Option<String>,
    /// The mail address, with `email`.
    pub email: Option<String>,
}

impl Service {
    /// The user of a token, judged with the facts of this moment. `segment` is the tenant of the
    /// path, where it names one.
    pub async fn userinfo(
        &self,
        token: &str,
        segment: Option<&str>,
    ) -> Result<Result<UserInfo, Refusal>, ServiceError> {
        let tenant: Option<TenantId> = match segment {
            None => None,
            Some(segment) => match self.segment(segment).await? {
                Ok(Segment::Tenant(tenant)) => Some(tenant.id),
                Ok(Segment::Common | Segment::Organizations) => None,
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        let invalid = |why| Ok(Err(Refusal::TokenInvalid { why }));
        let Some(holding) = self.holding(token).await? else {
            return invalid(TokenFault::Signature);
        };
        let access = &holding.access;
        if holding.resource != well_known::GRAPH {
            return invalid(TokenFault::Audience);
        }
        if tenant.is_some_and(|tenant| tenant != access.tenant) {
            return invalid(TokenFault::Issuer);
        }
        if let Err(why) = access.user() {
            return invalid(why);
        }
        let user = match self.judge_access(&holding).await? {
            Ok(Some(user)) => user,
            Ok(None) => return invalid(TokenFault::Kind),
            Err(refusal) => return Ok(Err(refusal)),
        };
        if !access.scopes.contains("openid") {
            return Ok(Err(Refusal::ScopeMissing { scope: "openid".to_owned() }));
        }
        let profile = access.scopes.contains("profile");
        let mail = access.scopes.contains("email");
        Ok(Ok(UserInfo {
            subject: self.pairwise.subject(user.tenant, user.id, access.app),
            name: profile.then(|| user.display_name.to_string()),
            given_name: user.given_name.filter(|_| profile),
            family_name: user.family_name.filter(|_| profile),
            email: mail.then(|| user.upn.to_string()),
        }))
    }
}
