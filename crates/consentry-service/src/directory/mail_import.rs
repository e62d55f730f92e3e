//! Mail that an administrator takes over from files into a user's mailbox.

use std::path::Path;

use consentry_mailbox::{ImportError, Imported, Owner};
use consentry_model::{MailboxLocation, Tenant, Upn};
use consentry_store::Actor;

use super::{DirectoryError, Done};
use crate::Service;

impl Service {
    /// Imports a Maildir, an mbox file, a message or a folder of messages. The record follows the
    /// import: mail is not in the directory's database (ruling 24).
    pub async fn import_mail(
        &self,
        actor: &Actor,
        tenant: &Tenant,
        upn: &Upn,
        path: &Path,
    ) -> Done<Imported> {
        let user = self.user_named(tenant, upn).await?;
        if user.mailbox.unwrap_or(tenant.settings.mailboxes) == MailboxLocation::OnPremises {
            let rule =
                format!("the mailbox of `{upn}` is on premises; nobody would see the mail here");
            return Err(DirectoryError::Invalid(rule));
        }
        let owner = Owner { tenant: tenant.id, user: user.id };
        self.mailboxes.ensure(owner).await?;
        let imported = self.mailboxes.import_path(owner, path, self.clock.now()).await;
        let imported = imported.map_err(|error| match error {
            ImportError::Path { path, cause } => {
                DirectoryError::Invalid(format!("`{path}` cannot be read: {cause}"))
            }
            ImportError::Mail(error) => error.into(),
        })?;
        let mut unit = self.store.unit().await?;
        let target = ("User", user.id.to_string(), user.upn.to_string());
        let details = serde_json::json!({
            "path": path.display().to_string(),
            "messages": imported.messages,
            "left_out": imported.skipped.len(),
        });
        let who = (Some(tenant.id), actor);
        self.record_change(&mut unit, who, "Import mail", target, details).await?;
        unit.commit().await?;
        Ok(imported)
    }
}
