-- What an append locks are the names of its streams, not their rows. Every command of a release reads the same few heads,
-- and a row that many share has to be written each time somebody joins them. The lock of a name is let go only after all
-- can see the commit, so whoever gets it next reads what was recorded before.
--
-- An append that began before this migration and goes on after it holds rows only. It can record no version twice (the key
-- of app.events); what others decide without waiting for it is as if they had come first.

-- Locks the name until the end of the transaction and gives the head, if it is at the expected version.
create function app.locked_head(command text, name text, expected integer, written boolean) returns app.streams
  language plpgsql as $$
#variable_conflict use_variable
declare
  head app.streams;
begin
  if written then
    perform pg_advisory_xact_lock(hashtextextended(name, 0));
  else
    perform pg_advisory_xact_lock_shared(hashtextextended(name, 0));
  end if;
  select * into head from app.streams as s where s.stream = name;
  if not found then
    head := (name, 0, '', 0);
  end if;
  if head.version <> expected then
    if exists (select from app.commands as c where c.command_id = command) then
      raise exception 'carried out' using errcode = 'TM002';
    end if;
    raise exception 'moved on' using errcode = 'TM001',
      detail = json_build_object('stream', name, 'expected', expected, 'found', head.version);
  end if;
  return head;
end $$;

create or replace function app.append(
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
  -- In the order they are given, which is the same for everybody.
  for i in 1 .. coalesce(array_length(names, 1), 0) loop
    head := app.locked_head(command, names[i], expected[i], written[i]);
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
      insert into app.streams (stream, version, hash, at) values (names[i], next_version, hash, happened)
        on conflict (stream) do update set version = excluded.version, hash = excluded.hash, at = excluded.at;
    end if;
  end loop;
end $$;

create or replace function app.append_at(
  command text, happened bigint,
  names text[], expected integer[], written boolean[],
  event_stream text[], event_type text[], event_record text[]
) returns integer language plpgsql as $$
#variable_conflict use_variable
declare
  clock constant bigint := app.now_ms();
  -- A decision that slept longer than this between looking and recording is made anew.
  too_late constant bigint := 5000;
  -- So is one that is ahead of the clock by more, unless the streams are: the clock was set back since it was read.
  too_early constant bigint := 1000;
  head app.streams;
  last_at bigint := 0;
  last_hash text;
  hashes text[];
  next_event integer := 1;
  next_version integer;
begin
  for i in 1 .. coalesce(array_length(names, 1), 0) loop
    head := app.locked_head(command, names[i], expected[i], written[i]);
    last_at := greatest(last_at, head.at);
    hashes[i] := head.hash;
  end loop;
  if happened < greatest(last_at, clock - too_late) or happened > greatest(last_at, clock + too_early) then
    raise exception 'decided too long ago' using errcode = 'TM003';
  end if;

  insert into app.commands (command_id, at) values (command, happened) on conflict do nothing;
  if not found then
    raise exception 'carried out' using errcode = 'TM002';
  end if;

  for i in 1 .. coalesce(array_length(names, 1), 0) loop
    next_version := expected[i];
    last_hash := hashes[i];
    while event_stream[next_event] = names[i] loop
      next_version := next_version + 1;
      insert into app.events (stream, version, command_id, type, at, record, previous_hash, hash)
        values (
          names[i], next_version, command, event_type[next_event], happened, event_record[next_event], last_hash,
          encode(sha256(convert_to(last_hash || event_record[next_event], 'UTF8')), 'hex')
        )
        returning app.events.hash into last_hash;
      next_event := next_event + 1;
    end loop;
    if next_version > expected[i] then
      insert into app.streams (stream, version, hash, at) values (names[i], next_version, last_hash, happened)
        on conflict (stream) do update set version = excluded.version, hash = excluded.hash, at = excluded.at;
    end if;
  end loop;
  return next_event - 1;
end $$;
