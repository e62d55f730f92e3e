//! The directory: migrations, queries, facts, sessions, tokens, logs.
//!
//! [`Store`] is one concrete type over both engines. Reading goes through [`Read`] or [`Unit`],
//! writing through [`Unit`] alone, which is committed or dropped. Rows become domain values at
//! the border; a row that cannot be one is [`StoreError::Corrupt`]. What a state change expects
//! stands in its SQL, and it returns whether it won. Nothing here judges: that is policy's.

mod app_names;
mod app_use;
mod applications;
mod assignments;
mod audits;
mod cache;
mod certificates;
mod codes;
mod conditions;
mod consent_requests;
mod consent_rules;
mod deliveries;
mod device_codes;
mod devices;
mod error;
mod facts;
mod fields;
mod grants;
mod groups;
mod keys;
mod leases;
mod lockouts;
mod logos;
mod migrations;
mod outbound_mail;
mod page;
mod param;
mod password_spray;
mod principals;
mod prune;
mod refresh_tokens;
mod role_grants;
mod session_apps;
mod sessions;
mod settings;
mod sign_ins;
mod store;
mod tenants;
mod transactions;
mod users;
mod well_known;

pub use app_use::AppUse;
pub use applications::{AppSecret, PasswordGrant};
pub use assignments::{Assignee, AssignmentEntry};
pub use audits::{Actor, AuditFilter, AuditRecord, Target};
pub use certificates::AppCertificate;
pub use codes::Code;
pub use consent_requests::RequestFilter;
pub use consent_rules::Classification;
pub use deliveries::Delivery;
pub use device_codes::{DeviceApproval, DeviceCode, DeviceGrant, DeviceState};
pub use devices::Device;
pub use error::StoreError;
pub use facts::{FactsFound, FactsQuery, UserKey};
pub use grants::{ConsentedBy, GrantFilter, NewGrant, Reach, Whose};
pub use groups::Group;
pub use lockouts::{Counted, Familiarity, Guard, GuardQuery, WrongPassword};
pub use migrations::{MIGRATIONS, SET};
pub use outbound_mail::{MailKind, MailState, OutboundMail};
pub use page::{Page, Paged};
pub use password_spray::{Spray, Sprayed};
pub use principals::PrincipalFilter;
pub use prune::{RESTORABLE, Retention};
pub use refresh_tokens::{RefreshState, RefreshToken};
pub use role_grants::{NewRoles, RoleGrant};
pub use session_apps::SessionApp;
pub use sessions::{BrowserSession, basis_of};
pub use sign_ins::{SignIn, SignInFilter};
pub use store::{Conn, Read, Store, Unit};
pub use transactions::{Transaction, TransactionState};
pub use users::Voids;
pub use well_known::VENDORS;
