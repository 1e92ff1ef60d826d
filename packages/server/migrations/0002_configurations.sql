-- Sources that can be paused, removed and restored, and a history of what their syncs did.

alter table sources
  add column is_paused boolean not null default false,
  -- Removed: what it declared is removed too, and both can be restored.
  add column deleted_at timestamptz,
  -- SHA-256 of the files of a directory as they were read last: equal files need no sync.
  add column last_sync_digest text,
  -- Grows when a sync begins to read; the one that was applied last. An older reading never follows a newer one.
  add column sync_generation bigint not null default 0,
  add column applied_generation bigint not null default 0,
  drop constraint sources_last_sync_status_check,
  add constraint sources_last_sync_status_check check (last_sync_status in ('success', 'inconsistent', 'failure'));

-- One row for each sync that did something or failed in a new way.
create table configurations (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  source_id uuid not null references sources on delete cascade,
  number integer not null check (number > 0),
  status text not null check (status in ('success', 'inconsistent', 'failure')),
  by text not null,
  commit text,
  text text not null,
  problems jsonb not null default '[]',
  -- What it did, with its keys in their order; absent where it failed.
  plan json,
  at timestamptz not null,
  unique (source_id, number)
);

create index resources_by_source on resources (source_id);
create index jobs_by_source on jobs (source_id);
