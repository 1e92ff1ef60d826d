-- The old versions that were sent down the graph again while a strict job waits: its run takes these.
alter table jobs add column waiting_replays jsonb;
