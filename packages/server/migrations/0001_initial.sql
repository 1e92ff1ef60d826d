-- The first schema. Hot tables stay small: live_runs holds a row only while its run is live; runs is history
-- that is appended to once and never updated by the scheduler.

create table workspaces (
  id uuid primary key,
  name text not null unique,
  -- Grows with every transaction of the scheduler: a server's cache is valid while it equals this.
  revision bigint not null default 0,
  -- The next place in the order of queueing.
  next_order bigint not null default 1,
  created_at timestamptz not null default now()
);

create table sources (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  name text not null,
  kind text not null check (kind in ('directory', 'git')),
  location text not null,
  branch text,
  last_sync_at timestamptz,
  last_sync_status text check (last_sync_status in ('success', 'failure')),
  last_sync_commit text,
  last_sync_text text,
  last_sync_problems jsonb not null default '[]',
  created_at timestamptz not null default now(),
  unique (workspace_id, name)
);

create table resources (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  source_id uuid references sources,
  name text not null,
  type text not null,
  definition jsonb not null,
  position integer not null,
  inconsistent text,
  deleted_at timestamptz,
  last_version_number integer not null default 0,
  latest_version_id uuid,
  unique (workspace_id, name)
);

create table resource_versions (
  id uuid primary key,
  resource_id uuid not null references resources,
  number integer not null check (number > 0),
  name text,
  content jsonb not null,
  files jsonb not null default '[]',
  origin text not null check (origin in ('configuration', 'external', 'run')),
  -- The run that made it; runs move from live_runs to runs, so there is no foreign key.
  run_id uuid,
  created_at timestamptz not null,
  unique (resource_id, number)
);
create index resource_versions_by_name on resource_versions (resource_id, name, number desc) where name is not null;
create index resource_versions_by_run on resource_versions (run_id) where run_id is not null;

create table jobs (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  source_id uuid references sources,
  name text not null,
  type text not null,
  definition jsonb not null,
  position integer not null,
  inconsistent text,
  deleted_at timestamptz,
  is_paused boolean not null default false,
  last_run_number integer not null default 0,
  last_ended_number integer,
  last_ended_status text,
  last_success_run_id uuid,
  last_success_number integer,
  -- A strict job's waiting job: all three or none.
  waiting_order bigint,
  waiting_because text,
  waiting_since timestamptz,
  -- INs that are switched off and have news which no run has taken up yet.
  news_on text[] not null default '{}',
  last_decision_id uuid,
  unique (workspace_id, name),
  check ((waiting_order is null) = (waiting_because is null) and (waiting_order is null) = (waiting_since is null))
);

create table live_runs (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  job_id uuid not null references jobs,
  number integer not null check (number > 0),
  status text not null check (status in ('gated', 'queued', 'processing')),
  mode text not null check (mode in ('chrono', 'strict', 'immediate')),
  cause jsonb not null,
  priority integer not null,
  queue_order bigint not null,
  node_pool text,
  env jsonb not null default '{}',
  decision_id uuid,
  queued_at timestamptz not null,
  started_at timestamptz,
  agent_id uuid,
  -- The process of the agent that was told to carry it out: another process of the same agent lost it.
  agent_instance text,
  lease_token uuid,
  cancel_requested_at timestamptz,
  cancel_requested_by text,
  unique (job_id, number),
  check (status <> 'processing' or (agent_id is not null and lease_token is not null and started_at is not null))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
create index live_runs_by_workspace on live_runs (workspace_id);

create table runs (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  job_id uuid not null references jobs,
  number integer not null check (number > 0),
  status text not null check (status in
    ('success', 'failure', 'error', 'unstable', 'timeout', 'canceled', 'skipped', 'lost')),
  mode text not null,
  cause jsonb not null,
  priority integer not null,
  queue_order bigint not null,
  node_pool text,
  env jsonb not null default '{}',
  decision_id uuid,
  queued_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz not null,
  agent_id uuid,
  lease_token uuid,
  cancel_requested_by text,
  reason_code text,
  reason_text text,
  message text,
  version_name text,
  state jsonb not null default '{"values":{},"files":[]}',
  unique (job_id, number)
);
create index runs_by_workspace on runs (workspace_id, finished_at desc);
create index runs_successful on runs (job_id, number desc) where status = 'success';

create table run_plans (
  run_id uuid primary key,
  plan jsonb not null
);

create table step_runs (
  run_id uuid not null,
  index integer not null,
  kind text not null,
  name text not null,
  status text not null,
  exit_code integer,
  message text,
  started_at timestamptz,
  finished_at timestamptz,
  log_bytes bigint not null default 0,
  primary key (run_id, index)
);

create table events (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  kind text not null,
  subject text not null,
  text text not null,
  at timestamptz not null
);

create table decisions (
  id uuid primary key,
  workspace_id uuid not null references workspaces,
  event_id uuid not null references events,
  job_id uuid not null references jobs,
  verdict text not null check (verdict in ('queued', 'waiting', 'gated', 'skipped', 'none')),
  reason text not null,
  text text not null,
  inputs jsonb not null,
  unblock jsonb not null,
  run_number integer,
  -- RESOURCE@NUMBER of the versions that the event brought.
  versions text[] not null default '{}',
  at timestamptz not null
);
create index decisions_by_job on decisions (job_id, id desc);
create index decisions_by_workspace on decisions (workspace_id, id desc);

create table agents (
  id uuid primary key,
  name text not null,
  key_hash bytea not null unique,
  pool text not null,
  slots integer not null,
  version text not null,
  os text not null,
  arch text not null,
  last_seen_at timestamptz not null,
  created_at timestamptz not null default now()
) with (fillfactor = 70);

create table users (
  id uuid primary key,
  name text not null unique,
  role text not null check (role in ('viewer', 'operator', 'member', 'admin', 'owner')),
  created_at timestamptz not null default now()
);

create table sign_in_links (
  token_hash bytea primary key,
  user_id uuid not null references users,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table sessions (
  token_hash bytea primary key,
  user_id uuid not null references users,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create table api_tokens (
  id uuid primary key,
  token_hash bytea not null unique,
  user_id uuid not null references users,
  name text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz
);

create table audit_log (
  id uuid primary key,
  workspace_id uuid references workspaces,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject text not null,
  details jsonb not null default '{}'
);

-- Runs, live or ended, in one shape.
create view all_runs as
  select id, workspace_id, job_id, number, status, mode, cause, priority, queue_order, node_pool, env, decision_id,
         queued_at, started_at, null::timestamptz as finished_at, agent_id, lease_token,
         cancel_requested_by, null::text as reason_code, null::text as reason_text, null::text as message,
         null::text as version_name, '{"values":{},"files":[]}'::jsonb as state
    from live_runs
  union all
  select id, workspace_id, job_id, number, status, mode, cause, priority, queue_order, node_pool, env, decision_id,
         queued_at, started_at, finished_at, agent_id, lease_token,
         cancel_requested_by, reason_code, reason_text, message, version_name, state
    from runs;
