//! Settings: what users may consent to, the policies and classifications behind it, the request
//! workflow and its webhook.
//!
//! Whoever reads the admin centre may look at them; forms are there for those whose role may
//! change what they hold.

mod classifications;
mod condition;
mod confirm;
mod consent_policies;
mod consent_policy;
mod defaults;
mod field;
mod name;
mod preview;
mod user_consent;
mod webhook;
mod workflow;

pub use classifications::{
    ClassificationRow, Classifications, Classifying, ResourceChoice, StarterRow,
};
pub use condition::{Condition, ConditionForm, Conditions};
pub use confirm::{Confirm, ConfirmWhat};
pub use consent_policies::{NewPolicyForm, Policies, PolicyRow};
pub use consent_policy::PolicyDetail;
pub use defaults::Defaults;
pub(crate) use defaults::{links as default_links, of_word as defaults_of};
pub use field::{Changing, Field, Problem};
pub use name::{PolicyLabel, Reviewing, UsedBy, role_key};
pub(crate) use preview::choice_key;
pub use preview::{ChangedRow, Difference, GroupOwnersShown, Preview, SettingDiff};
pub(crate) use user_consent::reach_of;
pub use user_consent::{
    GroupOwnersForm, NewRight, OwnersChoice, PolicyTick, Right, RightTick, UserConsentForm,
    UserConsentPage,
};
pub use webhook::{DeliveryRow, DeliveryState, NewSecret, Webhook};
pub use workflow::{
    DelegateRow, NewDelegate, NewReviewer, ReviewerKind, ReviewerRow, WorkflowForm, WorkflowPage,
};
