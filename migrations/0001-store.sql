-- The one clock of the store: epoch milliseconds. Everything that compares times asks it, so that no
-- process's own clock matters. STABLE, because an index is not used with a volatile function.
create function app.now_ms() returns bigint
  language sql stable parallel safe
  as $$ select floor(extract(epoch from statement_timestamp()) * 1000)::bigint $$;

-- Event log ------------------------------------------------------------------------------------------

-- The head of every stream: what an append locks. Version 0 where a stream was read before its birth.
create table app.streams (
  stream  text collate "C" primary key,
  version integer not null default 0,
  hash    text not null default '',
  at      bigint not null default 0
);

create table app.commands (
  command_id text primary key,
  at         bigint not null
);

-- `record` is the canonical JSON that was hashed; the other columns repeat it for the indexes.
create table app.events (
  stream        text collate "C" not null,
  version       integer not null check (version > 0),
  command_id    text not null,
  type          text not null,
  at            bigint not null,
  record        text not null,
  previous_hash text not null,
  hash          text not null,
  primary key (stream, version)
);
create index events_by_command on app.events (command_id);

create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the event log is append-only: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger append_only before update or delete or truncate on app.events
  for each statement execute function app.refuse_change();
create trigger append_only before update or delete or truncate on app.commands
  for each statement execute function app.refuse_change();

-- Locks the heads in the order they are given, in one round trip. Each SELECT below sees what was
-- committed while the one before it waited, which a single statement would not.
create function app.lock_heads(wanted_command text, names text[], written boolean[])
  returns table (stream text, version integer, hash text, at bigint, carried_out boolean)
  language plpgsql as $$
#variable_conflict use_column
declare
  done boolean;
begin
  for i in 1 .. coalesce(array_length(names, 1), 0) loop
    loop
      if written[i] then
        perform from app.streams s where s.stream = names[i] for update;
      else
        perform from app.streams s where s.stream = names[i] for share;
      end if;
      exit when found;
      insert into app.streams (stream) values (names[i]) on conflict do nothing;
    end loop;
  end loop;
  done := exists (select from app.commands c where c.command_id = wanted_command);
  return query select s.stream::text, s.version, s.hash, s.at, done
    from app.streams s where s.stream = any (names);
end $$;

-- Work that is due --------------------------------------------------------------------------------------

create table app.tasks (
  release_id  text not null,
  task        text not null,
  urgent      boolean not null,
  due_at      bigint not null,
  rung_at     bigint,
  holder      text,
  lease_until bigint,
  claim_token text,
  failures    integer not null default 0,
  asked       integer not null default 1,
  primary key (release_id, task)
);
create index tasks_due on app.tasks (urgent, due_at);
create index tasks_held on app.tasks (holder) where holder is not null;

create table app.notices (
  id            uuid primary key,
  seq           bigint generated always as identity,
  release_id    text not null,
  event_version integer not null,
  kind          text not null,
  recipient     text not null,
  urgent        boolean not null,
  state         text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'given-up')),
  channel       text,
  ts            text,
  attempts      integer not null default 0,
  due_at        bigint not null,
  holder        text,
  lease_until   bigint,
  claim_token   text,
  sending_since bigint,
  problem       text
);
create index notices_unsent on app.notices (recipient, urgent, seq) where state in ('pending', 'sending');
create index notices_of_release on app.notices (release_id, event_version);

create table app.boards (
  release_id     text not null,
  key            text not null,
  channel        text not null,
  ts             text,
  wanted_version integer not null,
  shown_version  integer not null default 0,
  attempts       integer not null default 0,
  due_at         bigint not null,
  holder         text,
  lease_until    bigint,
  claim_token    text,
  posting_since  bigint,
  problem        text,
  primary key (release_id, key)
);
create index boards_behind on app.boards (due_at) where wanted_version > shown_version;

-- What was measured ----------------------------------------------------------------------------------

create table app.samples (
  release_id text not null,
  step       text not null,
  at         bigint not null,
  body       text not null,
  primary key (release_id, at, step)
);
create index samples_by_time on app.samples (at);

create table app.watches (
  release_id  text primary key,
  accumulator text not null,
  at          bigint not null
);

-- Texts ------------------------------------------------------------------------------------------------

create table app.policies (
  digest text primary key,
  text   text not null
);

create table app.output_sizes (
  operation_id text primary key,
  chunks       integer not null default 0,
  bytes        integer not null default 0
);

create table app.outputs (
  operation_id text not null,
  chunk        integer not null,
  at           bigint not null,
  text         text not null,
  primary key (operation_id, chunk)
);

-- Read model ---------------------------------------------------------------------------------------------

create table app.releases (
  id             text collate "C" primary key,
  service        text not null,
  environment    text not null,
  version        text not null,
  status         text not null,
  live           boolean not null,
  waiting        boolean not null,
  owner          text not null,
  channel        text,
  created_at     bigint not null,
  updated_at     bigint not null,
  stream_version integer not null,
  summary        text not null
);
create index releases_live on app.releases (created_at) where live;
create index releases_by_channel on app.releases (channel) where channel is not null;
create index releases_by_lane on app.releases (service, environment, created_at);
create index releases_by_age on app.releases (created_at, id);
