-- Which of the versions that a run is bound to no run had taken before: they are left to take where it never starts.
alter table live_runs add column takes text[];

-- Runs that ended before their start, by what they were bound to.
create index runs_never_started on runs (job_id) where started_at is null and bound is not null;
