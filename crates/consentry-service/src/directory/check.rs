//! "What would happen if this user opened this application now?": the same judgement as at the
//! door, without a door.

use consentry_model::{AppId, Refusal, ScopeSet, Tenant, Upn, well_known};
use consentry_policy::{
    Ask, Attempt, Door, Interaction, Outcome, Proof, Renewal, TraceLine, Want, evaluate,
};
use consentry_store::UserKey;

use super::{Done, usable, user_of};
use crate::Service;

/// What is asked.
#[derive(Debug, Clone)]
pub struct ConsentCheck {
    /// Who.
    pub user: Upn,
    /// The application.
    pub app: AppId,
    /// The resource; without it Exchange where the application lists it, otherwise Graph.
    pub resource: Option<AppId>,
    /// The permissions; without them the static list.
    pub scopes: Option<ScopeSet>,
}

/// What would happen.
#[derive(Debug, Clone)]
pub enum Checked {
    /// No page: everything is granted.
    Silent,
    /// The user sees a consent page and may accept.
    Prompt,
    /// Only an administrator can let him in.
    NeedAdmin,
    /// He must change his password first.
    ChangePassword,
    /// Something else stands in the way.
    Refused(Refusal),
}

impl Service {
    /// The outcome, and what each gate said.
    pub async fn check_consent(
        &self,
        tenant: &Tenant,
        check: &ConsentCheck,
    ) -> Done<(Checked, Vec<TraceLine>)> {
        let mut read = self.store.read().await?;
        let app = usable(&mut read, tenant.id, check.app).await?;
        let user = user_of(&mut read, tenant.id, &check.user).await?;
        let lists_exchange = app.required.iter().any(|one| one.resource == well_known::EXCHANGE);
        let usual = if lists_exchange { well_known::EXCHANGE } else { well_known::GRAPH };
        let resource = check.resource.unwrap_or(usual);
        usable(&mut read, tenant.id, resource).await?;
        let attempt = Attempt {
            door: Door::Authorize,
            app: Some(app.id),
            user_name: user.upn.to_string(),
            want: Want {
                resource,
                name: resource.to_string(),
                ask: check.scopes.clone().map_or(Ask::Static, Ask::Scopes),
                openid: ScopeSet::new(),
            },
            renewal: Renewal::AsNeeded,
            proof: Proof::Password,
        };
        let judged = self.judge(&mut read, tenant, &attempt, UserKey::Id(user.id)).await?;
        let evaluation = evaluate(&attempt, &judged.found.facts);
        let checked = match evaluation.outcome {
            Outcome::Allow(_) => Checked::Silent,
            Outcome::Interact(Interaction::Consent(_) | Interaction::AdminConsent(_)) => {
                Checked::Prompt
            }
            Outcome::Interact(Interaction::ChangePassword) => Checked::ChangePassword,
            Outcome::Interact(Interaction::Password) => Checked::Prompt,
            Outcome::Refuse(Refusal::AdminApprovalNeeded { .. }) => Checked::NeedAdmin,
            Outcome::Refuse(refusal) => Checked::Refused(refusal),
        };
        Ok((checked, evaluation.trace))
    }
}
