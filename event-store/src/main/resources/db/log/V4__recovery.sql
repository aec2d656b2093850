-- The topics that the log was published to. A topic with another id is another topic and is filled again from the log;
-- while that goes on, refilled says up to which position it has come.
create table published (
  topic text primary key,
  topic_id text not null,
  refilled bigint
);

-- Events of a topic that the log lacks, on their way into it: checked as a whole before the first of them is appended.
create unlogged table staged (
  position bigint not null,
  topic text not null,
  stream text not null,
  version bigint not null,
  type text not null,
  type_version int not null,
  data bytea not null,
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
  primary key (position, hash)
);

-- Streams whose own events after a version were brought back from the topic, and are not applied yet: they saw events
-- of other services that have still to be received again.
create table held (
  stream text primary key,
  version bigint not null
);
