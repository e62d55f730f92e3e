-- Application roles of users and groups: beside their entry on the application's list.
CREATE TABLE role_assignments (
    principal text NOT NULL REFERENCES principals (id),
    kind text NOT NULL,
    assignee text NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (principal, kind, assignee, role)
);
