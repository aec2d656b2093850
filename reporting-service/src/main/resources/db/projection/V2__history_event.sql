-- The envelopes of all services' events, for an inspection's history.
create table history_event (
  id text primary key,
  inspection text not null,
  topic text not null,
  version bigint not null,
  type text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  actor text not null,
  causation text,
  correlation text not null,
  seen text not null,
  hash text not null
);
create unique index history_event_place on history_event (inspection, topic, version);
