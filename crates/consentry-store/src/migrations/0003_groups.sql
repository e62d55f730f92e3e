-- Groups of users: an application can be assigned to one instead of to each member.
CREATE TABLE groups (
    id text NOT NULL PRIMARY KEY,
    tenant text NOT NULL REFERENCES tenants (id),
    name text NOT NULL,
    name_folded text NOT NULL,
    description text,
    created_at bigint NOT NULL
);
CREATE UNIQUE INDEX groups_by_name ON groups (tenant, name_folded);

CREATE TABLE group_members (
    group_id text NOT NULL REFERENCES groups (id),
    user_id text NOT NULL REFERENCES users (id),
    since bigint NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_members_by_user ON group_members (user_id);
