-- What the scheduler remembers of gates, pins, retries and versions that were taken.

alter table jobs
  -- Pins that somebody set by command, by the name of the IN.
  add column pins jsonb not null default '{}',
  -- Of INs with passed or flow every: ranges of the versions that runs were bound to, and of those left to take.
  add column taken jsonb not null default '{}',
  add column backlog jsonb not null default '{}',
  -- The person behind the event that made the waiting job.
  add column waiting_by text;

alter table live_runs
  -- The person behind the first event of the chain that led to it.
  add column caused_by text,
  add column attempt integer not null default 1 check (attempt > 0),
  -- A retry's pause.
  add column not_before timestamptz,
  -- Numbers of versions by name: those that it was bound to when it was made, and those that it took at its start.
  add column bound jsonb,
  add column reads jsonb,
  -- The older run whose frozen plan it carries out again: {runId, fromStep}.
  add column replays jsonb,
  add column locks text[],
  -- Its approval: {since, expiresAt, votes}.
  add column gate jsonb,
  -- Typed values that were given with it.
  add column inputs jsonb,
  drop constraint live_runs_check,
  add constraint live_runs_gated check (status <> 'gated' or gate is not null),
  add constraint live_runs_processing check
    (status <> 'processing' or (agent_id is not null and lease_token is not null and started_at is not null));

alter table runs
  add column caused_by text,
  add column attempt integer not null default 1,
  add column bound jsonb,
  add column reads jsonb,
  add column replays jsonb,
  add column gate jsonb,
  add column inputs jsonb,
  -- What the version of a job holds that the scheduler carries out itself: a manifest, a release.
  add column content jsonb;

-- Versions that nobody may choose until they are released; a job's version is the run with the number.
create table quarantines (
  workspace_id uuid not null references workspaces,
  -- A resource or a job.
  subject_id uuid not null,
  number integer not null check (number > 0),
  by text not null,
  reason text not null,
  at timestamptz not null default now(),
  primary key (subject_id, number)
);
create index quarantines_by_workspace on quarantines (workspace_id);

-- Names that approvers can be listed by.
create table groups (
  workspace_id uuid not null references workspaces,
  name text not null,
  members text[] not null,
  primary key (workspace_id, name)
);

-- Time limits that jobs without one of their own get from their pool, or else from the workspace.
create table node_pools (
  workspace_id uuid not null references workspaces,
  name text not null,
  timeout_minutes integer check (timeout_minutes > 0),
  primary key (workspace_id, name)
);
alter table workspaces add column timeout_minutes integer check (timeout_minutes > 0);

-- Who took a version, and what was decided about it.
create index runs_by_read on runs using gin (reads jsonb_path_ops);
create index decisions_by_version on decisions using gin (versions) where versions <> '{}';

drop view all_runs;
create view all_runs as
  select id, workspace_id, job_id, number, status, mode, cause, priority, queue_order, node_pool, env, decision_id,
         queued_at, started_at, null::timestamptz as finished_at, agent_id, lease_token,
         cancel_requested_by, null::text as reason_code, null::text as reason_text, null::text as message,
         null::text as version_name, '{"values":{},"files":[]}'::jsonb as state,
         caused_by, attempt, not_before, bound, reads, replays, gate, inputs, null::jsonb as content
    from live_runs
  union all
  select id, workspace_id, job_id, number, status, mode, cause, priority, queue_order, node_pool, env, decision_id,
         queued_at, started_at, finished_at, agent_id, lease_token,
         cancel_requested_by, reason_code, reason_text, message, version_name, state,
         caused_by, attempt, null::timestamptz as not_before, bound, reads, replays, gate, inputs, content
    from runs;
