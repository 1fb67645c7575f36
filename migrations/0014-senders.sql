-- Slack's limits count for the workspace, so the processes that send have to know how many they are.
create table app.senders (
  holder  text primary key,
  seen_at bigint not null
);
