-- The audit log: who changed what. Written in the unit of work of the change.
CREATE TABLE audits (
    id text NOT NULL PRIMARY KEY,
    at bigint NOT NULL,
    tenant text,
    actor_kind text NOT NULL,
    actor_id text,
    actor_name text NOT NULL,
    activity text NOT NULL,
    target_kind text NOT NULL,
    target_id text NOT NULL,
    target_name text NOT NULL,
    details text NOT NULL
);
CREATE INDEX audits_by_time ON audits (tenant, at, id);
CREATE INDEX audits_by_age ON audits (at);
