-- How people want to be told. Personal and no part of any decision, so it stands beside the log and a row
-- can be removed when somebody asks to be forgotten.
create table app.preferences (
  person      text primary key,
  preferences jsonb not null,
  changed_at  bigint not null
);
