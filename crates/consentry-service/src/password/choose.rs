//! A new password is judged by the policy's one rule, whoever sets it: the person himself, an
//! administrator, a link, a file.

use consentry_model::{Secret, Tenant, User};
use consentry_policy::{PasswordFault, Sameness, judge_password, names_of};

use crate::{Service, ServiceError, password::Fit};

impl Service {
    /// Whether a user may have this password. `present` is the hash of the one that he has.
    pub(crate) async fn may_choose(
        &self,
        tenant: &Tenant,
        user: &User,
        chosen: &Secret<String>,
        present: Option<&Secret<String>>,
    ) -> Result<Result<(), PasswordFault>, ServiceError> {
        let (rules, names) = (&tenant.settings.passwords, names_of(user));
        let judge = |same| judge_password(chosen.expose(), rules, &names, same);
        // The work of a hash only where everything else is right.
        if judge(Sameness::Other).is_err() || present.is_none() {
            return Ok(judge(Sameness::Other));
        }
        Ok(match self.passwords.verify(chosen, present).await? {
            Fit::Right => judge(Sameness::Same),
            Fit::Wrong => judge(Sameness::Other),
        })
    }
}
