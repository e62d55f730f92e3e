-- Who runs a background job at present, where several nodes share the database.
CREATE TABLE leases (
    name text NOT NULL PRIMARY KEY,
    holder text NOT NULL,
    until_at bigint NOT NULL
);
