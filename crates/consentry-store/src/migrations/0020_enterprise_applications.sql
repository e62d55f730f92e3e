-- What an administrator keeps about an application in his tenant.
ALTER TABLE principals ADD COLUMN notes text;
ALTER TABLE principals ADD COLUMN homepage text;

CREATE TABLE logos (
    principal text NOT NULL PRIMARY KEY REFERENCES principals (id),
    png bytea NOT NULL,
    set_at bigint NOT NULL
);

-- Who still uses an application: written at most once an hour for each user, and kept longer
-- than the sign-in log.
CREATE TABLE app_use (
    tenant text NOT NULL,
    app text NOT NULL,
    user_id text NOT NULL,
    last_at bigint NOT NULL,
    PRIMARY KEY (tenant, app, user_id)
);
CREATE INDEX app_use_by_time ON app_use (tenant, app, last_at);

-- What applications are and were called, by what the name looks like (A58).
CREATE TABLE app_names (
    app text NOT NULL REFERENCES applications (id),
    skeleton text NOT NULL,
    owner text NOT NULL,
    verified bigint NOT NULL,
    PRIMARY KEY (app, skeleton)
);
CREATE INDEX app_names_by_skeleton ON app_names (skeleton);
