-- What a revision changed of what servers keep in memory travels with it, as they write it: another server on the same
-- database takes it over without reading the tables. A revision without a row changed more than that: everything is
-- read again. What the table holds now is of no use to anybody.
drop table workspace_changes;
create table workspace_changes (
  workspace_id uuid not null references workspaces,
  revision bigint not null,
  change text not null,
  primary key (workspace_id, revision)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
-- Compressing what is read once and deleted costs more than it saves; under the lock of the workspace, others wait for it.
alter table workspace_changes alter column change set storage external;
