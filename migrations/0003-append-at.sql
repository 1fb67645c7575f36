-- Records one command at the time its decision took for now, so that all it entails can be part of the same
-- statement. As in app.append, the heads are locked in the order they are given, which is the same for everybody.
-- Gives how many events were recorded.
create function app.append_at(
  command text, happened bigint,
  names text[], expected integer[], written boolean[],
  event_stream text[], event_type text[], event_record text[]
) returns integer language plpgsql as $$
#variable_conflict use_variable
declare
  -- A decision that slept longer than this between looking and recording is made anew.
  too_late constant bigint := 5000;
  head app.streams;
  last_hash text;
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
    if head.at > happened or app.now_ms() - happened > too_late then
      raise exception 'decided too long ago' using errcode = 'TM003';
    end if;
    hashes[i] := head.hash;
  end loop;

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
      update app.streams as s set version = next_version, hash = last_hash, at = happened where s.stream = names[i];
    end if;
  end loop;
  return next_event - 1;
end $$;
