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

-- Records one command in one round trip. The heads are locked in the order they are given, which is the
-- same for everybody; each statement sees what was committed while the one before it waited.
-- `event_start` and `event_end` are the canonical record around its time, which is only known here.
create function app.append(
  command text, not_before bigint,
  names text[], expected integer[], written boolean[],
  event_stream text[], event_type text[], event_start text[], event_end text[]
) returns table (record text, previous_hash text, hash text) language plpgsql as $$
#variable_conflict use_variable
declare
  head app.streams;
  happened bigint := greatest(app.now_ms(), not_before);
  hashes text[];
  next_event integer := 1;
  next_version integer;
begin
  for i in 1 .. coalesce(array_length(names, 1), 0) loop
    loop
      if written[i] then
        select * into head from app.streams as s where s.stream = names[i] for update;
      else
        select * into head from app.streams as s where s.stream = names[i] for share;
      end if;
      exit when found;
      insert into app.streams (stream) values (names[i]) on conflict do nothing;
    end loop;
    if head.version <> expected[i] then
      if exists (select from app.commands as c where c.command_id = command) then
        raise exception 'carried out' using errcode = 'TM002';
      end if;
      raise exception 'moved on' using errcode = 'TM001',
        detail = json_build_object('stream', names[i], 'expected', expected[i], 'found', head.version);
    end if;
    happened := greatest(happened, head.at);
    hashes[i] := head.hash;
  end loop;

  insert into app.commands (command_id, at) values (command, happened) on conflict do nothing;
  if not found then
    raise exception 'carried out' using errcode = 'TM002';
  end if;

  for i in 1 .. coalesce(array_length(names, 1), 0) loop
    next_version := expected[i];
    hash := hashes[i];
    while event_stream[next_event] = names[i] loop
      next_version := next_version + 1;
      previous_hash := hash;
      record := event_start[next_event] || happened || event_end[next_event];
      hash := encode(sha256(convert_to(previous_hash || record, 'UTF8')), 'hex');
      insert into app.events (stream, version, command_id, type, at, record, previous_hash, hash)
        values (names[i], next_version, command, event_type[next_event], happened, record, previous_hash, hash);
      return next;
      next_event := next_event + 1;
    end loop;
    if next_version > expected[i] then
      update app.streams as s set version = next_version, hash = hash, at = happened where s.stream = names[i];
    end if;
  end loop;
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
