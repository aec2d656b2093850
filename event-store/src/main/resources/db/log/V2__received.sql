-- Other services' events that were applied here, with the own version that each was applied after.
create table received (
  topic text not null,
  stream text not null,
  version bigint not null,
  after_version bigint not null,
  arrival bigint generated always as identity,
  position bigint not null,
  type text not null,
  type_version int not null,
  data bytea,
  actor text not null,
  causation text,
  correlation text not null,
  command_id text not null,
  ordinal int not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  seen text not null,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (stream, topic, version)
);

-- The next offset to read, kept with the effects of what was read. Another topic id is another topic.
create table consumed (
  topic text not null,
  topic_id text not null,
  partition int not null,
  next_offset bigint not null,
  primary key (topic, partition)
);

-- Records that cannot be applied now, by where they lie and not by what they hold.
create table parked (
  topic text not null,
  topic_id text not null,
  partition int not null,
  record_offset bigint not null,
  stream text not null,
  version bigint not null,
  type text not null,
  why text not null,
  since timestamptz not null,
  attempts int not null default 1,
  primary key (topic, topic_id, partition, record_offset)
);
create index parked_stream on parked (stream, topic);

-- Reactions that lack a fact still to come from another topic.
create table awaiting (
  topic text not null,
  stream text not null,
  version bigint not null,
  target text not null,
  what text not null,
  since timestamptz not null,
  primary key (topic, stream, version)
);
