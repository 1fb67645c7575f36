-- A notice that asks something is edited once that is over. `asks`: it still has its buttons; `looked_version`: up to
-- which version of its release that was looked at. `again`: somebody put it off, and is reminded once more.
alter table app.notices add column asks boolean not null default false;
alter table app.notices add column looked_version integer not null default 0;
alter table app.notices add column again boolean not null default false;
create index notices_asking on app.notices (created_at) where asks and state = 'sent';
create index notices_to_person on app.notices (recipient, seq) where state = 'sent' and recipient like 'person:%';

-- Reminders people put off. A row becomes the notice of that id when its time comes; until then it holds up nothing else
-- they are told.
create table app.snoozes (
  notice_id     uuid primary key,
  release_id    text not null,
  event_version integer not null,
  kind          text not null,
  person        text not null,
  due_at        bigint not null
);
create index snoozes_due on app.snoozes (due_at);
create index snoozes_of_person on app.snoozes (person, release_id);
