-- What the last revisions of a workspace changed, so that another server on the same database reads only that.
-- A revision without a row changed more than jobs and resources tell of: everything is read again.
create table workspace_changes (
  workspace_id uuid not null references workspaces,
  revision bigint not null,
  jobs uuid[] not null,
  resources uuid[] not null,
  primary key (workspace_id, revision)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
