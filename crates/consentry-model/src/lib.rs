//! The nouns of Consentry: ids, tenants, users, applications, grants, refusals.
