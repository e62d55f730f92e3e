-- Certificates by which applications prove themselves. `reuse` is for clients that send one
-- assertion several times.
CREATE TABLE app_certificates (
    id text NOT NULL PRIMARY KEY,
    app text NOT NULL REFERENCES applications (id),
    name text NOT NULL,
    certificate bytea NOT NULL,
    reuse bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX app_certificates_of_app ON app_certificates (app);

-- Assertions that were used, by the hash of client and `jti`, for as long as they could be again.
CREATE TABLE used_assertions (
    id bytea NOT NULL PRIMARY KEY,
    ends_at bigint NOT NULL
);
CREATE INDEX used_assertions_by_end ON used_assertions (ends_at);
