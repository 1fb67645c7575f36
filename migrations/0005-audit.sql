-- Seals ------------------------------------------------------------------------------------------------

-- A seal names the heads that changed since the seal before it and carries that one's hash, so that all of
-- them together hold every head there ever was. `record` is the canonical JSON that was hashed.
create table app.seals (
  number        integer primary key check (number > 0),
  at            bigint not null,
  record        text not null,
  previous_hash text not null,
  hash          text not null
);

create table app.sealed_heads (
  seal    integer not null,
  stream  text collate "C" not null,
  version integer not null,
  hash    text not null,
  primary key (stream, version)
);
create unique index sealed_heads_by_seal on app.sealed_heads (seal, stream);

create trigger append_only before update or delete or truncate on app.seals
  for each statement execute function app.refuse_change();
create trigger append_only before update or delete or truncate on app.sealed_heads
  for each statement execute function app.refuse_change();

-- What was told the audit channel, once a day.
create table app.seal_posts (
  day      text primary key,
  seal     integer not null,
  begun_at bigint not null,
  tried_at bigint not null,
  ts       text
);

-- Retention --------------------------------------------------------------------------------------------

-- Where the records of a release are whose head stays in app.streams. `event_version` is the event of the
-- stream `archive` that says so.
create table app.archives (
  stream        text collate "C" primary key,
  version       integer not null,
  hash          text not null,
  file          text not null,
  sha256        text not null,
  event_version integer not null
);
create trigger append_only before update or delete or truncate on app.archives
  for each statement execute function app.refuse_change();

-- Records may be removed only when an event of the log says where they were archived, whole, and when
-- nothing is left to be done for their release.
create function app.refuse_removal() returns trigger language plpgsql as $$
begin
  if exists (
    select from removed as r
    where not exists (
      select from app.archives as a
      join app.events as e
        on e.stream = 'archive' and e.version = a.event_version and e.type = 'ReleaseArchived'
      join app.streams as s on s.stream = a.stream and s.version = a.version and s.hash = a.hash
      where a.stream = r.stream and r.stream like 'release/%'
        and e.record::jsonb -> 'data' ->> 'stream' = a.stream
        and e.record::jsonb -> 'data' ->> 'hash' = a.hash
        and e.record::jsonb -> 'data' ->> 'sha256' = a.sha256
    )
  ) or exists (
    select from removed as r join app.releases as x on 'release/' || x.id = r.stream where x.live
  ) or exists (
    select from removed as r join app.tasks as t on 'release/' || t.release_id = r.stream
  ) then
    raise exception 'the event log is append-only: % on % is refused', tg_op, tg_table_name;
  end if;
  return null;
end $$;

drop trigger append_only on app.events;
create trigger append_only before update or truncate on app.events
  for each statement execute function app.refuse_change();
create trigger removed_when_archived after delete on app.events
  referencing old table as removed
  for each statement execute function app.refuse_removal();
