-- A received event that an operator discarded keeps its version and hash here, so that the next one follows; it was
-- never applied. That it is discarded, and why, an own event says.
alter table received add column discarded boolean not null default false;

-- What was discarded and what of it was accepted, without reading the whole log.
create index event_discard on event (type, stream, version) where type in ('EventDiscarded', 'DiscardAccepted');

-- Records that name no inspection and were discarded: there is no stream whose event could tell of them.
create table discarded_record (
  topic text not null,
  topic_id text not null,
  partition int not null,
  record_offset bigint not null,
  why text not null,
  since timestamptz not null,
  reason text not null,
  actor text not null,
  correlation text not null,
  discarded_at timestamptz not null,
  primary key (topic, topic_id, partition, record_offset)
);
