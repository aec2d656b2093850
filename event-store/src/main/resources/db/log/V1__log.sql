-- A service's own events. Positions are given out under the writer's lock: contiguous, and visible in order.
create table event (
  position bigint primary key,
  topic text not null,
  stream text not null,
  version bigint not null check (version > 0),
  type text not null,
  type_version int not null check (type_version > 0),
  data bytea not null,
  actor text not null,
  causation text,
  correlation text not null,
  command_id text not null,
  ordinal int not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  seen text not null,
  previous_hash bytea not null check (length(previous_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  unique (stream, version),
  unique (stream, command_id, ordinal)
);

-- Commands that were carried out, with the answer that a repeat of them gets.
create table command (
  id text primary key,
  stream text not null,
  body_hash bytea not null,
  version bigint not null,
  answer bytea not null,
  recorded_at timestamptz not null
);

-- One row a shard: the newest position, and a count of writes by which a writer knows that nobody else wrote.
create table head (
  shard int primary key,
  position bigint not null,
  change bigint not null
);
insert into head (shard, position, change) values (0, 0, 0);

-- How far the log was published to Kafka.
create table relay (
  shard int primary key,
  cursor bigint not null
);
insert into relay (shard, cursor) values (0, 0);
