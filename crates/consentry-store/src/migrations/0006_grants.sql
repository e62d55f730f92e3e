-- Recorded consents to delegated permissions. `reach` is `*` for all users, else the user's id:
-- a column without NULL, so that the key holds on both engines.
CREATE TABLE grants (
    id text NOT NULL PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenants (id),
    client text NOT NULL REFERENCES principals (id),
    resource text NOT NULL,
    reach text NOT NULL,
    scopes text NOT NULL,
    revision bigint NOT NULL,
    created_at bigint NOT NULL,
    granted_by text
);
CREATE UNIQUE INDEX grants_by_client ON grants (client, reach, resource);
CREATE INDEX grants_of_tenant ON grants (tenant, reach);

-- Application roles that an administrator granted to a client, one row for each.
CREATE TABLE role_grants (
    client text NOT NULL REFERENCES principals (id),
    resource text NOT NULL,
    role text NOT NULL,
    tenant text NOT NULL REFERENCES tenants (id),
    granted_at bigint NOT NULL,
    granted_by text,
    PRIMARY KEY (client, resource, role)
);
CREATE INDEX role_grants_of_tenant ON role_grants (tenant);
