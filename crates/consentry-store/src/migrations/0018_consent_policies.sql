-- App consent policies of a tenant's own, and how it classified delegated permissions. Both are
-- read whole, once for each version of the tenant.
CREATE TABLE consent_policies (
    tenant text NOT NULL REFERENCES tenants (id),
    id text NOT NULL,
    body text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE classifications (
    tenant text NOT NULL REFERENCES tenants (id),
    resource text NOT NULL,
    permission text NOT NULL,
    scope text NOT NULL,
    impact text NOT NULL,
    set_at bigint NOT NULL,
    set_by text,
    PRIMARY KEY (tenant, resource, permission)
);
