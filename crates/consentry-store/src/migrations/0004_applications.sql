-- Registrations. What a resource exposes and what a client lists is read whole, under `version`.
CREATE TABLE applications (
    id text NOT NULL PRIMARY KEY,
    owner text NOT NULL REFERENCES tenants (id),
    name text NOT NULL,
    body text NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX applications_by_owner ON applications (owner, id);

-- The names by which an application is asked for as a resource. One name, one application.
CREATE TABLE identifier_uris (
    uri text NOT NULL PRIMARY KEY,
    app text NOT NULL REFERENCES applications (id)
);
CREATE INDEX identifier_uris_of_app ON identifier_uris (app);

-- The resources of the static list, so that one statement finds their versions.
CREATE TABLE required_resources (
    app text NOT NULL REFERENCES applications (id),
    resource text NOT NULL,
    PRIMARY KEY (app, resource)
);

-- Client secrets: only SHA-256, since they are random values of 256 bits.
CREATE TABLE app_secrets (
    id text NOT NULL PRIMARY KEY,
    app text NOT NULL REFERENCES applications (id),
    hash bytea NOT NULL,
    hint text NOT NULL,
    expires_at bigint NOT NULL,
    created_at bigint NOT NULL
);
CREATE INDEX app_secrets_of_app ON app_secrets (app);
