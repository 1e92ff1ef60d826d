-- What comes from outside is done once: deliveries of webhooks, and builds of other servers.

-- The version that a delivery made: the same delivery again makes none.
create table webhook_deliveries (
  resource_id uuid not null references resources on delete cascade,
  delivery text not null,
  version_number integer not null check (version_number > 0),
  at timestamptz not null,
  primary key (resource_id, delivery)
);
create index webhook_deliveries_by_age on webhook_deliveries (at);

-- The run of a build of another server, and all that was told with it.
create table external_builds (
  job_id uuid not null references jobs on delete cascade,
  server_id uuid not null references resources on delete cascade,
  build_id text not null,
  -- The run moves from live_runs to runs, so there is no foreign key.
  run_id uuid not null,
  run_number integer not null check (run_number > 0),
  url text not null,
  data jsonb not null,
  primary key (job_id, server_id, build_id)
);

-- A run of such a build is processing without an agent.
alter table live_runs
  drop constraint if exists live_runs_check,
  drop constraint if exists live_runs_processing;
alter table live_runs add constraint live_runs_processing check (
  status <> 'processing'
  or (started_at is not null
      and (cause ->> 'kind' = 'external' or (agent_id is not null and lease_token is not null))));
