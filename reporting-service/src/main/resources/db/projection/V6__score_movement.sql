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
insert into inspection
select announced.stream, announced.what ->> 'area', announced.what ->> 'body',
  upper(replace(announced.what ->> 'kind', '-', '_')),
  announced.what -> 'framework' ->> 'id', (announced.what -> 'framework' ->> 'version')::int,
  (announced.what ->> 'fieldworkStart')::date, (announced.what ->> 'fieldworkEnd')::date,
  (select count(*) filter (where type = 'CaseSampled') - count(*) filter (where type = 'CaseWithdrawn')
     from log.received where stream = announced.stream and topic = 'case-events'),
  0, null,
  case
    when exists (select from report where id = announced.stream and status = 'published') then 'reported'
    when exists (select from log.received where stream = announced.stream and type = 'ScoresFinalised')
      then 'finalised'
    else 'fieldwork'
  end,
  announced.occurred_at
from (select stream, occurred_at, convert_from(data, 'UTF8')::jsonb as what
        from log.received where type = 'InspectionAnnounced' and data is not null) announced;
