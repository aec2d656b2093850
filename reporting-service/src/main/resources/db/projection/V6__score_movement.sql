-- Inspections as they stand, and every score that was given out, in the order in which it came here.
create table inspection (
  id text primary key,
  area text not null,
  body text,
  kind text not null,
  framework_id text not null,
  framework_version int not null,
  fieldwork_start date,
  fieldwork_end date,
  sampled int not null,
  judged int not null,
  score_version bigint,
  stage text not null,
  changed_at timestamptz not null
);
create index inspection_under_way on inspection (changed_at desc, id) where stage <> 'reported';
create table score_movement (
  position bigint generated always as identity primary key,
  inspection text not null,
  version bigint not null,
  area text not null,
  kind text not null,
  type text not null,
  occurred_at timestamptz not null,
  sampled int not null,
  judged int not null,
  case_version bigint not null,
  scores text not null,
  band_moves text not null,
  unique (inspection, version)
);
