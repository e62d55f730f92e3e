-- Signing keys, sealed under the master key, and settings of the whole installation.
-- `tenant` is empty for keys of the installation.
CREATE TABLE signing_keys (
    kid text NOT NULL PRIMARY KEY,
    tenant text,
    sealed bytea NOT NULL,
    certificate bytea NOT NULL,
    not_before bigint NOT NULL,
    signs_until bigint,
    retires_at bigint
);

CREATE TABLE settings (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE sealed_settings (
    name text NOT NULL PRIMARY KEY,
    sealed bytea NOT NULL
);
