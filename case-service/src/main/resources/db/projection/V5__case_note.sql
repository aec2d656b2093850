-- Notes on cases, sealed; nothing but what was sealed is kept, and of an erased case not even that.
create table case_note (
  id text primary key,
  inspection text not null,
  case_id text not null,
  version bigint not null,
  type text not null,
  revision int not null,
  noted_by text not null,
  noted_at timestamptz not null,
  sealed text
);
create index case_note_case on case_note (inspection, case_id, version);

alter table sampled_case add column erased_at timestamptz;
alter table inspection add column closed_at timestamptz;
create index inspection_closed on inspection (closed_at) where closed_at is not null;
