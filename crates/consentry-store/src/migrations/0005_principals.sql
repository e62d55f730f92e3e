-- Service principals: the presence of an application in a tenant. Deleted ones stay, to be
-- restored; only one may live.
CREATE TABLE principals (
    id text NOT NULL PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenants (id),
    app text NOT NULL REFERENCES applications (id),
    display_name text NOT NULL,
    enabled bigint NOT NULL,
    assignment_required bigint NOT NULL,
    visible bigint NOT NULL,
    created_at bigint NOT NULL,
    deleted_at bigint
);
CREATE UNIQUE INDEX principals_live ON principals (tenant, app) WHERE deleted_at IS NULL;
CREATE INDEX principals_of_tenant ON principals (tenant, id);

-- Who is on an application's list: users, groups, or another application of the tenant.
CREATE TABLE assignments (
    principal text NOT NULL REFERENCES principals (id),
    kind text NOT NULL,
    assignee text NOT NULL,
    assigned_at bigint NOT NULL,
    assigned_by text,
    PRIMARY KEY (principal, kind, assignee)
);
CREATE INDEX assignments_by_assignee ON assignments (assignee);

-- Where password grants are open (ruling 3): by tenant and application, with an end or without.
CREATE TABLE password_grants (
    tenant text NOT NULL REFERENCES tenants (id),
    app text NOT NULL REFERENCES applications (id),
    until_at bigint,
    PRIMARY KEY (tenant, app)
);
