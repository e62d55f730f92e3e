-- Tenants and their domains: everything else belongs to a tenant. `version` grows with every
-- change that can take something away, so that a judgement made before it is made again.
CREATE TABLE tenants (
    id text NOT NULL PRIMARY KEY,
    name text NOT NULL,
    settings text NOT NULL,
    salt bytea NOT NULL,
    version bigint NOT NULL,
    created_at bigint NOT NULL
);

-- The key is the name alone: a domain belongs to one tenant (A36).
CREATE TABLE domains (
    name text NOT NULL PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenants (id),
    place bigint NOT NULL
);
CREATE INDEX domains_of_tenant ON domains (tenant, place);
