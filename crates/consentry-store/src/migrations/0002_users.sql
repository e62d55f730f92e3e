-- Users. The folded name is the key of sign-in, since names are compared without ASCII case.
CREATE TABLE users (
    id text NOT NULL PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenants (id),
    upn text NOT NULL,
    upn_folded text NOT NULL,
    display_name text NOT NULL,
    given_name text,
    family_name text,
    language text,
    state text NOT NULL,
    password_state text NOT NULL,
    password_hash text,
    roles text NOT NULL,
    mailbox text,
    sessions_valid_from bigint NOT NULL,
    puid text NOT NULL,
    created_at bigint NOT NULL
);
CREATE UNIQUE INDEX users_by_name ON users (tenant, upn_folded);
