//! The steps of the directory's tables, in order. One change is one file, forward only.

use consentry_sql::Migration;

/// The name of the directory's set of migrations.
pub const SET: &str = "directory";

macro_rules! steps {
    ($($version:literal $name:literal,)*) => {
        /// All steps, for tests that make a database by themselves.
        pub const MIGRATIONS: &[Migration] = &[$(Migration {
            version: $version,
            name: $name,
            sql: include_str!(concat!("migrations/", $name, ".sql")),
        },)*];
    };
}

steps! {
    1 "0001_tenants",
    2 "0002_users",
    3 "0003_groups",
    4 "0004_applications",
    5 "0005_principals",
    6 "0006_grants",
    7 "0007_browser_sessions",
    8 "0008_transactions",
    9 "0009_codes",
    10 "0010_refresh_tokens",
    11 "0011_sign_ins",
    12 "0012_audits",
    13 "0013_keys_and_settings",
    14 "0014_outbound_mail",
    15 "0015_devices",
    16 "0016_leases",
    17 "0017_user_consent_policies",
    18 "0018_consent_policies",
    19 "0019_consent_requests",
    20 "0020_enterprise_applications",
    21 "0021_guests_and_owners",
    22 "0022_notices",
    26 "0026_lockouts",
    27 "0027_password_spray",
    30 "0030_client_assertions",
    31 "0031_device_codes",
    33 "0033_sessions",
    35 "0035_role_assignments",
}
