-- An emergency that Slack does not take goes another way: since when it waits, and whether it was sent on.
alter table app.notices add column created_at bigint not null default app.now_ms();
alter table app.notices add column sent_on boolean not null default false;
create index notices_late on app.notices (created_at) where urgent and not sent_on and state in ('pending', 'sending');
