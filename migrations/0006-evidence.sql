-- Who may post evidence. A token is shown once when it is made; what is kept is its SHA-256, of 256 random bits.
create table app.evidence_tokens (
  id           text primary key,
  hash         text not null,
  name         text not null,
  service      text not null,
  -- Null: for all that CI can tell about, and for every environment.
  gates        text[],
  environments text[],
  created_at   bigint not null,
  expires_at   bigint not null,
  revoked_at   bigint,
  used_at      bigint
);

-- What CI posted about a commit, often before a release of it is planned: the newest of each poster and gate.
create table app.posted_evidence (
  service     text not null,
  commit      text not null,
  gate        text not null,
  -- Empty: it counts in every environment.
  environment text not null,
  poster      text not null,
  token       text not null,
  at          bigint not null,
  received_at bigint not null,
  link        text,
  -- Null for benchmarks that came without those of the running version.
  measured    text,
  benchmarks  text,
  -- Of all of it: what comes twice is known by it.
  digest      text not null,
  primary key (service, commit, gate, environment, poster)
);
create index posted_evidence_by_age on app.posted_evidence (received_at);
