-- Whether a user belongs to the organisation, and who owns a group.
ALTER TABLE users ADD COLUMN kind text NOT NULL DEFAULT 'member';

CREATE TABLE group_owners (
    group_id text NOT NULL REFERENCES groups (id),
    user_id text NOT NULL REFERENCES users (id),
    since bigint NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_owners_by_user ON group_owners (user_id);
