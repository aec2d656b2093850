-- Who was shown, or refused, what names a case. No event: it changes nothing, and nobody replays it.
create table read (
  id bigint generated always as identity primary key,
  recorded_at timestamptz not null,
  actor text not null,
  on_behalf_of text,
  roles text not null,
  request text not null,
  operation text not null,
  inspection text,
  case_id text,
  status int not null
);

-- What an operator asks for, newest first. A subject may be longer than an index takes.
create index read_by_time on read (recorded_at, id);
create index read_by_actor on read (left(actor, 200), recorded_at, id);
create index read_by_person on read (left(on_behalf_of, 200), recorded_at, id) where on_behalf_of is not null;
create index read_by_inspection on read (inspection, recorded_at, id);
create index read_by_request on read (left(request, 200));
create index event_by_time on event (recorded_at, position);
create index event_by_actor on event (left(actor, 200), recorded_at, position);
create index event_by_person on event (left(on_behalf_of, 200), recorded_at, position) where on_behalf_of is not null;
create index event_by_request on event (left(correlation, 200));
