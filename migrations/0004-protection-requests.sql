-- Deliveries of webhooks that were taken. The sender keeps the id when one is sent again.
create table app.deliveries (
  id text primary key,
  at bigint not null
);

-- Jobs of GitHub workflows that wait at a custom deployment protection rule for our answer.
create table app.protection_requests (
  id              text primary key,
  repository      text not null,
  run_id          bigint not null,
  environment     text not null,
  installation_id bigint not null,
  sha             text not null,
  answer          text check (answer in ('approved', 'rejected', 'given-up')),
  said            text,
  comments        integer not null default 0,
  asked_at        bigint not null,
  attempts        integer not null default 0,
  problem         text,
  due_at          bigint not null,
  holder          text,
  lease_until     bigint,
  claim_token     text
);
create index protection_requests_open on app.protection_requests (due_at) where answer is null;
