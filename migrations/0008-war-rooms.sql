-- War rooms -------------------------------------------------------------------------------------------

-- The channel of its own that a release has. A view, like a board: nothing of the release waits for it.
-- `name` is claimed here before Slack is asked for it, so that no two releases take the same channel for theirs.
create table app.rooms (
  release_id     text primary key,
  state          text not null default 'wanted'
    check (state in ('wanted', 'open', 'refused', 'lost', 'archived')),
  channel        text,
  name           text unique,
  -- So many names were found taken.
  taken          integer not null default 0,
  -- Set while the outcome of asking for the name is unknown.
  asked_since    bigint,
  -- What was done so far, as JSON.
  done           text not null default '{}',
  wanted_version integer not null,
  seen_version   integer not null default 0,
  wanted_at      bigint not null,
  attempts       integer not null default 0,
  -- Null: nothing is to be done.
  due_at         bigint,
  holder         text,
  lease_until    bigint,
  claim_token    text,
  problem        text
);
create index rooms_due on app.rooms (due_at) where due_at is not null;
create index rooms_by_channel on app.rooms (channel) where channel is not null;

-- `refresh_at`: when its live figures are to be shown anew. `digest`: of what it shows. `lost`: its channel cannot be reached.
alter table app.boards
  add column refresh_at bigint,
  add column digest text,
  add column lost boolean not null default false;
create index boards_refresh on app.boards (refresh_at) where refresh_at is not null;

-- App Home --------------------------------------------------------------------------------------------

-- Who has opened their App Home, and of what it was drawn last.
create table app.home_viewers (
  person      text primary key,
  opened_at   bigint not null,
  drawn_from  text,
  digest      text,
  attempts    integer not null default 0,
  due_at      bigint not null,
  holder      text,
  lease_until bigint,
  claim_token text
);
create index home_viewers_recent on app.home_viewers (opened_at);
